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

const server = createServer(async (request, response) => {
  const asset = request.url.match(/^\/assets\/[^/]+\/([\w./-]+)$/)?.[1];
  // The progress of the guide's job never changes.
  if (request.url === "/style-guide/job") return response.writeHead(204).end();
  try {
    const body = await readFile(asset ? new URL(asset, assets) : join(folder, "style-guide.html"));
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

for (const [name, width, height, scripts] of [["wide", 1440, 900, true], ["phone", 390, 844, true], ["without-scripts", 1440, 900, false]]) {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: name === "phone" ? 2 : 1, locale: "zh-CN", javaScriptEnabled: scripts });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(`${name}: ${message.text()} ${message.location().url}:${message.location().lineNumber}`));
  page.on("pageerror", (error) => complain(`${name}: ${error}`));
  await page.goto(address, { waitUntil: "networkidle" });
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
  if (name === "wide") await page.pdf({ path: join(folder, "style-guide.pdf"), preferCSSPageSize: true });
  await context.close();
}
await browser.close();
server.close();
console.log(complaints ? `${complaints} findings` : "no findings", folder);
process.exitCode = complaints ? 1 : 0;
