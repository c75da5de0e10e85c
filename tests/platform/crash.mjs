// The server is killed at random instants while schools upload and hand in and the office gives back, accepts, freezes and
// corrects. Whatever it had answered for is there after the restart, nothing half-done is to be seen, and the journal verifies.
//
// JUNHENG_KILLS says how often on each database (20 if left out), JUNHENG_SEED from which seed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { CountyAtWork } from "./county_at_work.mjs";
import { demoPlace } from "./demo.mjs";
import { dice } from "./dice.mjs";
import { Server, databases } from "./server.mjs";

const KILLS = Number(process.env.JUNHENG_KILLS ?? 20);
const SEED = Number(process.env.JUNHENG_SEED ?? Date.now() % 1_000_000);
/** The longest that a server lives once people are at work, in milliseconds; every third may live through a freeze. */
const LONGEST_LIFE_MS = 900;
const LONG_LIFE_EVERY = 3;
/** Journal and files are looked through after so many kills, and at the end. */
const ALL_CHECKED_EVERY = 10;

for (const database of databases()) {
  test(`killed ${KILLS} times on ${database}, from seed ${SEED}`, { timeout: 90 * 60_000 }, async () => {
    const place = demoPlace(database);
    try {
      await killAgainAndAgain(place);
    } finally {
      place.remove();
    }
  });
}

async function killAgainAndAgain(place) {
  const roll = dice(SEED);
  let server = await Server.start(place);
  const county = await CountyAtWork.begin(server, place, roll);
  const freezeMs = await timed(() => county.freeze());
  for (let kill = 1; kill <= KILLS; kill++) {
    const longest = kill % LONG_LIFE_EVERY === 0 ? 1.5 * freezeMs : LONGEST_LIFE_MS;
    const working = county.work(server);
    await sleep(roll() * longest);
    await server.kill();
    await working;
    server = await Server.start(place);
    await county.check(server);
    if (kill % ALL_CHECKED_EVERY === 0) await county.checkAll();
  }
  await county.checkAll();
  await server.stop();
  console.log(`answered for: ${JSON.stringify(county.done)}`);
  console.log(`done, though the answer was lost: ${JSON.stringify(county.unanswered)}`);
  console.log(place.run("journal", "verify").trim());
  for (const step of ["上传", "提交", "退回", "审核通过", "冻结", "更正"]) {
    assert.ok(county.done[step] > 0 || KILLS < 20, `${step} was never answered for: the test shows nothing of it`);
  }
}

/** How long something took, in milliseconds. */
async function timed(act) {
  const began = performance.now();
  await act();
  return performance.now() - began;
}
