// The demo city, made once for all stories and copied for each.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { JUNHENG, Person, Place, Program } from "./server.mjs";

/** Everybody's password in the demo. */
export const PASSWORD = "junheng-2026";

/** The county whose latest year is being handed in. */
export const COUNTY = 3;
/** That year, and the one before. */
export const YEAR = "2024-2025";
export const LAST_YEAR = "2023-2024";

const SCHOOLS = 12;
let made;

/** A place with the demo city in it. On SQLite a copy of the one that was made first. */
export function demoPlace(database) {
  const place = new Place(database);
  if (database === "postgres") {
    place.run("demo-county", "--schools", String(SCHOOLS));
    return place;
  }
  if (!made) {
    made = mkdtempSync(join(tmpdir(), "junheng-demo-"));
    execFileSync(JUNHENG, ["demo-county", "--schools", String(SCHOOLS), "--folder", made], { stdio: "ignore" });
    process.on("exit", () => execFileSync("rm", ["-rf", made]));
  }
  cpSync(made, place.folder, { recursive: true });
  return place;
}

/** Each school's own workbook of the latest year, by the school's code. */
export function schoolWorkbooks(folder) {
  const out = join(folder, "workbooks");
  if (!existsSync(out)) {
    execFileSync(JUNHENG, ["demo-data", "--out", out, "--schools", String(SCHOOLS), "--clean", "--each-school"], { stdio: "ignore" });
  }
  return join(out, "各校");
}

/** Somebody of the demo at a browser. */
export function person(server, name) {
  return new Person(server).signIn(name, PASSWORD);
}

/** Somebody as a program, signed in. */
export async function program(server, name, password = PASSWORD) {
  const { secret } = await new Program(server).must("POST", "/sign-in", { sign_in_name: name, password });
  return new Program(server, secret);
}

/** The schools' clerks. */
export function clerks() {
  return Array.from({ length: SCHOOLS }, (_, at) => `clerk-${String(at + 1).padStart(2, "0")}`);
}

/** A clerk's hand-ins of 学校 in a year: one, unless the school was not there. */
export async function ofSchools(api, year = YEAR) {
  const { items } = await api.must("GET", `/hand-ins?period=${year}&register=${encodeURIComponent("学校")}`);
  return items;
}

/** A clerk whose school never began with this year's 学校, with its hand-in and the school's code. */
export async function neverOpened(server) {
  for (const name of clerks()) {
    const api = await program(server, name);
    const [line] = await ofSchools(api);
    if (line?.state === "草稿" && line.rows === 0) return { name, api, code: line.code, handIn: line.id };
  }
  throw new Error("every school has begun");
}

/** The rows that a clerk's school reported last year. */
export async function lastYearsRows(api) {
  const [line] = await ofSchools(api, LAST_YEAR);
  return api.must("GET", `/hand-ins/${line.id}/rows`);
}

/** Says a word wherever a hand-in asks for one; answers how many. */
export async function explainAll(api, handIn) {
  const { failing } = await api.must("GET", `/hand-ins/${handIn}`);
  const asked = failing.filter(({ severity, explanation }) => severity === "warning" && !explanation);
  const explanations = asked.map(({ check, row }) => ({ check, row, text: "已核对原始台账，数据属实。" }));
  if (asked.length > 0) await api.must("POST", `/hand-ins/${handIn}/explain`, { explanations });
  return asked.length;
}
