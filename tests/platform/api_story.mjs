// The same story as in story.mjs, lived by programs through the API, on SQLite and on PostgreSQL: set up, a school uploads a
// bad workbook, sees the cells, mends, explains and hands in; the office gives it back with a remark on a cell, accepts and
// freezes; the leader reads the verdict, opens an explanation and tries a what-if; a correction makes another version, and the
// inspector compares the two cell by cell.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { COUNTY, LAST_YEAR, YEAR, demoPlace, explainAll, lastYearsRows, neverOpened, program, schoolWorkbooks } from "./demo.mjs";
import { Place, Program, Server, databases } from "./server.mjs";
import { cellOf, sheetWith, uploadForm } from "./sheets.mjs";

const PERIOD = `/counties/${COUNTY}/periods/${YEAR}`;
/** The figure that the office doubts. */
const BOOKS = "图书册数";
/** What the school, a junior one, is short of: with so many more it reaches its standard. */
const SHORT_OF = { 网络多媒体教室数: 10, 初中县级以上骨干教师数: 4 };

for (const database of databases()) {
  test(`an empty place becomes a county with an administrator, on ${database}`, { timeout: 120_000 }, () => setUp(database));
  test(`from a bad workbook to a verdict, by the API on ${database}`, { timeout: 600_000 }, (story) => live(story, database));
}

async function setUp(database) {
  const place = new Place(database);
  const server = await Server.start(place);
  try {
    const nobody = new Program(server);
    const password = "清水河边有一所老学校";
    const typed = { county_name: "广和县", county_code: "990121", name: "何志远", sign_in_name: "zhiyuan", password };
    const wrong = await nobody.ask("POST", "/set-up", { ...typed, county_code: "99" });
    assert.equal(wrong.status, 422);
    assert.deepEqual(wrong.body.fields.map(({ field }) => field), ["county_code"]);
    await nobody.must("POST", "/set-up", typed);
    assert.equal((await nobody.ask("POST", "/set-up", typed)).status, 403, "only once");
    const administrator = await program(server, "zhiyuan", password);
    const { roles } = await administrator.must("GET", "/me");
    assert.ok(roles.some(({ name, organisation }) => name === "管理员" && organisation === "广和县"));
  } finally {
    await server.stop();
    place.remove();
  }
}

/** The whole story in a demo city. */
async function live(story, database) {
  const place = demoPlace(database);
  const server = await Server.start(place);
  try {
    const clerk = await neverOpened(server);
    const office = await program(server, "office");
    const steps = {
      "a program gets a token that may only read, and one that may write": () => takeTokens(server, clerk),
      "the clerk uploads a bad workbook and is told the cell": () => uploadBad(clerk),
      "mends it, explains and hands in": () => mendAndHandIn(clerk, place),
      "the office gives it back with a remark on a cell": () => giveBack(office, clerk),
      "the school mends the cell and hands in again": () => mendTheCell(clerk),
      "the office accepts and freezes": () => acceptAndFreeze(office, clerk, 1),
      "the leader reads the verdict, an explanation and a what-if": () => readTheVerdict(server, clerk),
      "the leader takes the report home": () => takeTheReport(server, clerk),
      "a mistake is found and corrected in a second version": () => correct(office, clerk),
      "the inspector compares the two versions cell by cell": () => compareVersions(server, clerk),
      "backed up while it runs, restored into the other database, keys renewed: all reads the same": () => moveHouse(server, place, database),
    };
    for (const [step, act] of Object.entries(steps)) {
      await story.test(step, act);
    }
    assert.match(place.run("journal", "verify"), /\d/);
  } finally {
    await server.stop();
    place.remove();
  }
}

