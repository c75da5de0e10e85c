// Serves the rendered style guide with the security headers of the real pages, takes pictures and runs axe-core.
// Called by scripts/style-guide.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const folder = process.argv[2];
const assets = new URL("../crates/web/assets/", import.meta.url);
const types = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:";

// The guide's grid with twelve columns of figures and a thousand rows.
function largeGrid(html) {
  const columns = Array.from({ length: 12 }, (_, column) => `列${column + 1}`);
  const head = `<tr><th scope="col">行</th>${columns.map((name) => `<th scope="col" data-kind="number" data-summed class="is-figure">${name}</th>`).join("")}</tr>`;
  const row = (number) => `<tr><th scope="row">学校${number}</th>${columns.map((name) => `<td class="cell-number"><input name="cell[${number}][${name}]" value="" aria-label="${name}"></td>`).join("")}</tr>`;
  const foot = `<tr><th scope="row">合计</th>${columns.map(() => "<td data-sum></td>").join("")}</tr>`;
  const table = html.match(/<table class="table sheet-table grid-table">[^]*?<\/table>/)[0];
  const large = table.replace(/<thead>[^]*<\/thead>/, `<thead>${head}</thead>`).replace(/<tbody>[^]*<\/tbody>/, `<tbody>${Array.from({ length: 1000 }, (_, number) => row(number)).join("")}</tbody>`).replace(/(<tfoot[^>]*>)[^]*<\/tfoot>/, `$1${foot}</tfoot>`);
  return html.replace(table, large);
}

const server = createServer(async (request, response) => {
  const asset = request.url.match(/^\/assets\/[^/]+\/([\w./-]+)$/)?.[1];
  // The progress of the guide's job never changes.
  if (request.url === "/style-guide/job") return response.writeHead(204).end();
  try {
    if (request.url === "/large-grid") {
      const html = largeGrid(await readFile(join(folder, "style-guide.html"), "utf8"));
      return response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(html);
    }
    const body = await readFile(asset ? new URL(asset, assets) : join(folder, request.url === "/style-guide?en" ? "style-guide-en.html" : "style-guide.html"));
    const type = asset ? types[extname(asset)] : "text/html; charset=utf-8";
    response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const address = `http://127.0.0.1:${server.address().port}/style-guide`;

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: quiet });
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let complaints = 0;
const complain = (text) => {
  complaints += 1;
  console.error(text);
};

// Types, pastes and undoes as a clerk does, and looks at what stands in the cells.
async function useTheGrid(page) {
  const cell = (row, column) => page.locator(`.grid-table tbody tr:nth-child(${row}) > :nth-child(${column + 1}) input`);
  const sum = (column) => page.locator(`.grid-table tfoot tr > :nth-child(${column + 1})`).textContent();
  const expect = async (what, actual, wanted) => {
    if ((await actual) !== wanted) complain(`grid: ${what}: ${await actual}, not ${wanted}`);
  };
  const paste = (text) => page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await expect("the sum at first", sum(2), "2583");
  await cell(1, 2).click();
  await page.keyboard.type("220");
  await expect("the sum while typing", sum(2), "2683");
  await page.keyboard.press("Enter");
  await expect("Enter goes down", page.evaluate(() => document.activeElement.name), "cell[1][小学在校生数]");
  await page.keyboard.press("ArrowUp");
  await expect("up again", page.evaluate(() => document.activeElement.name), "cell[0][小学在校生数]");
  await paste('1\t2\t3.10\r\n4\t"5"\t6.25\r\n');
  await expect("a block across columns", cell(2, 3).inputValue(), "5");
  await expect("its neighbour", cell(1, 4).inputValue(), "3.10");
  await expect("the sum of what was pasted", sum(2), "2265");
  await page.keyboard.press("Control+z");
  await expect("one step back undoes the block", cell(2, 3).inputValue(), "12");
  await expect("and keeps what was typed before", cell(1, 2).inputValue(), "220");
  await page.keyboard.press("Control+z");
  await expect("two steps back", cell(1, 2).inputValue(), "120");
  await page.keyboard.press("Control+y");
  await expect("and forth", cell(1, 2).inputValue(), "220");
  await cell(1, 2).click();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Delete");
  await expect("a block is cleared", cell(2, 3).inputValue(), "");
  await expect("changed cells are counted", page.locator("[data-grid-status]").textContent(), "4 处已改，尚未保存");
  await page.screenshot({ path: join(folder, "grid.png"), clip: await page.locator(".edit-grid").boundingBox() });
  for (let step = 0; step < 3; step++) await page.keyboard.press("Control+z");
}

// Tips are drawn; a tip written as HTML would break the policy and be complained of.
async function hoverTheCharts(page) {
  for (const chart of await page.locator("[data-chart]").all()) {
    const box = await chart.boundingBox();
    await chart.scrollIntoViewIfNeeded();
    await chart.hover({ position: { x: box.width * 0.45, y: box.height * 0.6 } });
    await page.waitForTimeout(150);
  }
  await page.screenshot({ path: join(folder, "tip.png") });
}

// A county's sheet: 1,000 rows of 12 columns.
async function fillALargeGrid() {
  const page = await browser.newPage();
  await page.goto(address.replace("style-guide", "large-grid"), { waitUntil: "load" });
  await page.waitForSelector("[data-grid-status]", { state: "attached" });
  const took = await page.evaluate(async () => {
    const block = Array.from({ length: 1000 }, (_, row) => Array.from({ length: 12 }, (_, column) => row + column).join("\t")).join("\n");
    const input = document.querySelector(".grid-table input");
    input.focus();
    const data = new DataTransfer();
    data.setData("text/plain", block);
    const clock = (work) => {
      const from = performance.now();
      work();
      document.body.getBoundingClientRect();
      return Math.round(performance.now() - from);
    };
    const pasted = clock(() => input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })));
    const typed = clock(() => {
      input.value = "7";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const [navigation] = performance.getEntriesByType("navigation");
    return { loaded: Math.round(navigation.loadEventEnd), pasted, typed };
  });
  console.log(`1,000 rows × 12: loaded in ${took.loaded} ms, 12,000 cells pasted in ${took.pasted} ms, one typed in ${took.typed} ms`);
  if (took.typed > 100) complain("typing into a large grid is slow");
  await page.close();
}

