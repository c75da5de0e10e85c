// A server of the platform to tell stories on: started from the built program, on a folder and a database of its own.

import { spawn, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** The program under test. */
export const JUNHENG =
  process.env.JUNHENG ??
  join(process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/junheng/target"), "debug/junheng");

/** How long a server may take to open its data. */
const START_MS = 60_000;
/** Who waits for a job looks again after so many milliseconds. */
const LOOK_AGAIN_MS = 20;

/** The databases that stories are told on: PostgreSQL only where a server was given. */
export function databases() {
  const postgres = process.env.JUNHENG_TEST_POSTGRES;
  if (!postgres) {
    console.error("JUNHENG_TEST_POSTGRES is not set: the stories on PostgreSQL are SKIPPED (make test sets it)");
  }
  return postgres ? ["sqlite", "postgres"] : ["sqlite"];
}

/** A place for data that is gone when the story ends. */
export class Place {
  constructor(database) {
    this.folder = mkdtempSync(join(tmpdir(), "junheng-story-"));
    this.environment = {};
    if (database === "postgres") {
      const server = process.env.JUNHENG_TEST_POSTGRES;
      this.name = `story_${randomBytes(6).toString("hex")}`;
      execFileSync("psql", [server, "-qc", `CREATE DATABASE ${this.name}`]);
      const url = new URL(server);
      url.pathname = `/${this.name}`;
      this.server = server;
      this.environment.DATABASE_URL = url.toString();
    }
  }

  /** Runs a command of the program on this place and answers what it printed. */
  run(...args) {
    return execFileSync(JUNHENG, args, {
      env: { ...process.env, JUNHENG_FOLDER: this.folder, ...this.environment },
      encoding: "utf8",
      maxBuffer: 64 << 20,
    });
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
    if (this.name) {
      execFileSync("psql", [this.server, "-qc", `DROP DATABASE ${this.name} WITH (FORCE)`]);
    }
  }
}

/** A running server. */
export class Server {
  static async start(place) {
    const child = spawn(JUNHENG, ["serve", "--folder", place.folder, "--listen", "127.0.0.1:0"], {
      env: { ...process.env, ...place.environment, RUST_LOG: process.env.RUST_LOG ?? "warn" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const server = new Server();
    server.child = child;
    server.log = "";
    child.stderr.on("data", (text) => (server.log += text));
    server.ended = new Promise((resolve) => child.on("exit", resolve));
    server.address = await firstLine(child, server);
    return server;
  }

  /** Ends the process at once, as a loss of power would. */
  async kill() {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  /** Lets requests in progress end. */
  async stop() {
    this.child.kill("SIGTERM");
    await this.ended;
  }
}

/** What a program says first. */
export function firstLine(child, server) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no address within ${START_MS} ms\n${server.log}`)), START_MS);
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(late);
      resolve(line.trim());
    });
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`the server ended with ${code}\n${server.log}`));
    });
  });
}

/** Somebody at a browser without a browser: keeps the session's cookie and sends forms. */
export class Person {
  constructor(server) {
    this.server = server;
    this.cookie = "";
  }

  async ask(method, path, body, headers = {}) {
    const answer = await fetch(this.server.address + path, {
      method,
      body,
      redirect: "manual",
      headers: { "sec-fetch-site": "same-origin", cookie: this.cookie, ...headers },
    });
    const given = answer.headers.get("set-cookie");
    if (given) this.cookie = given.split(";")[0];
    return answer;
  }

  get(path) {
    return this.ask("GET", path);
  }

  form(path, fields) {
    return this.ask("POST", path, new URLSearchParams(fields));
  }

  async signIn(signInName, password) {
    const answer = await this.form("/sign-in", { sign_in_name: signInName, password });
    if (answer.status !== 303) throw new Error(`${signInName} cannot sign in: ${answer.status}\n${await answer.text()}`);
    return this;
  }
}

/** A program with a token, or without one. */
export class Program {
  constructor(server, token) {
    this.server = server;
    this.token = token;
  }

  async ask(method, path, body) {
    const isFile = body instanceof FormData;
    const answer = await fetch(`${this.server.address}/api/v1${path}`, {
      method,
      body: isFile || body === undefined ? body : JSON.stringify(body),
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(isFile || body === undefined ? {} : { "content-type": "application/json" }),
      },
    });
    const text = await answer.text();
    const isJson = (answer.headers.get("content-type") ?? "").includes("json");
    return { status: answer.status, body: isJson && text ? JSON.parse(text) : text };
  }

  /** As `ask`, for requests that must succeed. */
  async must(method, path, body) {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** Waits until a job that was begun is over, and answers it. */
  async over({ job }) {
    for (;;) {
      const found = await this.must("GET", `/jobs/${job}`);
      if (found.is_over) return found;
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** As `must`, for work that runs as a job: waits for it, and answers what came of it. */
  async done(method, path, body) {
    const over = await this.over(await this.must(method, path, body));
    if (over.state !== "done") throw new Error(`${method} ${path}: ${over.state} ${JSON.stringify(over.message)}`);
    return over;
  }
}
