// Measures the platform under the load of a county on the day before the deadline, on SQLite: people read pages while clerks
// upload. Then asks for pages without a pause, and for a page of the bare framework, the ceiling of what a server of this kind
// can do.
//
// usage: node benches/load.mjs [--schools 60] [--years 3] [--more-counties 0] [--folder FOLDER]
//            [--readers 300] [--uploaders 30] [--seconds 30] [--think-ms 2000]
//
// JUNHENG and JUNHENG_BENCHES name the programs, those of the production build if left out. A folder that is named is filled
// when it is empty, and kept: `--schools 50 --years 5 --more-counties 19 --folder /tmp/nation` has 1,012 schools.

import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

const BUILT = join(process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/junheng/target"), "release");
process.env.JUNHENG ??= join(BUILT, "junheng");
const BENCHES = process.env.JUNHENG_BENCHES ?? join(BUILT, "junheng-benches");
const RULEBOOK = new URL("../rulebook", import.meta.url).pathname;

const { Server, firstLine } = await import("../tests/platform/server.mjs");
const { COUNTY, LAST_YEAR, PASSWORD, YEAR, ofSchools, program } = await import("../tests/platform/demo.mjs");
const { cellOf, sheetWith } = await import("../tests/platform/sheets.mjs");

const { values: asked } = parseArgs({
  options: {
    schools: { type: "string", default: "60" },
    years: { type: "string", default: "3" },
    "more-counties": { type: "string", default: "0" },
    folder: { type: "string" },
    readers: { type: "string", default: "300" },
    uploaders: { type: "string", default: "30" },
    seconds: { type: "string", default: "30" },
    "think-ms": { type: "string", default: "2000" },
  },
});
/** So many ask at once when nobody pauses: enough to keep two cores busy. */
const WITHOUT_PAUSE = { readers: "32", seconds: "10", "think-ms": "0" };
/** The figure that differs between a clerk's files, so that each upload changes something. */
const COLUMN = "图书册数";
const FILES_A_CLERK = 3;
const EDITABLE = ["草稿", "已退回"];

const execute = promisify(execFile);

/** Runs the contestant and answers what it counted. */
async function contest(address, lists, options) {
  const flags = Object.entries({ ...lists, ...options }).flatMap(([name, value]) => [`--${name}`, value]);
  const { stdout } = await execute(BENCHES, ["--rulebook", RULEBOOK, "load", address, ...flags]);
  return JSON.parse(stdout);
}

/** The demo city in the folder, made when it is not there yet. */
async function city(folder) {
  if (existsSync(join(folder, "junheng.sqlite"))) return;
  console.log("making the city");
  const size = ["schools", "years", "more-counties"].flatMap((name) => [`--${name}`, asked[name]]);
  await execute(process.env.JUNHENG, ["demo-county", ...size, "--folder", folder], { maxBuffer: 64 << 20 });
}

/** A list of work for the contestant: a line each, separated by tabs. */
function listed(folder, name, lines) {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => line.join("\t")).join("\n"));
  return path;
}

/** The schools of the county: the number in their people's sign-in names, code, and hand-in of 学校 of this year. */
async function schoolsOf(office) {
  const now = new Map((await ofSchools(office)).map(({ organisation_id, id, state }) => [organisation_id, { id, state }]));
  const all = (await ofSchools(office, LAST_YEAR)).sort((one, other) => one.organisation_id - other.organisation_id);
  return all.map(({ organisation_id, code }, at) => ({
    number: String(at + 1).padStart(2, "0"),
    code,
    handIn: now.get(organisation_id),
  }));
}

/** What people read: schools their own, the office its boards, leaders the verdict and how it came about. */
function pages(schools) {
  const county = `/counties/${COUNTY}`;
  const read = (who, ...paths) => paths.map((path) => [who, PASSWORD, path]);
  const ofSchool = ({ number, code, handIn }) => [
    ...read(`clerk-${number}`, "/", "/hand-ins", ...(handIn ? [`/hand-ins/${handIn.id}`] : []), "/rulebook"),
    ...read(`head-${number}`, "/", `${county}/schools/${code}?period=${LAST_YEAR}`, "/hand-ins"),
  ];
  const indicators = ["R1", "R2", "R4", "R5", "R7"].map((id) => `${county}/indicators/${id}?stage=primary`);
  const explanation = `${county}/indicators/R4/explanation?stage=primary`;
  const verdict = [county, `${county}?period=${LAST_YEAR}`, ...indicators, explanation, `${county}/schools`];
  const boards = ["/", `${county}/periods`, `${county}/periods/${YEAR}`, `${county}/periods/${YEAR}/freeze`];
  return [
    ...schools.flatMap(ofSchool),
    ...read("leader", "/", ...verdict),
    ...read("office", ...boards, ...verdict),
    ...read("inspector", "/organisations", ...verdict),
    ...read("city", "/organisations", county),
  ];
}

