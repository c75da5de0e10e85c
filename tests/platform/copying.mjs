// A clerk begins with last year's figures: what is offered before, what stands there afterwards, what is mended, and how
// it is taken back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { PHONE, Window, openBrowser } from "./browser.mjs";
import { LAST_YEAR, clerks, demoPlace, lastYearsRows, ofSchools, program } from "./demo.mjs";
import { Server } from "./server.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

/** A clerk whose school's 学校 is as it was opened: nothing entered, nothing refused. */
async function untouched(server) {
  for (const name of clerks()) {
    const api = await program(server, name);
    const [line] = await ofSchools(api);
    if (line?.state === "草稿" && line.rows === 0 && line.errors === 0) return { name, api, handIn: line.id };
  }
  throw new Error("every school has begun");
}

const OFFER = "form[action$='/copy'] button";

test("last year's figures are a start", { timeout: 300_000 }, async () => {
  const place = demoPlace("sqlite");
  const server = await Server.start(place);
  try {
    const clerk = await untouched(server);
    const last = await lastYearsRows(clerk.api);
    const column = last.columns.find((name, at) => name.endsWith("在校生数") && last.rows[0].cells[at] !== null);
    const pupils = last.columns.indexOf(column);
    const kind = last.columns.indexOf("办学类型");
    const window = await Window.open(browser, server);
    const { page } = window;
    await window.signIn(clerk.name);

    await window.go(`/hand-ins/${clerk.handIn}`);
    assert.match(await window.text(), /也可以在线填写，或带入上年的数/, "what can be done next");
    assert.match(await page.innerText(OFFER), new RegExp(`带入 ${LAST_YEAR} 学年报的 1 行`), "what would be copied");
    assert.match(await window.text(), /还没有内容/);
    await window.picture("copying-before");

    await page.click(OFFER);
    await page.waitForURL(/hand-ins\/\d+/);
    const said = await window.text();
    assert.match(said, /已带入上年的数，请逐项核对后再提交/);
    assert.match(said, /草稿/, "nothing is handed in by it");
    assert.equal(await page.locator(OFFER).count(), 0, "what is there is not overwritten");
    const cells = await page.locator("#rows tbody tr:first-child td").allInnerTexts();
    assert.equal(cells[pupils], last.rows[0].cells[pupils], "last year's figure");
    assert.notEqual(cells[kind], last.rows[0].cells[kind], "a code is shown by its name");
    assert.match(cells[kind], /学/);
    const filled = last.rows[0].cells.filter((cell) => cell !== null).length;
    assert.match(said, new RegExp(`自动带入 ${filled} 格`), "carried, not typed");
    assert.match(said, /第 1 版[^]*带入上年/);
    await window.picture("copying-after");

    await window.go(`/hand-ins/${clerk.handIn}/grid`);
    const input = `[name$='[${column}]']`;
    assert.equal(await page.locator(input).first().inputValue(), last.rows[0].cells[pupils]);
    await page.locator(input).first().fill("181");
    await page.click("main form button.btn-primary");
    await page.waitForURL(/done=saved/);
    assert.match(await window.text(), /手工填写 1 格/, "one figure differs and was typed");

    const phone = await Window.open(browser, server, PHONE);
    await phone.signIn(clerk.name);
    await phone.go(`/hand-ins/${clerk.handIn}/revisions/2`);
    assert.match(await phone.text(), new RegExp(`${column}[^]*${last.rows[0].cells[pupils]}[^]*181`));
    await phone.picture("copying-revision-phone");
    await phone.page.click("text=撤销这一版");
    await phone.page.waitForURL(/done=restored|hand-ins\/\d+/);
    const rows = await clerk.api.must("GET", `/hand-ins/${clerk.handIn}/rows`);
    assert.equal(rows.rows[0].cells[pupils], last.rows[0].cells[pupils], "back to what was copied");
    assert.deepEqual([...window.complaints, ...phone.complaints], []);
  } finally {
    await server.stop();
    place.remove();
  }
});
