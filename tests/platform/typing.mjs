// Typing in the browser as clerks do who have the figures in Excel: a block is pasted, the table grows, undo takes it
// back, a reload does not cost it, and saving makes a revision.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Window, openBrowser } from "./browser.mjs";
import { YEAR, demoPlace, neverOpened } from "./demo.mjs";
import { Server } from "./server.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

const ROWS = "[data-grid] tbody tr";
const input = (row, column) => `${ROWS}:nth-child(${row}) td:nth-child(${column}) input`;

/** As Excel puts a block on the clipboard. */
async function paste(page, row, column, block) {
  await page.focus(input(row, column));
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, block);
}

test("a block from Excel is pasted, undone, kept over a reload and saved", { timeout: 300_000 }, async () => {
  const place = demoPlace("sqlite");
  const server = await Server.start(place);
  try {
    const clerk = await neverOpened(server);
    const register = encodeURIComponent("专用教室");
    const { items } = await clerk.api.must("GET", `/hand-ins?period=${YEAR}&register=${register}`);
    const handIn = items[0].id;
    const window = await Window.open(browser, server);
    const { page } = window;
    const status = () => page.innerText("[data-grid-status]");
    await window.signIn(clerk.name);
    await window.go(`/hand-ins/${handIn}/grid`);

    const empty = await page.locator(ROWS).count();
    await page.click("[data-grid-more]");
    const longer = await page.locator(ROWS).count();
    assert.equal(longer, empty + 10, "ten more rows, without leaving the page");

    const rooms = Array.from({ length: 20 }, (_, at) => `${clerk.code}\t科学教室${at + 1}\t科学\t${60 + at}.5`);
    await paste(page, 1, 2, rooms.join("\n"));
    assert.equal(await page.locator(ROWS).count(), 20, "the table grew with the block");
    assert.match(await status(), /^[1-9]\d* /);
    await page.keyboard.press("Control+z");
    assert.equal(await status(), "", "undo takes the block back");
    await page.keyboard.press("Control+y");
    assert.match(await status(), /^[1-9]\d* /);
    await window.picture("typing-pasted");

    await page.waitForFunction(() => Object.keys(sessionStorage).some((key) => key.startsWith("draft ")));
    page.once("dialog", (dialog) => dialog.accept());
    await page.reload();
    assert.equal(await page.inputValue(input(20, 3)), "科学教室20", "what was typed is back");

    await page.click("main form button.btn-primary");
    await page.waitForURL(/done=saved/);
    const rows = await clerk.api.must("GET", `/hand-ins/${handIn}/rows`);
    assert.equal(rows.rows.length, 20);
    await window.go(`/hand-ins/${handIn}/grid`);
    assert.equal(await status(), "", "nothing is left of the draft");
    assert.deepEqual(window.complaints, []);
  } finally {
    await server.stop();
    place.remove();
  }
});
