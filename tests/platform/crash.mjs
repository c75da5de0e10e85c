// The server is killed at random instants while schools upload and hand in. Whatever it had answered for is there
// after the restart, nothing half-done is to be seen, and the journal verifies.
//
// JUNHENG_KILLS says how often on each database (20 if left out), JUNHENG_SEED from which seed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { demoPlace, program } from "./demo.mjs";
import { Server, databases } from "./server.mjs";

const KILLS = Number(process.env.JUNHENG_KILLS ?? 20);
const SEED = Number(process.env.JUNHENG_SEED ?? Date.now() % 1_000_000);
/** The longest that a server lives once its clerks are at work, in milliseconds. */
const LONGEST_LIFE_MS = 900;
/** The journal is verified after so many kills, and at the end. */
const VERIFIED_EVERY = 10;
/** The figure that clerks keep changing. */
const COLUMN = "图书册数";

/** The same instants for the same seed (mulberry32). */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One school's hand-in of 学校, what the server answered for, and what it was asked last. */
class HandIn {
  constructor(id, api, sheet) {
    Object.assign(this, { id, api, sheet, acknowledged: sheet.figure, asked: sheet.figure });
    this.handedIn = false;
    this.askedHandedIn = false;
  }

  /** Uploads the next figure; every third time hands in and withdraws. */
  async work() {
    for (let turn = 0; ; turn++) {
      if (turn % 3 === 2 || this.handedIn) await this.move();
      else await this.upload();
    }
  }

  async upload() {
    this.asked += 1;
    const body = new FormData();
    body.append("file", new Blob([this.sheet.csv(this.asked)]), "学校.csv");
    await this.api.must("POST", `/hand-ins/${this.id}/upload`, body);
    this.acknowledged = this.asked;
  }

  async move() {
    const step = this.handedIn ? "withdraw" : "submit";
    this.askedHandedIn = !this.handedIn;
    const answer = await this.api.ask("POST", `/hand-ins/${this.id}/${step}`, step === "submit" ? { note: "" } : undefined);
    // A refusal (something to be explained first) is an answer too: nothing was moved.
    if (answer.status < 300) this.handedIn = this.askedHandedIn;
    else this.askedHandedIn = this.handedIn;
  }

  /** What is there now is what was answered for, or what was asked last and not answered. */
  async check() {
    const { columns, rows } = await this.api.must("GET", `/hand-ins/${this.id}/rows`);
    assert.equal(rows.length, 1, "one row, whole");
    assert.equal(rows[0].cells.length, columns.length);
    const figure = Number(rows[0].cells[columns.indexOf(COLUMN)]);
    assert.ok([this.acknowledged, this.asked].includes(figure), `${figure} is neither ${this.acknowledged} nor ${this.asked}`);
    const whole = await this.api.must("GET", `/hand-ins/${this.id}`);
    const isIn = whole.state === "已提交";
    assert.ok([this.handedIn, this.askedHandedIn].includes(isIn), `${whole.state}: ${this.handedIn}, ${this.askedHandedIn}`);
    const latest = Math.max(...whole.revisions.map((revision) => revision.number));
    assert.equal(latest, whole.revision, "the hand-in stands at its last revision");
    this.acknowledged = this.asked = figure;
    this.handedIn = this.askedHandedIn = isIn;
  }
}

/** A school's row as a sheet whose figure can be changed. */
function sheetOf({ columns, rows }) {
  const [row] = rows;
  const quoted = (cell) => `"${String(cell ?? "").replaceAll('"', '""')}"`;
  return {
    figure: Number(row.cells[columns.indexOf(COLUMN)]),
    csv: (figure) => {
      const cells = row.cells.map((cell, at) => (columns[at] === COLUMN ? figure : cell));
      return "\ufeff" + [columns, cells].map((line) => line.map(quoted).join(",")).join("\r\n");
    },
  };
}

async function handIns(server, clerks) {
  const found = [];
  for (const clerk of clerks) {
    const api = await program(server, clerk);
    const { items } = await api.must("GET", `/hand-ins?register=${encodeURIComponent("学校")}`);
    for (const line of items) {
      if (!["草稿", "已退回"].includes(line.state) || line.rows !== 1) continue;
      found.push(new HandIn(line.id, api, sheetOf(await api.must("GET", `/hand-ins/${line.id}/rows`))));
    }
  }
  return found;
}

for (const database of databases()) {
  test(`killed ${KILLS} times on ${database}, from seed ${SEED}`, { timeout: 60 * 60_000 }, async () => {
    const roll = dice(SEED);
    const place = demoPlace(database);
    try {
      let server = await Server.start(place);
      const clerks = Array.from({ length: 12 }, (_, at) => `clerk-${String(at + 1).padStart(2, "0")}`);
      const open = await handIns(server, clerks);
      assert.ok(open.length >= 2, `only ${open.length} schools are at work on 学校`);
      for (let kill = 1; kill <= KILLS; kill++) {
        // Sessions are kept in the database too: nobody signs in again.
        for (const handIn of open) handIn.api.server = server;
        const works = open.map((handIn) => handIn.work().catch((error) => error));
        await sleep(roll() * LONGEST_LIFE_MS);
        await server.kill();
        for (const ended of await Promise.all(works)) {
          assert.match(String(ended), /fetch failed|terminated|socket/, "clerks are stopped by the kill alone");
        }
        server = await Server.start(place);
        for (const handIn of open) {
          handIn.api.server = server;
          await handIn.check();
        }
        if (kill % VERIFIED_EVERY === 0) place.run("journal", "verify");
      }
      await server.stop();
      console.log(place.run("journal", "verify").trim());
    } finally {
      place.remove();
    }
  });
}
