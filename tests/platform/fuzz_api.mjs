// Sends what nobody would send to every address of the API, by its own description: there is no server error, and every answer
// is one that the description knows. Once in a place with nothing but an administrator, once in the demo city as its office.
//
// Schemathesis makes the requests; JUNHENG_FUZZ_EXAMPLES says how many an address (25 if left out).

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { COUNTY, YEAR, demoPlace, ofSchools, program } from "./demo.mjs";
import { JUNHENG, Place, Program, Server } from "./server.mjs";

const EXAMPLES = process.env.JUNHENG_FUZZ_EXAMPLES ?? "25";
const CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"];
/** Ending the session that the others are asked with would leave nothing to ask. */
const LEFT_OUT = "/sign-out$|/sessions|/password";

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

/** Asks every address; `known` are parts of addresses that stay the same, so that something is there. */
function fuzz(server, secret, known, folder) {
  const settings = join(folder, "schemathesis.toml");
  writeFileSync(settings, known);
  const done = spawnSync(
    schemathesis(),
    [
      ...["--config-file", settings],
      ...["run", `${server.address}/api/openapi.json`],
      ...["--header", `Authorization: Bearer ${secret}`],
      ...["--checks", CHECKS.join(",")],
      ...["--max-examples", EXAMPLES],
      "--generation-deterministic",
      ...["--exclude-path-regex", LEFT_OUT],
    ],
    // It keeps what it learns in the folder that it is run in.
    { encoding: "utf8", maxBuffer: 64 << 20, cwd: folder },
  );
  assert.equal(done.status, 0, `${done.stdout}\n${done.stderr}\n${server.log}`);
  assert.doesNotMatch(done.stdout, /unresolvable reference/);
  assert.doesNotMatch(server.log, /panicked/);
}

async function inPlace(place, act) {
  assert.ok(existsSync(JUNHENG), `${JUNHENG} is not built`);
  const server = await Server.start(place);
  try {
    await act(server);
  } finally {
    await server.stop();
    place.remove();
  }
}

test("whatever is sent to a new county, the server answers clearly", { timeout: 30 * 60_000 }, () => {
  const place = new Place("sqlite");
  return inPlace(place, async (server) => {
    await new Program(server).must("POST", "/set-up", administrator);
    const { token } = await program(server, administrator.sign_in_name, administrator.password);
    fuzz(server, token, "", place.folder);
  });
});

test("whatever is sent to a county at work, the server answers clearly", { timeout: 30 * 60_000 }, () => {
  const place = demoPlace("sqlite");
  return inPlace(place, async (server) => {
    const office = await program(server, "office");
    const waiting = (await ofSchools(office)).find(({ state }) => state === "已提交");
    const known = `
[parameters]
"path.county" = ${COUNTY}
"path.period" = "${YEAR}"
"path.indicator" = "R4"
"path.code" = "${waiting.code}"

[[operations]]
include-path-regex = "^/api/v1/hand-ins/"
parameters = { "path.id" = ${waiting.id} }
`;
    fuzz(server, office.token, known, place.folder);
  });
});
