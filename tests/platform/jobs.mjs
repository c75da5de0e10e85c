// Long work in a real browser: it tells how far it is, survives a reload and a restart, waits its turn and can be stopped; and
// whatever was stopped left nothing half-done.
//
// What takes long here are accounts for hundreds of new schools, since hashing a password costs time on purpose. Behind them
// the office's freeze and its accepting of many have to wait, which gives the story the time to look and to press.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { PHONE, Window, openBrowser } from "./browser.mjs";
import { COUNTY, LAST_YEAR, YEAR, demoPlace, ofSchools, program } from "./demo.mjs";
import { Server } from "./server.mjs";
import { csv } from "./sheets.mjs";

const SCHOOLS = 700;
/** A list that takes long enough to be stopped and killed at. */
const LONG_LIST = 18_000;
const PERIOD = `/counties/${COUNTY}/periods/${YEAR}`;
const STOP = "main .job form[action$='/cancel'] button";
const AGAIN = "main .job form[action$='/restart'] button";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

test("long work waits, tells how far it is, is stopped and begun again", { timeout: 600_000 }, async (story) => {
  const place = demoPlace("sqlite");
  const house = { place, server: await Server.start(place) };
  try {
    house.keeper = await Window.open(browser, house.server);
    house.office = await Window.open(browser, house.server);
    await house.keeper.signIn("admin");
    await house.office.signIn("office");
    house.keeping = await program(house.server, "admin");
    house.reading = await program(house.server, "office");
    const steps = {
      "a list of schools is stopped and killed midway and leaves none, then all of a list are there": importSchools,
      "accounts for hundreds of schools tell how far they are, also after a reload": openAccounts,
      "a freeze waits its turn, is stopped midway, and nothing is half-frozen": stopAFreeze,
      "accepting many goes on over a reload, and its answers stay": acceptMany,
      "a report is stopped, made again, and outlives a restart": takeAReport,
    };
    for (const [step, act] of Object.entries(steps)) await story.test(step, () => act(house));
    assert.deepEqual([...house.keeper.complaints, ...house.office.complaints], []);
    place.run("journal", "verify");
  } finally {
    await house.server.stop();
    place.remove();
  }
});

async function state(window) {
  return window.page.innerText("main .job .job-state");
}

async function becomes(window, word) {
  const awaited = window.page.locator("main .job .job-state", { hasText: word }).first();
  await awaited.waitFor({ timeout: 60_000 }).catch(async (late) => {
    throw new Error(`${word} is awaited, and the page says ${await state(window)} (${window.page.url()})`, { cause: late });
  });
}

/** The number of the job that a window shows. */
function jobOf(window) {
  return Number(new URL(window.page.url()).pathname.split("/").at(-1));
}

async function picture(window, name) {
  await window.picture(name);
  await window.page.setViewportSize(PHONE);
  await window.picture(`${name}-phone`);
  await window.page.setViewportSize({ width: 1440, height: 900 });
}

/** A county's keeper uploads a list of so many new schools; answers the job. */
async function sendList({ keeper }, schools) {
  const lines = Array.from({ length: schools }, (_, at) => [`99${String(10_000_000 + at)}`, `新建第${at + 1}小学`, "学校"]);
  const list = Buffer.from(csv(["学校标识码", "名称", "类型"], ...lines));
  await keeper.go(`/admin/organisations/${COUNTY}/import`);
  await keeper.page.setInputFiles("main input[type=file]", { name: "单位.csv", mimeType: "text/csv", buffer: list });
  await keeper.page.click("main form.upload button");
  await keeper.page.waitForURL(/\/import\?job=\d+$/);
  return Number(new URL(keeper.page.url()).searchParams.get("job"));
}

async function importSchools(house) {
  const { keeper, keeping, place } = house;
  const count = async () => (await keeping.must("GET", "/admin/organisations?limit=1")).total;
  const before = await count();
  const stopped = await sendList(house, LONG_LIST);
  assert.equal(await state(keeper), "进行中");
  const { done, total } = await keeping.must("GET", `/jobs/${stopped}`);
  assert.ok(done > 0 && total === LONG_LIST, `${done} / ${total}`);
  await keeper.page.reload();
  assert.equal(await state(keeper), "进行中", "a reload finds it");
  await keeper.page.click(STOP);
  await becomes(keeper, "已取消");
  assert.equal(await count(), before, "none is added");
  await keeper.go(`/admin/organisations/${COUNTY}/import?job=${stopped}`);
  await picture(keeper, "import-stopped");

  const killed = await sendList(house, LONG_LIST);
  await runs(keeping, killed);
  await keeper.go("/me");
  await house.server.kill();
  house.server = await Server.start(place);
  for (const one of [keeper, house.office, keeping, house.reading]) one.server = house.server;
  await keeper.go(`/admin/organisations/${COUNTY}/import?job=${killed}`);
  assert.match(await keeper.text(), /中断/);
  assert.equal((await keeping.must("GET", `/jobs/${killed}`)).state, "interrupted");
  assert.equal(await count(), before, "none is added");
  place.run("journal", "verify");

  await sendList(house, SCHOOLS);
  await becomes(keeper, "已完成");
  assert.match(await keeper.text(), new RegExp(`添加${SCHOOLS}个单位`));
  assert.equal(await count(), before + SCHOOLS);
  await picture(keeper, "import-done");
}

