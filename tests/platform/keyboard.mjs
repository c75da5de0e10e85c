// Somebody who has no mouse: a leader signs in, reads the verdict, opens a figure's explanation and tries a what-if by the
// keyboard alone, and sees at each step where he is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, Window, openBrowser } from "./browser.mjs";
import { COUNTY, LAST_YEAR, PASSWORD, demoPlace } from "./demo.mjs";
import { Server } from "./server.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

/** More steps than any page of the story needs. */
const LONGEST_WALK = 160;
const COUNTY_PAGE = `/counties/${COUNTY}?period=${LAST_YEAR}`;

/** What has the focus: its words, its address, and whether anybody could see that it has it. */
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const { width, height } = element.getBoundingClientRect();
  const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {
    tag: element.tagName.toLowerCase(),
    name: element.getAttribute("name") ?? "",
    href: element.getAttribute("href") ?? "",
    text: (element.innerText ?? "").trim(),
    isSeen: element === document.body || (width > 0 && height > 0 && isMarked),
  };
}

/** Goes on with Tab until what is wanted has the focus; whatever is passed has to show that it has it. */
async function walkTo(page, what, isWanted) {
  for (let step = 0; step < LONGEST_WALK; step++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(focused);
    assert.ok(here.isSeen, `the focus shows on ${JSON.stringify(here)}`);
    if (isWanted(here)) return here;
  }
  assert.fail(`${what} cannot be reached by Tab`);
}

async function follow(page, what, isWanted) {
  await walkTo(page, what, isWanted);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function signIn(page) {
  await walkTo(page, "the name", ({ name }) => name === "sign_in_name");
  await page.keyboard.type("leader");
  await walkTo(page, "the password", ({ name }) => name === "password");
  await page.keyboard.type(PASSWORD);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function skipNavigation(page) {
  const skip = await walkTo(page, "the link over the navigation", ({ href }) => href.startsWith("#"));
  await page.keyboard.press("Enter");
  const first = await walkTo(page, "something in the content", () => true);
  assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), `${skip.text} leads to ${first.text}`);
}

for (const [size, viewport] of [["a desk", undefined], ["a telephone", PHONE]]) {
  test(`without a mouse, at ${size}`, { timeout: 300_000 }, async () => {
    const place = demoPlace("sqlite");
    const server = await Server.start(place);
    try {
      const window = await Window.open(browser, server, viewport);
      const { page } = window;
      await window.go("/sign-in");
      await signIn(page);
      await window.go(COUNTY_PAGE);
      await skipNavigation(page);
      await follow(page, "an indicator", ({ href }) => /\/indicators\/R4/.test(href));
      await follow(page, "its explanation", ({ href }) => /\/explanation/.test(href));
      assert.match(await window.text(), /标准/);
      await window.go(`/counties/${COUNTY}/what-if?period=${LAST_YEAR}`);
      await walkTo(page, "the choice of a school", ({ name }) => name === "school");
      await page.keyboard.press("ArrowDown");
      await page.waitForSelector("[name^=figure-]");
      await walkTo(page, "a figure", ({ name }) => name.startsWith("figure-"));
      assert.deepEqual(window.complaints, []);
    } finally {
      await server.stop();
      place.remove();
    }
  });
}