async function takeTokens(server, clerk) {
  const make = async (scope) => {
    const token = await clerk.api.must("POST", "/me/tokens", { label: `校务系统 ${scope}`, scope, days: 30 });
    return new Program(server, token.secret);
  };
  const reader = await make("read");
  await reader.must("GET", `/hand-ins/${clerk.handIn}`);
  assert.equal((await reader.ask("POST", `/hand-ins/${clerk.handIn}/copy`)).status, 403, "a reading token changes nothing");
  clerk.api = await make("read-and-write");
  clerk.person = await clerk.api.must("GET", "/me");
}

async function uploadBad(clerk) {
  const bad = sheetWith(await lastYearsRows(clerk.api), { [BOOKS]: "很多" });
  const answer = await clerk.api.must("POST", `/hand-ins/${clerk.handIn}/upload`, uploadForm(bad, "学校.csv"));
  const [problem] = answer.problems.filter(({ severity }) => severity === "error");
  assert.equal(problem.read, "很多", "what was read");
  assert.match(problem.cell, /^[A-Z]+2$/, "where");
  assert.ok(problem.expected.zh && problem.mend.zh, "what belongs there, and how to mend it");
  const again = await clerk.api.must("GET", `/hand-ins/${clerk.handIn}/uploads/${answer.evidence}`);
  assert.deepEqual(again.problems.map(({ cell }) => cell), answer.problems.map(({ cell }) => cell), "it can be looked at again");
  const refused = await clerk.api.ask("POST", `/hand-ins/${clerk.handIn}/submit`, { note: "" });
  assert.equal(refused.status, 403, "what has mistakes is not handed in");
  assert.ok(refused.body.reasons.length > 0);
}

async function mendAndHandIn(clerk, place) {
  const workbook = readFileSync(join(schoolWorkbooks(place.folder), `${clerk.code}.xlsx`));
  const answer = await clerk.api.must("POST", `/hand-ins/${clerk.handIn}/upload`, uploadForm(workbook, `${clerk.code}.xlsx`));
  assert.equal(answer.kept.find(({ register }) => register === "学校").rows, 1);
  await explainAndHandIn(clerk);
}

/** Says a word wherever one is asked for, and hands in. */
async function explainAndHandIn(clerk) {
  await explainAll(clerk.api, clerk.handIn);
  const ready = await clerk.api.must("GET", `/hand-ins/${clerk.handIn}`);
  assert.deepEqual(ready.obstacles, [], "nothing stands in the way");
  await clerk.api.must("POST", `/hand-ins/${clerk.handIn}/submit`, { note: "" });
  assert.equal(await stateOf(clerk), "已提交");
}

async function stateOf(clerk) {
  return (await clerk.api.must("GET", `/hand-ins/${clerk.handIn}`)).state;
}

async function giveBack(office, clerk) {
  const whole = await office.must("GET", `/hand-ins/${clerk.handIn}`);
  assert.ok(whole.failing.every(({ severity, explanation }) => severity !== "warning" || explanation), "explanations travel upward");
  const { rows } = await office.must("GET", `/hand-ins/${clerk.handIn}/rows`);
  const remarks = [{ row: rows[0].id, column: BOOKS, text: "请与图书台账核对。" }];
  await office.must("POST", `/hand-ins/${clerk.handIn}/give-back`, { remark: "有一处请核对。", remarks });
}

async function mendTheCell(clerk) {
  const whole = await clerk.api.must("GET", `/hand-ins/${clerk.handIn}`);
  assert.equal(whole.state, "已退回");
  const remark = whole.remarks_of_reviewer.find(({ column }) => column === BOOKS);
  assert.equal(remark.text, "请与图书台账核对。");
  await addTo(clerk, { [BOOKS]: 120 });
  await explainAndHandIn(clerk);
}

