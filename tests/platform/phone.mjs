// A leader and a clerk with a phone, in a real browser: the verdict stands on the first screen, choices fold up, a
// what-if keeps the place where one types, and a table of one row is filled in from top to bottom.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, Window, openBrowser } from "./browser.mjs";
import { COUNTY, LAST_YEAR, demoPlace, neverOpened } from "./demo.mjs";
import { Server } from "./server.mjs";

let browser, place, server;
before(async () => {
  browser = await openBrowser();
  place = demoPlace("sqlite");
  server = await Server.start(place);
});
after(async () => {
  await browser.close();
  await server.stop();
  place.remove();
});

/** How far below the top of the page something begins, in pixels. */
const topOf = (locator) => locator.evaluate((element) => element.getBoundingClientRect().top + scrollY);
const county = `/counties/${COUNTY}?period=${LAST_YEAR}`;

test("the leader reads what is red without scrolling through choices", { timeout: 120_000 }, async () => {
  const leader = await Window.open(browser, server, PHONE);
  const { page } = leader;
  await leader.signIn("leader");
  assert.ok((await topOf(page.locator(".banner"))) < PHONE.height, "the verdict stands on the first screen");
  assert.ok((await page.locator("#red .tile-not-met").count()) > 0, "what is red");
  assert.match(await page.locator("#to-mend a[href^='tel:']").first().getAttribute("href"), /^tel:\d+$/, "whom to call");
  await leader.picture("phone-leader-today");

  await leader.go(county);
  assert.ok((await topOf(page.locator(".banner"))) < PHONE.height, "here too");
  assert.equal(await page.locator(".filters").isVisible(), false, "the choices are folded");
  assert.match(await page.innerText(".filters-summary"), new RegExp(LAST_YEAR), "and tell what is chosen");
  await page.locator("#filters-toggle").focus();
  await page.keyboard.press("Space");
  assert.equal(await page.locator(".filters").isVisible(), true, "a key opens them");
  await page.selectOption(".filters [name=policy]", "basic-balance-2012");
  await page.click(".filters button");
  await page.waitForURL(/policy=basic-balance-2012/);
  assert.match(page.url(), new RegExp(`period=${LAST_YEAR}`), "the year is kept");

  await leader.go(county);
  await page.click("#wall .page-tabs a[href*='only=not-met']");
  await page.waitForURL(/only=not-met/);
  assert.equal(await page.locator("#wall .tile-met").count(), 0, "the wall shows what is not met alone");
  await page.reload();
  assert.equal(await page.locator("#wall .tile-met").count(), 0, "also after a reload");
  assert.deepEqual(leader.complaints, []);
});

test("a what-if keeps the place where one types", { timeout: 120_000 }, async () => {
  const leader = await Window.open(browser, server, PHONE);
  const { page } = leader;
  await leader.signIn("leader");
  await leader.go(`/counties/${COUNTY}/what-if?period=${LAST_YEAR}`);
  await page.click(".tasks a >> nth=0");
  await page.waitForURL(/school=\d+/);
  const area = page.locator("[name='figure-教学及辅助用房面积']");
  await area.fill("30000");
  const answered = page.waitForResponse((answer) => answer.url().includes("figure-"));
  await page.keyboard.press("Tab");
  await answered;
  await page.waitForSelector(".sides");
  await page.waitForTimeout(300);
  const focused = await page.evaluate(() => document.activeElement?.id);
  assert.match(focused, /^figure-/, "the next figure can be typed at once");
  const sides = page.locator(".sides");
  await page.locator(".figure-inputs label").last().scrollIntoViewIfNeeded();
  const { y } = await sides.boundingBox();
  assert.ok(y >= 0 && y < PHONE.height / 2, "both verdicts stay in sight");
  await leader.picture("phone-what-if");
  assert.deepEqual(leader.complaints, []);
});

test("names on the map do not lie over each other", { timeout: 120_000 }, async () => {
  const leader = await Window.open(browser, server);
  const { page } = leader;
  await leader.signIn("leader");
  await leader.go(`/counties/${COUNTY}/indicators/R5?stage=primary&period=${LAST_YEAR}`);
  await leader.settle();
  const names = await page.locator(".chart-map svg text").evaluateAll((texts) =>
    texts.filter((text) => /学|教/.test(text.textContent)).map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      return { name: text.textContent, left, right, top, bottom };
    }));
  for (const one of names) {
    for (const other of names.filter((name) => name !== one)) {
      // Boxes of letters are a little higher than what is drawn of them.
      const isOver = one.left < other.right && other.left < one.right && one.top + 4 < other.bottom && other.top + 4 < one.bottom;
      assert.ok(!isOver, `${one.name} lies over ${other.name}`);
    }
  }
});

test("a clerk fills in a table of one row from top to bottom", { timeout: 120_000 }, async () => {
  const clerk = await neverOpened(server);
  const window = await Window.open(browser, server, PHONE);
  const { page } = window;
  await window.signIn(clerk.name);
  assert.ok((await page.locator("#own .tasks .btn").count()) > 0, "what is to be done has a button each");
  await window.picture("phone-clerk-today");
  await window.go(`/hand-ins/${clerk.handIn}/grid`);
  const inputs = page.locator(".edit-grid-single td input");
  const boxes = await inputs.evaluateAll((all) => all.slice(0, 12).map((input) => input.getBoundingClientRect().left));
  assert.equal(new Set(boxes.map(Math.round)).size, 1, "all cells begin at the same side");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= PHONE.width, `nothing stands beside the screen: ${wide}`);
  await window.picture("phone-clerk-grid");
  assert.deepEqual(window.complaints, []);
});
