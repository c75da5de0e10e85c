// A county at work: schools upload and hand in, the office gives back, accepts, freezes and corrects, all at once, until the
// server is gone. Each remembers what the server answered for, and what was asked last, and holds the server to it afterwards.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { COUNTY, YEAR, clerks, explainAll, ofSchools, program } from "./demo.mjs";
import { cellOf, sheetWith, uploadForm } from "./sheets.mjs";

const PERIOD = `/counties/${COUNTY}/periods/${YEAR}`;
/** The figure that clerks keep changing. */
const COLUMN = "图书册数";
/** Who waits for another looks again after so many milliseconds. */
const LOOK_AGAIN_MS = 20;

const [DRAFT, GIVEN_BACK, SUBMITTED, ACCEPTED, FROZEN] = ["草稿", "已退回", "已提交", "已审核", "已冻结"];
const FREEZE = "冻结";
/** The steps that move a hand-in: as the history names them, where they lead, and how they are asked for. */
const STEPS = {
  提交: { to: SUBMITTED, ask: (school) => [school.clerk, `/hand-ins/${school.id}/submit`, { note: "" }] },
  撤回: { to: DRAFT, ask: (school) => [school.clerk, `/hand-ins/${school.id}/withdraw`] },
  退回: { to: GIVEN_BACK, ask: (school) => [school.office, `/hand-ins/${school.id}/give-back`, school.remark()] },
  审核通过: { to: ACCEPTED, ask: (school) => [school.office, `/hand-ins/${school.id}/accept`, { opinion: "属实" }] },
  更正: { to: GIVEN_BACK, ask: (school) => [school.office, `${PERIOD}/correct`, school.correction()] },
};

/** Who works, and what became of it. */
export class CountyAtWork {
  static async begin(server, place, roll) {
    const county = Object.assign(new CountyAtWork(), { place, roll, versions: [], asksForFreeze: false, moving: 0 });
    county.office = await program(server, "office");
    county.done = {};
    county.unanswered = {};
    county.schools = [];
    for (const name of clerks()) {
      const clerk = await program(server, name);
      for (const line of await ofSchools(clerk)) {
        if (line.rows === 1) county.schools.push(await School.at(county, clerk, line.id));
      }
    }
    // Whose figures are wrong beyond explaining stays at its draft.
    county.schools = county.schools.filter(({ isSound }) => isSound);
    return county;
  }

  /** Works until the server is gone. */
  async work(server) {
    this.isOver = false;
    server.ended.then(() => (this.isOver = true));
    const works = [...this.schools.map((school) => school.work()), this.freezeAgainAndAgain()];
    const ends = await Promise.all(works.map((work) => work.catch((error) => error)));
    for (const error of ends.filter(Boolean)) {
      assert.match(String(error), /fetch failed|terminated|socket/, "people are stopped by the kill alone");
    }
  }

