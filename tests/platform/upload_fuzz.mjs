// Sends broken workbooks to the upload address of the API: cut off, with flipped bits, packed beyond measure, or no workbooks at
// all. Each ends in a clear answer: what was kept and which cells are wrong, or why nothing was taken.
//
// JUNHENG_FUZZ_FILES says how many files of each kind (40 if left out), JUNHENG_SEED from which seed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { crc32, deflateRawSync } from "node:zlib";

import { demoPlace, neverOpened, schoolWorkbooks } from "./demo.mjs";
import { dice } from "./dice.mjs";
import { Server } from "./server.mjs";
import { uploadForm } from "./sheets.mjs";

const FILES = Number(process.env.JUNHENG_FUZZ_FILES ?? 40);
const SEED = Number(process.env.JUNHENG_SEED ?? Date.now() % 1_000_000);

/** Ways to break a file. */
const BREAKS = {
  "cut off": (bytes, roll) => bytes.subarray(0, Math.floor(roll() * bytes.length)),
  "with flipped bits": (bytes, roll) => {
    const broken = Buffer.from(bytes);
    for (let flips = 1 + Math.floor(roll() * 20); flips > 0; flips--) {
      broken[Math.floor(roll() * broken.length)] ^= 1 << Math.floor(roll() * 8);
    }
    return broken;
  },
  "with a hole": (bytes, roll) => {
    const from = Math.floor(roll() * bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + Math.floor(roll() * 500))]);
  },
  "of noise": (_, roll) => Buffer.from(Array.from({ length: 1 + Math.floor(roll() * 4000) }, () => Math.floor(roll() * 256))),
};

/** A workbook whose sheet grows to so many megabytes when it is unpacked. */
function bomb(megabytes) {
  const sheet = Buffer.alloc(megabytes << 20, "<row/>");
  return zip({ "[Content_Types].xml": Buffer.from("<Types/>"), "xl/workbook.xml": Buffer.from("<workbook/>"), "xl/worksheets/sheet1.xml": sheet });
}

/** A zip archive of some files, deflated. */
function zip(files) {
  const [local, central] = [[], []];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    local.push(Buffer.from("PK\x03\x04"), fields, Buffer.from(name), packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from("PK\x01\x02\x14\x00"), fields, place, Buffer.from(name));
    offset += 4 + fields.length + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

test(`each broken workbook ends in a clear answer, from seed ${SEED}`, { timeout: 20 * 60_000 }, async () => {
  const place = demoPlace("sqlite");
  const server = await Server.start(place);
  const answers = {};
  try {
    const clerk = await neverOpened(server);
    const whole = readFileSync(join(schoolWorkbooks(place.folder), `${clerk.code}.xlsx`));
    const send = async (what, bytes, name = "学校.xlsx") => {
      const answer = await clerk.api.ask("POST", `/hand-ins/${clerk.handIn}/upload`, uploadForm(bytes, name));
      assertClear(what, answer);
      const tally = `${what}: ${answer.status}`;
      answers[tally] = (answers[tally] ?? 0) + 1;
    };
    const roll = dice(SEED);
    for (const [what, broken] of Object.entries(BREAKS)) {
      for (let file = 0; file < FILES; file++) await send(what, broken(whole, roll));
    }
    for (const megabytes of [50, 400]) await send(`of ${megabytes} MB when unpacked`, bomb(megabytes));
    for (const name of ["学校.csv", "学校.xls", "学校.ods", "学校.exe", "../../学校.xlsx", ""]) await send("under another name", whole, name);
    await send("empty", Buffer.alloc(0));
    // Nothing of all this stands in the way of the whole one.
    const { kept } = await clerk.api.must("POST", `/hand-ins/${clerk.handIn}/upload`, uploadForm(whole, "学校.xlsx"));
    assert.ok(kept.some(({ register, rows }) => register === "学校" && rows === 1));
  } finally {
    await server.stop();
    place.remove();
  }
  assert.doesNotMatch(server.log, /panicked/);
  console.log(answers);
});

/** What was kept with every problem, or a refusal that says why in both languages. */
function assertClear(what, { status, body }) {
  const said = `${what}: ${status} ${JSON.stringify(body).slice(0, 400)}`;
  if (status === 200) {
    assert.ok(body.kept.length + body.problems.length > 0, said);
    for (const { expected, mend } of body.problems) assert.ok(expected.zh && mend.zh, said);
    return;
  }
  assert.ok([403, 413, 422].includes(status), said);
  const reasons = [...body.reasons, ...body.fields.map(({ message }) => message)];
  assert.ok(reasons.length > 0 && reasons.every(({ zh, en }) => zh && en), said);
}