/** Files for each clerk whose hand-in is open, that differ in a figure. */
async function uploads(server, schools, folder) {
  const lines = [];
  for (const { number, handIn } of schools.filter(({ handIn }) => EDITABLE.includes(handIn?.state))) {
    const name = `clerk-${number}`;
    const clerk = await program(server, name);
    const rows = await clerk.must("GET", `/hand-ins/${handIn.id}/rows`);
    if (rows.rows.length !== 1) continue;
    for (let file = 1; file <= FILES_A_CLERK; file++) {
      const path = join(folder, `学校-${number}-${file}.csv`);
      writeFileSync(path, sheetWith(rows, { [COLUMN]: Number(cellOf(rows, COLUMN)) + file }));
      lines.push([name, PASSWORD, `/hand-ins/${handIn.id}/upload`, path]);
    }
  }
  return lines;
}

/** Schools that wait for review take their hand-ins back, so that enough have something to upload. */
async function takeBack(server, schools) {
  for (const school of schools.filter(({ handIn }) => handIn?.state === "已提交")) {
    const clerk = await program(server, `clerk-${school.number}`);
    await clerk.must("POST", `/hand-ins/${school.handIn.id}/withdraw`);
    school.handIn.state = "草稿";
  }
}

async function ofPlatform(folder, lists) {
  const server = await Server.start({ folder, environment: {} });
  try {
    const schools = await schoolsOf(await program(server, "office"));
    await takeBack(server, schools);
    const work = {
      pages: listed(lists, "pages.tsv", pages(schools)),
      uploads: listed(lists, "uploads.tsv", await uploads(server, schools, lists)),
    };
    const { readers, uploaders, seconds } = asked;
    const crowd = await contest(server.address, work, { readers, uploaders, seconds, "think-ms": asked["think-ms"] });
    const pause = await contest(server.address, { pages: work.pages }, WITHOUT_PAUSE);
    return { crowd, pause };
  } finally {
    await server.stop();
  }
}

async function ofBareFramework(lists) {
  const child = spawn(BENCHES, ["--rulebook", RULEBOOK, "bare-page"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const address = await firstLine(child, { log: "" });
    return await contest(address, { pages: listed(lists, "bare.tsv", [["", "", "/"]]) }, WITHOUT_PAUSE);
  } finally {
    child.kill();
  }
}

const kept = asked.folder;
const folder = kept ?? mkdtempSync(join(tmpdir(), "junheng-load-"));
const lists = mkdtempSync(join(tmpdir(), "junheng-lists-"));
try {
  mkdirSync(folder, { recursive: true });
  await city(folder);
  const { crowd, pause } = await ofPlatform(folder, lists);
  const bare = await ofBareFramework(lists);
  report(crowd, pause, bare);
} finally {
  rmSync(lists, { recursive: true, force: true });
  if (!kept) rmSync(folder, { recursive: true, force: true });
}

/** Prints a table, and fails when somebody got no answer. */
function report(crowd, pause, bare) {
  const ms = (value) => (value === null ? "" : `${value.toFixed(1)} ms`);
  const line = (what, of) => [what, of.requests, of.per_second.toFixed(1), ms(of.median_ms), ms(of.p95_ms), ms(of.p99_ms), ms(of.longest_ms)];
  const table = [
    ["what", "requests", "a second", "median", "95th", "99th", "longest"],
    Array(7).fill("---"),
    line(`${asked.readers} people read`, crowd.read),
    line(`${asked.uploaders} upload meanwhile`, crowd.uploaded),
    line(`the same pages without a pause, ${WITHOUT_PAUSE.readers} at once`, pause.read),
    line(`a page of the bare framework, ${WITHOUT_PAUSE.readers} at once`, bare.read),
  ];
  for (const cells of table) console.log(`| ${cells.join(" | ")} |`);
  const failures = { ...crowd.read.failures, ...crowd.uploaded.failures, ...pause.read.failures };
  if (Object.keys(failures).length > 0) {
    console.error(failures);
    process.exitCode = 1;
  }
}