const looks = [
  ["wide", 1440, 900, true],
  ["phone", 390, 844, true],
  ["english", 1440, 900, true],
  ["english-phone", 390, 844, true],
  ["without-scripts", 1440, 900, false],
];
for (const [name, width, height, scripts] of looks) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: width < 500 ? 2 : 1, locale: "zh-CN", javaScriptEnabled: scripts });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(`${name}: ${message.text()} ${message.location().url}:${message.location().lineNumber}`));
  page.on("pageerror", (error) => complain(`${name}: ${error}`));
  await page.goto(name.startsWith("english") ? `${address}?en` : address, { waitUntil: "networkidle" });
  await page.evaluate(() => scrollTo(0, 0)).catch(() => {});
  await page.screenshot({ path: join(folder, `style-guide-${name}.png`), fullPage: true });
  if (scripts) {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) {
      const wide = await page.evaluate(() => [...document.querySelectorAll("body *")].filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth && !part.closest(".table-scroll")).slice(0, 5).map((part) => `${part.localName}.${part.className}`));
      complain(`${name}: the page is ${overflow} px wider than the window: ${wide}`);
    }
    // Brought in by the tests' own hand, past the page's policy.
    const found = await page.context().newCDPSession(page).then(async (session) => {
      await session.send("Runtime.evaluate", { expression: await readFile(axe, "utf8") });
      return page.evaluate(() => globalThis.axe.run());
    });
    for (const violation of found.violations) {
      const places = violation.nodes.slice(0, 4).map((node) => `\n    ${node.target} ${node.any[0]?.message ?? ""}`).join("");
      complain(`${name}: axe: ${violation.impact}: ${violation.id}: ${violation.help} (${violation.nodes.length})${places}`);
    }
  }
  if (name === "wide") {
    await useTheGrid(page);
    await hoverTheCharts(page);
  }
  if (name === "wide") await page.pdf({ path: join(folder, "style-guide.pdf"), preferCSSPageSize: true });
  await context.close();
}
await fillALargeGrid();
await browser.close();
server.close();
console.log(complaints ? `${complaints} findings` : "no findings", folder);
process.exitCode = complaints ? 1 : 0;
