// The story that the platform is for, in a real browser: a school uploads a bad workbook, sees the cells, mends and
// hands in; the office gives it back, accepts it, freezes; the leader reads the verdict on a phone, opens an explanation
// and tries a what-if; the inspector compares two versions.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { PHONE, PICTURES, Window, openBrowser } from "./browser.mjs";
import { COUNTY, demoPlace, lastYearsRows, neverOpened, schoolWorkbooks } from "./demo.mjs";
import { Place, Server } from "./server.mjs";
import { sheetWith } from "./sheets.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(async () => {
  await browser.close();
  console.log(`pictures: ${PICTURES}`);
});

test("an empty folder becomes a county with an administrator", { timeout: 120_000 }, async () => {
  const place = new Place("sqlite");
  const server = await Server.start(place);
  try {
    const window = await Window.open(browser, server);
    await window.go("/");
    assert.match(window.page.url(), /\/set-up$/);
    await window.page.fill("[name=county_name]", "广和县");
    await window.page.fill("[name=county_code]", "99");
    await window.page.fill("[name=name]", "何志远");
    await window.page.fill("[name=sign_in_name]", "zhiyuan");
    await window.page.fill("[name=password]", "清水河边有一所老学校");
    await window.page.click("#set-up button");
    assert.match(await window.text(), /应为6位数字/, "what is wrong is said in place");
    assert.equal(await window.page.inputValue("[name=county_name]"), "广和县", "what was typed is still there");
    await window.picture("set-up");
    await window.page.fill("[name=county_code]", "990121");
    await window.page.fill("[name=password]", "清水河边有一所老学校");
    await window.page.click("#set-up button");
    await window.signIn("zhiyuan", "清水河边有一所老学校");
    assert.equal(new URL(window.page.url()).pathname, "/");
    assert.deepEqual(window.complaints, []);
  } finally {
    await server.stop();
    place.remove();
  }
});