/** Types larger figures into some columns, and answers what they were and are. */
async function addTo(clerk, more) {
  const { revision } = await clerk.api.must("GET", `/hand-ins/${clerk.handIn}`);
  const { columns, rows: [row] } = await clerk.api.must("GET", `/hand-ins/${clerk.handIn}/rows`);
  const cells = Object.fromEntries(columns.map((name, at) => [name, row.cells[at] ?? ""]));
  const changed = Object.entries(more).map(([column, by]) => {
    const before = cells[column];
    const after = String(Number(before) + by);
    cells[column] = after;
    return { column, before, after };
  });
  const grid = { revision, rows: [{ id: row.id, cells }] };
  await clerk.api.must("PUT", `/hand-ins/${clerk.handIn}/rows`, grid);
  const late = await clerk.api.ask("PUT", `/hand-ins/${clerk.handIn}/rows`, grid);
  assert.equal(late.status, 403, "rows made from an older revision overwrite nothing");
  return changed;
}

async function acceptAndFreeze(office, clerk, number) {
  await office.must("POST", `/hand-ins/${clerk.handIn}/accept`, { opinion: "属实" });
  const ready = await office.must("GET", `${PERIOD}/readiness`);
  assert.equal(ready.number, number);
  const silent = await office.ask("POST", `${PERIOD}/versions`, { reason: "" });
  assert.equal(silent.status, 422, "what is missing or corrected wants a reason");
  const frozen = await office.done("POST", `${PERIOD}/versions`, { reason: "按期形成，缺报单位随后补报。" });
  assert.equal(frozen.result.number, number);
  assert.equal(await stateOf(clerk), "已冻结");
}

async function readTheVerdict(server, clerk) {
  const leader = await program(server, "leader");
  const county = `/counties/${COUNTY}`;
  const figures = `period=${YEAR}&version=1&policy=quality-balance-2017`;
  const { counties: [found] } = await leader.must("GET", `${county}/findings?${figures}`);
  assert.ok(["met", "not_met", "undetermined"].includes(found.verdict));
  assert.ok(found.indicators.length >= 32);

  const { items: [line] } = await leader.must("GET", `${county}/schools?search=${clerk.code}&${figures}`);
  assert.deepEqual([line.stage, line.verdict], ["初中", "not_met"]);
  assert.match(line.gaps, /骨干教师缺 4 人.*多媒体教室缺 6 间/, "what is short, in natural units");

  const school = `${county}/schools/${clerk.code}`;
  const explained = await leader.must("GET", `${school}/indicators/R7/explanation?stage=junior&${figures}`);
  const [screens] = explained.sides.flatMap((side) => side.cells).filter(({ column }) => column in SHORT_OF);
  assert.ok(screens.cell && screens.file, "the figure leads to the cell of the school's own workbook");

  const rows = await clerk.api.must("GET", `/hand-ins/${clerk.handIn}/rows`);
  const supposing = Object.entries(SHORT_OF).map(([column, more]) => `${clerk.code}:${column}:${Number(cellOf(rows, column)) + more}`);
  const supposed = await leader.must("GET", `${county}/what-if?${figures}&changes=${encodeURIComponent(supposing)}`);
  const turned = supposed.schools.map(({ left_verdict, right_verdict }) => [left_verdict, right_verdict]);
  assert.deepEqual(turned, [["not_met", "met"]], "with these the school would reach its standard");
  const { counties: [after] } = await leader.must("GET", `${county}/findings?${figures}`);
  assert.deepEqual(after, found, "supposing changes nothing");
}

/** A report is a job: it is begun, waited for and fetched, by those who may read the county. */
async function takeTheReport(server, clerk) {
  const leader = await program(server, "leader");
  for (const form of ["docx", "xlsx"]) {
    const begun = await leader.must("POST", `/counties/${COUNTY}/reports`, { form, period: YEAR, version: "1" });
    const made = await leader.over(begun);
    assert.equal(made.state, "done", JSON.stringify(made.message));
    assert.match(made.offer.name, new RegExp(`\\.${form}$`));
    const file = await leader.ask("GET", `/jobs/${begun.job}/file`);
    assert.ok(file.status === 200 && file.body.startsWith("PK"), "a file of Office");
    const strange = await clerk.api.ask("GET", `/jobs/${begun.job}/file`);
    assert.equal(strange.status, 404, "nobody else's");
  }
  const refused = await clerk.api.ask("POST", `/counties/${COUNTY}/reports`, { form: "docx" });
  assert.equal(refused.status, 404, "a school does not read the county");
  const unknown = await leader.ask("POST", `/counties/${COUNTY}/reports`, { form: "pdf" });
  assert.deepEqual([unknown.status, unknown.body.fields[0].field], [422, "form"]);
}

