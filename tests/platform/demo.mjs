// The demo city, made once for all stories and copied for each.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { JUNHENG, Person, Place, Program } from "./server.mjs";

/** Everybody's password in the demo. */
export const PASSWORD = "junheng-2026";

const SCHOOLS = "12";
let made;

/** A place with the demo city in it. On SQLite a copy of the one that was made first. */
export function demoPlace(database) {
  const place = new Place(database);
  if (database === "postgres") {
    place.run("demo-county", "--schools", SCHOOLS);
    return place;
  }
  if (!made) {
    made = mkdtempSync(join(tmpdir(), "junheng-demo-"));
    execFileSync(JUNHENG, ["demo-county", "--schools", SCHOOLS, "--folder", made], { stdio: "ignore" });
    process.on("exit", () => execFileSync("rm", ["-rf", made]));
  }
  cpSync(made, place.folder, { recursive: true });
  return place;
}

/** Each school's own workbook of the latest year, by the school's code. */
export function schoolWorkbooks(folder) {
  const out = join(folder, "workbooks");
  if (!existsSync(out)) {
    execFileSync(JUNHENG, ["demo-data", "--out", out, "--schools", SCHOOLS, "--clean", "--each-school"], { stdio: "ignore" });
  }
  return join(out, "各校");
}

/** Somebody of the demo at a browser. */
export function person(server, name) {
  return new Person(server).signIn(name, PASSWORD);
}

/** Somebody of the demo as a program. */
export async function program(server, name) {
  const answer = await fetch(`${server.address}/api/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sign_in_name: name, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`${name} cannot sign in: ${answer.status} ${await answer.text()}`);
  const { secret } = await answer.json();
  return new Program(server, secret);
}
