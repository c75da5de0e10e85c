// A real browser, for stories that people live through pages.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";

import axe from "axe-core";
import { chromium } from "playwright-core";

import { PASSWORD } from "./demo.mjs";

/** Debian's browser, or the one that is named. */
const EXECUTABLE = process.env.JUNHENG_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
/** Where screenshots are kept. */
export const PICTURES = process.env.JUNHENG_PICTURES ?? join(tmpdir(), "junheng-pictures");

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export async function openBrowser() {
  mkdirSync(PICTURES, { recursive: true });
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/** Somebody's window. What its pages complain of is collected in `complaints`. */
export class Window {
  static async open(browser, server, viewport = DESK) {
    const window = new Window();
    window.server = server;
    window.complaints = [];
    window.context = await browser.newContext({ viewport, locale: "zh-CN" });
    window.page = await window.context.newPage();
    window.page.setDefaultTimeout(30_000);
    window.page.on("pageerror", (error) => window.complaints.push(String(error)));
    window.page.on("console", (message) => {
      // The browser also prints that an answer was a refusal, which is what some steps are about.
      const isStatus = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isStatus) window.complaints.push(message.text());
    });
    return window;
  }

  async go(path) {
    const answer = await this.page.goto(this.server.address + path);
    if (answer.status() >= 400) throw new Error(`${path}: ${answer.status()}`);
  }

  async signIn(name, password = PASSWORD) {
    await this.go("/sign-in");
    await this.page.fill("[name=sign_in_name]", name);
    await this.page.fill("[name=password]", password);
    await this.page.click("#sign-in button");
    await this.page.waitForURL((url) => url.pathname !== "/sign-in");
  }

  /** Waits until nothing moves any more: charts are drawn after the page has come. */
  async settle() {
    await this.page.waitForLoadState("networkidle");
    await this.page.waitForTimeout(800);
  }

  /** Keeps a picture, and asks whether everybody could use the page. */
  async picture(name) {
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => window.axe.run());
    const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    for (const { id, nodes } of grave) {
      this.complaints.push(`${name}: ${id}: ${nodes.map((node) => node.target).join(", ")}`);
    }
  }

  text() {
    return this.page.innerText("main");
  }
}