/** The office has all but pressed the button: the accounts, which go on for some seconds, must not be done before. */
async function readyToFreeze(house) {
  const { office, reading } = house;
  house.versions = await reading.must("GET", `${PERIOD}/versions`);
  house.accepted = (await ofSchools(reading)).filter((line) => line.state === "已审核").length;
  assert.ok(house.accepted > 0, "there is something to freeze");
  await office.go(`${PERIOD}/freeze`);
  await office.page.fill("main [name=reason]", "按期形成，缺报单位随后补报。");
}

async function openAccounts(house) {
  const { keeper, keeping } = house;
  await readyToFreeze(house);
  house.people = (await keeping.must("GET", "/admin/people?limit=1")).total;
  await keeper.go(`/admin/people/school-accounts?under=${COUNTY}`);
  await keeper.page.check("[name=principals]");
  await keeper.picture("accounts-form");
  await keeper.page.click("#accounts button.btn-primary");
  await keeper.page.waitForURL(/\/jobs\/\d+$/);
  house.accounts = jobOf(keeper);
  await becomes(keeper, "进行中");
  await picture(keeper, "job-running");
  await keeper.page.reload();
  assert.equal(await state(keeper), "进行中");
  const { done, total } = await keeping.must("GET", `/jobs/${house.accounts}`);
  assert.ok(done > 0 && total > SCHOOLS, `${done} / ${total}`);
}

/** The administrator has stopped his accounts. */
async function noneIsOpened({ keeper, keeping, people }) {
  await becomes(keeper, "已取消");
  assert.equal((await keeping.must("GET", "/admin/people?limit=1")).total, people, "none is opened");
  await picture(keeper, "job-stopped");
}

async function stopAFreeze(house) {
  const { office, reading, versions, accepted } = house;
  await office.page.click("main form.form button.btn-primary");
  await office.page.waitForURL(/\/jobs\/\d+$/);
  const job = jobOf(office);
  assert.equal(await state(office), "排队中", "it waits for the accounts");
  await office.page.reload();
  assert.equal(await state(office), "排队中");

  const letBy = house.keeper.page.click(STOP, { noWaitAfter: true });
  await runs(reading, job);
  // The server holds its breath while the finger is on its way: the freeze is in its middle when it hears of it.
  house.server.child.kill("SIGSTOP");
  const pressed = office.page.click(STOP, { noWaitAfter: true });
  await sleep(100);
  house.server.child.kill("SIGCONT");
  await pressed;
  await letBy;
  await becomes(office, "已取消");
  assert.match(await office.text(), /没有留下只做了一半的内容/);
  const told = await reading.must("GET", `/jobs/${job}`);
  assert.ok(told.done < told.total, "before its end");

  assert.deepEqual(await reading.must("GET", `${PERIOD}/versions`), versions, "no version came of it");
  const still = (await ofSchools(reading)).filter((line) => line.state === "已审核").length;
  assert.equal(still, accepted, "what was accepted is accepted still");
  await noneIsOpened(house);
  house.place.run("journal", "verify");
  await office.page.click(AGAIN);
  await office.page.waitForURL((url) => !url.pathname.endsWith(`/${job}`));
  await becomes(office, "已完成");
  assert.match(await office.text(), new RegExp(`已冻结为第${versions.length + 1}版`));
  await picture(office, "job-frozen");
}

/** Waits until a job has its turn. */
async function runs(reading, job) {
  for (;;) {
    const { state } = await reading.must("GET", `/jobs/${job}`);
    if (state === "running") return;
    assert.equal(state, "waiting");
    await sleep(2);
  }
}

