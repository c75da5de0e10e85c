// Sends what nobody would send to every address of the API, by its own description, and finds no server error.
//
// Schemathesis makes the requests; JUNHENG_FUZZ_EXAMPLES says how many an address (25 if left out).

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { JUNHENG, Place, Server } from "./server.mjs";

const EXAMPLES = process.env.JUNHENG_FUZZ_EXAMPLES ?? "25";

/** Schemathesis in an environment of its own, outside the repository. */
function schemathesis() {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "junheng", "schemathesis");
  const wanted = readFileSync(new URL("requirements.txt", import.meta.url), "utf8");
  const marker = join(folder, "requirements.txt");
  if (!existsSync(marker) || readFileSync(marker, "utf8") !== wanted) {
    mkdirSync(folder, { recursive: true });
    execFileSync("python3", ["-m", "venv", folder]);
    execFileSync(join(folder, "bin/pip"), ["install", "-q", "--disable-pip-version-check", ...wanted.trim().split("\n")]);
    writeFileSync(marker, wanted);
  }
  return join(folder, "bin/schemathesis");
}

const administrator = {
  county_name: "广和县",
  county_code: "510000",
  name: "张华",
  sign_in_name: "zhanghua",
  password: "清水河边有一所老学校",
};

test("whatever is sent to the API, the server answers clearly", { timeout: 30 * 60_000 }, async () => {
  assert.ok(existsSync(JUNHENG), `${JUNHENG} is not built`);
  const place = new Place("sqlite");
  const server = await Server.start(place);
  try {
    const post = (path, body) =>
      fetch(`${server.address}/api/v1${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    assert.equal((await post("/set-up", administrator)).status, 204);
    const { sign_in_name, password } = administrator;
    const { secret } = await (await post("/sign-in", { sign_in_name, password })).json();
    const done = spawnSync(
      schemathesis(),
      [
        "run",
        `${server.address}/api/openapi.json`,
        ...["--header", `Authorization: Bearer ${secret}`],
        ...["--checks", "not_a_server_error"],
        ...["--max-examples", EXAMPLES],
        ...["--generation-deterministic"],
        // Ending the session that the others are asked with would leave nothing to ask.
        ...["--exclude-path-regex", "/sign-out$|/sessions|/password"],
      ],
      { encoding: "utf8", maxBuffer: 64 << 20 },
    );
    assert.equal(done.status, 0, `${done.stdout}\n${done.stderr}\n${server.log}`);
  } finally {
    await server.stop();
    place.remove();
  }
});
