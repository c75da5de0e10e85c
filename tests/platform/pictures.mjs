// Makes the pictures of the user guide from the demo city.
// usage: node tests/platform/pictures.mjs FOLDER

import assert from "node:assert/strict";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { PHONE, Window, openBrowser } from "./browser.mjs";
import { COUNTY, YEAR, demoPlace, explainAll, lastYearsRows, neverOpened, ofSchools, program } from "./demo.mjs";
import { Server } from "./server.mjs";
import { sheetWith, uploadForm } from "./sheets.mjs";

/** As wide as a page of the guide shows it, and as high as one looks at once. */
const SHEET = { width: 1120, height: 700 };
/** What a page says stands to the right of the menu, which one picture of it is enough of. */
const BESIDE_THE_MENU = { x: 217, y: 0, width: SHEET.width - 217, height: SHEET.height };
const ON_A_PHONE = { viewport: PHONE, clip: undefined };
/** A school whose figures are accepted, and its clerk. */
const CORRECTED = { code: "2199000002", clerk: "clerk-02" };
/** Above what is scrolled to, in pixels: the bar that stays, and some air. */
const ABOVE = 72;
/** The guide is read over slow lines too. */
const LARGEST = 150_000;

const [folder] = process.argv.slice(2);
assert.ok(folder, "usage: pictures.mjs FOLDER");

/** What each picture shows: what happened before, who looks, at what page, and from which part of it on. */
async function scenes(server) {
  const clerk = await neverOpened(server);
  const bad = sheetWith(await lastYearsRows(clerk.api), { 图书册数: "很多", 小学班数: "6个" });
  const { evidence } = await clerk.api.must("POST", `/hand-ins/${clerk.handIn}/upload`, uploadForm(bad, "学校.csv"));
  const waiting = await waitingFor(server);
  const county = `/counties/${COUNTY}`;
  const figures = `period=2023-2024&policy=quality-balance-2017`;
  const supposing = encodeURIComponent(`${clerk.code}:网络多媒体教室数:60`);
  return [
    { name: "today", who: clerk.name, path: "/", clip: undefined },
    { name: "upload-problems", who: clerk.name, path: `/hand-ins/${clerk.handIn}/uploads/${evidence}` },
    { name: "hand-in", who: clerk.name, path: `/hand-ins/${clerk.handIn}` },
    { name: "board", who: "office", path: `${county}/periods/${YEAR}`, from: ".board" },
    { name: "review", who: "office", path: `/hand-ins/${waiting}/review` },
    { name: "freeze", who: "office", path: `${county}/periods/${YEAR}/freeze` },
    { name: "versions", who: "inspector", path: `${county}/periods/${YEAR}/compare`, from: ".compare-verdicts", before: () => correctOne(server) },
    { name: "leader-on-a-phone", who: "leader", path: "/", ...ON_A_PHONE },
    { name: "county", who: "leader", path: `${county}?${figures}`, from: ".banner" },
    { name: "indicator", who: "leader", path: `${county}/indicators/R5?stage=primary&${figures}`, from: ".charts" },
    { name: "explanation", who: "leader", path: `${county}/indicators/R4/explanation?stage=primary&${figures}` },
    { name: "what-if-on-a-phone", who: "leader", path: `${county}/what-if?${figures}&changes=${supposing}`, ...ON_A_PHONE },
    { name: "counties", who: "inspector", path: "/organisations" },
  ];
}

/** A hand-in that the office is to look at. */
async function waitingFor(server) {
  const office = await program(server, "office");
  const waiting = (await ofSchools(office)).find(({ state }) => state === "已提交");
  return waiting.id;
}

/** The year is frozen, one school's figures are opened again and mended, and the year is frozen again. */
async function correctOne(server) {
  const office = await program(server, "office");
  const period = `/counties/${COUNTY}/periods/${YEAR}`;
  const { id } = (await ofSchools(office)).find(({ state, code }) => state === "已审核" && code === CORRECTED.code);
  await office.done("POST", `${period}/versions`, { reason: "按期形成，缺报单位随后补报。" });
  await office.must("POST", `${period}/correct`, { hand_ins: [id], reason: "教学用房面积漏算一栋楼，核查时发现。" });
  const clerk = await program(server, CORRECTED.clerk);
  const rows = await clerk.must("GET", `/hand-ins/${id}/rows`);
  const mended = sheetWith(rows, { 教学及辅助用房面积: "15800", 网络多媒体教室数: "80" });
  await clerk.must("POST", `/hand-ins/${id}/upload`, uploadForm(mended, "学校.csv"));
  await explainAll(clerk, id);
  await clerk.must("POST", `/hand-ins/${id}/submit`, { note: "" });
  await office.must("POST", `/hand-ins/${id}/accept`, { opinion: "属实" });
  await office.done("POST", `${period}/versions`, { reason: "更正教学用房面积和多媒体教室数。" });
}

async function take(browser, server, scene) {
  const { name, who, path, from, viewport, clip } = { viewport: SHEET, clip: BESIDE_THE_MENU, ...scene };
  const window = await Window.open(browser, server, viewport);
  await window.signIn(who);
  await window.go(path);
  if (from) await scrollTo(window.page.locator(from).first());
  await window.settle();
  const file = join(folder, `${name}.png`);
  await window.page.screenshot({ path: file, clip });
  await window.context.close();
  const { size } = statSync(file);
  assert.ok(size <= LARGEST, `${file} takes ${size} bytes`);
  assert.deepEqual(window.complaints, []);
  console.log(`${file} ${Math.ceil(size / 1000)} kB`);
}

function scrollTo(part) {
  return part.evaluate((element, above) => window.scrollBy(0, element.getBoundingClientRect().top - above), ABOVE);
}

mkdirSync(folder, { recursive: true });
const place = demoPlace("sqlite");
const server = await Server.start(place);
const browser = await openBrowser();
try {
  for (const scene of await scenes(server)) {
    await scene.before?.();
    await take(browser, server, scene);
  }
} finally {
  await browser.close();
  await server.stop();
  place.remove();
}