async function acceptMany(house) {
  const { keeper, office } = house;
  await keeper.page.click(AGAIN);
  await keeper.page.waitForURL((url) => !url.pathname.endsWith(`/${house.accounts}`));
  await becomes(keeper, "进行中");
  await office.go(PERIOD);
  await office.page.click("#board-form button[value=all]");
  await office.page.waitForURL(/\/answers\/\d+$/);
  assert.equal(await state(office), "排队中");
  await picture(office, "accept-many-waiting");
  await office.page.reload();
  assert.equal(await state(office), "排队中", "a reload finds it");
  assert.match(await (await office.context.request.get(office.page.url())).text(), /<noscript><meta http-equiv="refresh"/, "and so does a browser without scripts");

  await keeper.page.click(STOP);
  await noneIsOpened(house);
  // The page is not touched: it draws itself again when the answers are there.
  const answers = office.page.locator("main .row-of-marks");
  await answers.waitFor({ timeout: 60_000 });
  assert.equal(await state(office), "已完成");
  const said = await answers.innerText();
  assert.match(said, /通过 [1-9]/);
  await office.page.reload();
  assert.equal(await answers.innerText(), said, "the answers stay");
  await picture(office, "accept-many-answers");
}

async function takeAReport(house) {
  const { office, reading, place } = house;
  // Others are before it: reports as of many days, each judged for itself.
  const days = Array.from({ length: 120 }, (_, at) => `2024-0${1 + Math.floor(at / 28)}-${String(1 + (at % 28)).padStart(2, "0")}`);
  const begin = (day) => reading.must("POST", `/counties/${COUNTY}/reports`, { form: "xlsx", period: LAST_YEAR, day });
  const others = [];
  for (const day of days) others.push(await begin(day));
  await office.go(`/counties/${COUNTY}?period=${LAST_YEAR}`);
  await office.page.click("button[value=docx]");
  await office.page.waitForURL(/\/jobs\/\d+$/);
  const stopped = jobOf(office);
  await picture(office, "report-waiting");
  await office.page.click(STOP);
  await becomes(office, "已取消");
  assert.equal((await reading.ask("GET", `/jobs/${stopped}/file`)).status, 403, "there is no file");

  const midway = await stopAReportMidway(house);
  for (const { job } of others) await reading.ask("POST", `/jobs/${job}/cancel`);
  for (const other of others) {
    const { state } = await reading.over(other);
    if (other.job === midway) assert.equal(state, "cancelled");
    assert.equal(existsSync(join(place.folder, "results", String(other.job))), state === "done", "a file of each that is done");
  }
  assert.ok(!existsSync(join(place.folder, "results", String(stopped))));

  await office.page.click(AGAIN);
  await becomes(office, "已完成");
  const job = jobOf(office);
  assert.notEqual(job, stopped);
  await picture(office, "report-made");
  const first = await download(office);
  assert.ok(first.subarray(0, 2).equals(Buffer.from("PK")), "a document of Word");
  await house.server.kill();
  house.server = await Server.start(place);
  house.keeper.server = office.server = house.server;
  await office.go(`/jobs/${job}`);
  assert.equal(await state(office), "已完成");
  assert.ok((await download(office)).equals(first), "the same file after a restart");
  assert.ok(readdirSync(join(place.folder, "results")).includes(String(job)));
  await office.go("/jobs");
  await picture(office, "jobs");
}

/** Stops a report while it is made, and answers which; one that is at its last step is done, and the next is tried. */
async function stopAReportMidway({ server, reading, place }) {
  for (;;) {
    const open = (await reading.must("GET", "/jobs")).filter(({ kind, state }) => kind === "report" && ["running", "waiting"].includes(state));
    assert.notDeepEqual(open, [], "none of many was caught while it was made");
    const going = open.find(({ state }) => state === "running");
    if (!going) continue;
    server.child.kill("SIGSTOP");
    const asking = reading.ask("POST", `/jobs/${going.id}/cancel`);
    await sleep(50);
    server.child.kill("SIGCONT");
    const asked = await asking;
    const over = await reading.over({ job: going.id });
    if (over.state === "done") continue;
    assert.equal(asked.status, 204);
    assert.equal(over.state, "cancelled");
    assert.match(over.message.zh, /没有留下只做了一半的内容/);
    assert.ok(over.may_restart && over.offer === null, "it can be begun again, and there is nothing to fetch");
    assert.equal((await reading.ask("GET", `/jobs/${going.id}/file`)).status, 403);
    assert.ok(!existsSync(join(place.folder, "results", String(going.id))), "no file is left");
    return going.id;
  }
}

async function download(window) {
  const downloading = window.page.waitForEvent("download");
  await window.page.click("main .job a[href$='/file']");
  return readFileSync(await (await downloading).path());
}