test("from a bad workbook to a verdict and back to its cells", { timeout: 600_000 }, async (story) => {
  const place = demoPlace("sqlite");
  const server = await Server.start(place);
  try {
    const clerk = await neverOpened(server);
    const school = await Window.open(browser, server);
    let handIn;

    await story.test("the clerk uploads a bad workbook and sees every cell", async () => {
      await school.signIn(clerk.name);
      await school.picture("clerk-today");
      await school.go(`/hand-ins/${clerk.handIn}`);
      handIn = clerk.handIn;
      const bad = sheetWith(await lastYearsRows(clerk.api), { 图书册数: "很多" });
      await school.page.setInputFiles("#upload input[type=file]", {
        name: "学校.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(bad),
      });
      await school.page.click("#upload button");
      await school.page.waitForURL(/\/uploads\//);
      const said = await school.text();
      assert.match(said, /很多/, "what was read");
      assert.match(said, /[A-Z]+2/, "the cell");
      await school.picture("clerk-problems");
    });

    await story.test("a file that is too large is refused in place, however long the browser goes on sending", async () => {
      await school.go(`/hand-ins/${handIn}`);
      const large = join(place.folder, "扫描件.xlsx");
      writeFileSync(large, Buffer.alloc(90 << 20, "x"));
      await school.page.setInputFiles("#upload input[type=file]", large);
      await school.page.click("#upload button");
      await school.page.getByText("文件超过20 MB").first().waitFor({ timeout: 60_000 });
      assert.equal(await school.page.locator("#upload input[type=file]").count(), 1, "and another can be chosen");
      await school.picture("clerk-too-large");
    });

    await story.test("mends it and hands in", async () => {
      await school.go(`/hand-ins/${handIn}`);
      await school.page.setInputFiles("#upload input[type=file]", join(schoolWorkbooks(place.folder), `${clerk.code}.xlsx`));
      await school.page.click("#upload button");
      await school.page.waitForURL(/\/uploads\//);
      await explainAll(school, handIn);
      await school.picture("clerk-ready");
      const left = school.page.locator("#submit ol li");
      assert.deepEqual(await left.allInnerTexts(), [], "nothing stands in the way");
      await school.page.click("#submit button");
      await school.page.waitForLoadState();
      assert.match(await school.text(), /已提交/);
    });

    const office = await Window.open(browser, server);
    await story.test("the office gives it back with a remark", async () => {
      await office.signIn("office");
      await office.picture("office-today");
      await office.go(`/hand-ins/${handIn}/review`);
      await office.picture("office-review");
      await office.page.fill("#remark", "图书册数请再核对一遍。");
      await office.page.click("form[action$='/give-back'] button");
      await office.page.waitForLoadState();
    });

    await story.test("the school reads the remark and hands in again", async () => {
      await school.go(`/hand-ins/${handIn}`);
      assert.match(await school.text(), /图书册数请再核对一遍/);
      await school.picture("clerk-given-back");
      await explainAll(school, handIn);
      await school.page.click("#submit button");
      await school.page.waitForLoadState();
      assert.match(await school.text(), /已提交/);
    });

    await story.test("the office accepts, looks at the board, freezes", async () => {
      await office.go(`/hand-ins/${handIn}/review`);
      await office.page.click("form[action$='/accept'] button");
      await office.page.waitForLoadState();
      const period = await latestPeriod(office);
      await office.go(period);
      await office.picture("office-board");
      await office.go(`${period}/freeze`);
      await office.picture("office-freeze");
      const reason = office.page.locator("main textarea[name=reason], main input[name=reason]");
      await reason.first().fill("按期形成第一版，缺报单位随后补报。");
      await office.page.click("main form.form button.btn-primary");
      // The job's page draws itself again, and leads to the version when it is there.
      await office.page.getByText(/第\s*1\s*版/).first().waitFor({ timeout: 60_000 });
    });

    const leader = await Window.open(browser, server, PHONE);
    await story.test("the leader reads the verdict on a phone, opens an explanation, tries a what-if", async () => {
      await leader.signIn("leader");
      await leader.picture("leader-today-phone");
      await leader.go(`/counties/${COUNTY}`);
      assert.match(await leader.text(), /不达标|达标|无法判定/);
      await leader.picture("leader-county-phone");
      await leader.go(`/counties/${COUNTY}/indicators/R4?stage=primary`);
      await leader.picture("leader-indicator-phone");
      await leader.go(`/counties/${COUNTY}/schools/${clerk.code}`);
      await leader.picture("leader-school-phone");
      await leader.page.click("main a[href*='/indicators/R']");
      await leader.page.waitForURL(/indicators/);
      await leader.picture("leader-explanation-phone");
      await leader.go(`/counties/${COUNTY}/what-if?school=${clerk.code}`);
      const figure = leader.page.locator(".figure-inputs input").first();
      await figure.fill("999");
      await leader.page.locator(".what-if-figures button.btn-primary").click();
      await leader.page.waitForTimeout(1500);
      await leader.picture("leader-what-if-phone");
    });

    await story.test("the inspector compares what was frozen with what is being handed in", async () => {
      const inspector = await Window.open(browser, server);
      await inspector.signIn("inspector");
      await inspector.go("/organisations");
      await inspector.picture("inspector-counties");
      await inspector.go(`${await latestPeriod(inspector)}/compare`);
      await inspector.picture("inspector-compare");
      await inspector.go(`/counties/${COUNTY}/compare`);
      await inspector.picture("inspector-side-by-side");
      assert.deepEqual(inspector.complaints, []);
    });

    assert.deepEqual([...school.complaints, ...office.complaints, ...leader.complaints], []);
  } finally {
    await server.stop();
    place.remove();
  }
});

/** Writes a word of explanation wherever one is asked for. */
async function explainAll(window, handIn) {
  await window.go(`/hand-ins/${handIn}`);
  const fields = window.page.locator("#soft textarea");
  const count = await fields.count();
  for (let at = 0; at < count; at++) await fields.nth(at).fill("已核对原始台账，数据属实。");
  if (count > 0) {
    await window.page.click("#soft .form-actions button");
    await window.page.waitForLoadState();
  }
}

/** The address of the county's latest period. */
async function latestPeriod(window) {
  await window.go(`/counties/${COUNTY}/periods`);
  const links = window.page.locator(`main a[href*='/counties/${COUNTY}/periods/']`);
  return links.first().getAttribute("href");
}