  async freezeAgainAndAgain() {
    while (!this.isOver) {
      if (this.schools.some(({ state }) => state === ACCEPTED)) await this.freeze();
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** Freezes what is accepted; meanwhile the office moves nothing else, and the schools go on. */
  async freeze() {
    this.isFreezing = true;
    while (this.moving > 0 && !this.isOver) await sleep(LOOK_AGAIN_MS);
    const accepted = this.schools.filter(({ state }) => state === ACCEPTED);
    this.asksForFreeze = true;
    const answer = await this.office.ask("POST", `${PERIOD}/versions`, { reason: "按期形成，缺报单位随后补报。" });
    const over = answer.status === 202 ? await this.office.over(answer.body) : undefined;
    this.asksForFreeze = false;
    this.isFreezing = false;
    // Refused when something that it would hold changed meanwhile: then nothing was frozen.
    if (answer.status === 403 || over?.state === "failed") return;
    assert.equal(over?.state, "done", JSON.stringify(over ?? answer.body));
    this.count(this.done, FREEZE);
    this.versions.push(over.result.digest);
    for (const school of accepted) school.state = FROZEN;
  }

  count(tally, what) {
    tally[what] = (tally[what] ?? 0) + 1;
  }

  /** Holds the server to what it answered for. */
  async check(server) {
    this.office.server = server;
    for (const { clerk } of this.schools) clerk.server = server;
    await this.checkJobs();
    const instants = await this.checkVersions();
    await Promise.all(this.schools.map((school) => school.check(instants)));
    Object.assign(this, { isFreezing: false, asksForFreeze: false, moving: 0 });
  }

  /** What was queued before the kill is done now, and nothing is said to go on that does not. */
  async checkJobs() {
    for (const { id } of await this.office.must("GET", "/jobs")) await this.office.over({ job: id });
  }

  /** Every version that was answered for is there, with at most the one that was not; answers the instants of all. */
  async checkVersions() {
    const found = (await this.office.must("GET", `${PERIOD}/versions`)).reverse();
    const digests = found.map(({ digest }) => digest);
    assert.deepEqual(found.map(({ number }) => number), digests.map((_, at) => at + 1));
    assert.deepEqual(digests.slice(0, this.versions.length), this.versions, "no acknowledged version is lost");
    await this.checkEnds(digests);
    const more = digests.slice(this.versions.length);
    assert.ok(more.length <= (this.asksForFreeze ? 1 : 0), "nothing was frozen that nobody asked for");
    if (more.length > 0) this.count(this.unanswered, FREEZE);
    for (const digest of more) this.checkFiles(digest);
    this.versions = digests;
    return found.map(({ at }) => at);
  }

  /** A version and the end of the job that made it are kept together: there is none without the other. */
  async checkEnds(digests) {
    const jobs = (await this.office.must("GET", "/jobs")).filter(({ kind, state }) => kind === "freeze" && state === "done");
    assert.deepEqual(jobs.map(({ result }) => result.digest).sort(), [...digests].sort());
  }

  /** A version's list and every file on it are what their digests say. */
  checkFiles(digest) {
    const { parts } = JSON.parse(this.snapshotFile(digest));
    assert.ok(parts.some(({ register }) => register === "学校"));
    for (const part of parts) assert.equal(this.snapshotFile(part.digest).length, part.size);
  }

  snapshotFile(digest) {
    return wholeFile(join(this.place.folder, "snapshots", digest.slice(0, 2), digest), digest);
  }

  /** What is costlier to look at: the journal, all files, and whether the last version holds what is frozen. */
  async checkAll() {
    this.place.run("journal", "verify");
    for (const digest of this.versions) this.checkFiles(digest);
    checkArea(join(this.place.folder, "evidence"));
    checkArea(join(this.place.folder, "snapshots"));
    if (this.versions.length === 0) return;
    const { cells } = await this.office.must("GET", `${PERIOD}/compare?before=${this.versions.length}&after=0`);
    const frozen = this.schools.filter(({ state }) => state === FROZEN).map(({ organisation }) => organisation);
    const strays = cells.filter(({ register, organisation }) => register === "学校" && frozen.includes(organisation));
    assert.deepEqual(strays, [], "what is frozen stands in the version as it was reported");
  }
}

/** A file that is what its digest says. */
function wholeFile(path, digest) {
  const bytes = readFileSync(path);
  assert.equal(createHash("sm3").update(bytes).digest("hex"), digest, path);
  return bytes;
}

/** Every file under a digest is whole; what a kill cut off has another name. */
function checkArea(area) {
  for (const folder of readdirSync(area)) {
    for (const name of readdirSync(join(area, folder))) {
      if (!name.endsWith(".part")) wholeFile(join(area, folder, name), name);
    }
  }
}

/** A school's hand-in of 学校: the figure and the steps that the server answered for, and what it was asked last. */
class School {
  static async at(county, clerk, id) {
    const rows = await clerk.must("GET", `/hand-ins/${id}/rows`);
    const { state, history, organisation, errors, failing } = await clerk.must("GET", `/hand-ins/${id}`);
    const figure = Number(cellOf(rows, COLUMN));
    const steps = stepsOf(history);
    const row = rows.rows[0].id;
    const isSound = errors === 0 && failing.every(({ severity }) => severity !== "error");
    const school = { county, clerk, id, rows, row, state, steps, organisation, isSound, acknowledged: figure, asked: figure };
    return Object.assign(new School(), school);
  }

  get office() {
    return this.county.office;
  }

  async work() {
    while (!this.county.isOver) {
      const acted = await this.act();
      if (!acted) await sleep(LOOK_AGAIN_MS);
    }
  }

  /** Does what its state allows; answers whether there was anything to do. */
  async act() {
    const { roll, isFreezing } = this.county;
    switch (this.state) {
      case DRAFT:
      case GIVEN_BACK:
        return roll() < 0.6 ? this.upload() : this.handIn();
      case SUBMITTED:
        if (isFreezing) return roll() < 0.1 && this.move("撤回");
        return this.move(roll() < 0.5 ? "审核通过" : roll() < 0.5 ? "退回" : "撤回");
      case FROZEN:
        return !isFreezing && this.move("更正");
      default:
        return false;
    }
  }

  async upload() {
    this.asked += 1;
    const sheet = uploadForm(sheetWith(this.rows, { [COLUMN]: this.asked }), "学校.csv");
    await this.clerk.must("POST", `/hand-ins/${this.id}/upload`, sheet);
    this.acknowledged = this.asked;
    this.county.count(this.county.done, "上传");
    return true;
  }

  async handIn() {
    await explainAll(this.clerk, this.id);
    return this.move("提交");
  }

  async move(step) {
    const { to, ask } = STEPS[step];
    const [who, path, body] = ask(this);
    this.step = step;
    this.county.moving += 1;
    await who.must("POST", path, body);
    this.county.moving -= 1;
    this.step = undefined;
    this.steps.push(step);
    this.state = to;
    this.county.count(this.county.done, step);
    return true;
  }

  remark() {
    return { remark: "请再核对一遍。", remarks: [{ row: this.row, column: COLUMN, text: "请与台账核对。" }] };
  }

  correction() {
    return { hand_ins: [this.id], reason: "图书册数有误，核查时发现。" };
  }

  /** What is there now is what was answered for, or with it the one thing that was asked last and not answered. */
  async check(instants) {
    const whole = await this.clerk.must("GET", `/hand-ins/${this.id}`);
    await this.checkFigure(whole);
    this.checkHistory(whole, instants);
    this.state = whole.state;
    this.step = undefined;
  }

  async checkFigure(whole) {
    const rows = await this.clerk.must("GET", `/hand-ins/${this.id}/rows`);
    assert.equal(rows.rows.length, 1, "one row, whole");
    assert.equal(rows.rows[0].cells.length, rows.columns.length);
    const figure = Number(cellOf(rows, COLUMN));
    assert.ok([this.acknowledged, this.asked].includes(figure), `${figure} is neither ${this.acknowledged} nor ${this.asked}`);
    if (figure !== this.acknowledged) this.county.count(this.county.unanswered, "上传");
    const latest = Math.max(...whole.revisions.map(({ number }) => number));
    assert.equal(latest, whole.revision, "the hand-in stands at its last revision");
    this.acknowledged = this.asked = figure;
  }

  checkHistory({ history, state }, instants) {
    const moves = inOrder(history);
    moves.slice(1).forEach((move, at) => assert.equal(move.from, moves[at].to, "each step begins where the last ended"));
    assert.equal(state, moves.at(-1)?.to ?? DRAFT, "the state is where the last step led");
    for (const { step, at } of moves) {
      if (step === FREEZE) assert.ok(instants.includes(at), `frozen at ${at}, and there is no such version`);
    }
    for (const at of instants) assert.notEqual(stateAt(moves, at), ACCEPTED, `left out of the version of ${at}`);
    const steps = stepsOf(history);
    const expected = [this.steps, ...(this.step ? [[...this.steps, this.step]] : [])].map(String);
    assert.ok(expected.includes(String(steps)), `${steps} is none of ${expected.join(" / ")}`);
    if (steps.length > this.steps.length) this.county.count(this.county.unanswered, this.step);
    this.steps = steps;
  }
}

/** The steps from the first on; the server tells the last one first. */
function inOrder(history) {
  return [...history].reverse();
}

/** The steps that somebody of the school or the office asked for at this hand-in alone. */
function stepsOf(history) {
  return inOrder(history).map(({ step }) => step).filter((step) => step !== FREEZE);
}

/** The state at an instant, which what happened at that very instant led to. A whole second is written without its fraction. */
function stateAt(moves, instant) {
  return moves.filter(({ at }) => Date.parse(at) <= Date.parse(instant)).at(-1)?.to;
}