async function correct(office, clerk) {
  const correction = { hand_ins: [clerk.handIn], reason: "新装的教室和新评的骨干教师没有填，核查时发现。" };
  assert.deepEqual(await office.must("POST", `${PERIOD}/correct`, correction), { hand_ins: 1 });
  clerk.corrected = await addTo(clerk, SHORT_OF);
  await explainAndHandIn(clerk);
  await acceptAndFreeze(office, clerk, 2);
}

async function compareVersions(server, clerk) {
  const inspector = await program(server, "inspector");
  const versions = await inspector.must("GET", `${PERIOD}/versions`);
  assert.deepEqual(versions.map(({ number }) => number), [2, 1]);
  const compared = await inspector.must("GET", `${PERIOD}/compare?before=1&after=2&policy=quality-balance-2017`);
  const changed = compared.cells.map(({ column, before, after }) => ({ column, before, after }));
  assert.deepEqual(new Set(changed), new Set(clerk.corrected), "these cells and no others");
  for (const { register, by, at } of compared.cells) {
    assert.deepEqual([register, by], ["学校", clerk.person.name]);
    assert.ok(at, "when it was changed");
  }
  const [flip] = compared.flips.filter(({ what, id }) => what === "school" && id === clerk.code);
  assert.deepEqual([flip?.before, flip?.after], ["not met", "met"], "the school's verdict is another one");
}

/** What everybody reads of the county, with one teacher's name. */
async function picture(server) {
  const office = await program(server, "office");
  const { items } = await office.must("GET", `/hand-ins?period=${LAST_YEAR}&register=${encodeURIComponent("教师")}`);
  const { id } = items.find(({ rows }) => rows > 0);
  const { rows } = await office.must("GET", `/hand-ins/${id}/rows`);
  const names = await office.must("POST", `/hand-ins/${id}/rows/${rows[0].id}/unmask`, { reason: "核对迁移前后是否一致" });
  assert.ok(names.some(({ value }) => value !== ""), "there is a name");
  const versions = await office.must("GET", `${PERIOD}/versions`);
  const findings = [];
  for (const { number } of versions) {
    findings.push(await office.must("GET", `/counties/${COUNTY}/findings?period=${YEAR}&version=${number}`));
  }
  return { names, versions, findings, handIns: await office.must("GET", `/hand-ins?period=${YEAR}`) };
}

async function moveHouse(server, place, database) {
  const to = new Place(databases().find((other) => other !== database) ?? database);
  const around = to.folder;
  let moved;
  try {
    const before = await picture(server);
    const archive = join(around, "backup.zip");
    place.run("backup", "--to", archive);
    const whole = join(around, "data");
    mkdirSync(whole);
    copyFileSync(join(place.folder, "keys"), join(whole, "keys"));
    to.folder = whole;
    to.run("restore", archive);
    assert.match(to.run("rotate-keys"), /\d/);
    // Whoever has the copy with the renewed keys needs the old one no more.
    const keys = readFileSync(join(whole, "keys"), "utf8").split("\n").filter(Boolean);
    assert.equal(keys.length, 2);
    writeFileSync(join(whole, "keys"), `${keys[1]}\n`);
    moved = await Server.start(to);
    assert.deepEqual(await picture(moved), before);
    assert.match(to.run("journal", "verify"), /\d/);
  } finally {
    await moved?.stop();
    to.remove();
    rmSync(around, { recursive: true, force: true });
  }
}
