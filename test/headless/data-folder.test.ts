/** A data folder that cannot be used, as the person at the command line meets it: one clear line about the right file, and an exit code. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exitCodes } from "../../main/headless/run.ts";
import { headlessEntry } from "../doubles/built-app.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { eventually } from "../doubles/eventually.ts";
import { startPatienceMs } from "../doubles/patience.ts";

const entry = await headlessEntry();
let dir: string;
let app: HeadlessApp | null;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "pricebell-folder-"));
  app = null;
});
afterEach(async () => {
  await app?.dispose();
  rmSync(dir, { recursive: true, force: true });
});

/** Runs it to its end, which must come by itself, with one line on stderr and no stack. */
function refused(...args: string[]): { code: number | null; line: string } {
  const { DBUS_SESSION_BUS_ADDRESS: _bus, PRICEBELL_API_KEY: _key, ...env } = process.env;
  const ended = spawnSync(process.execPath, [entry, "--data-dir", dir, "--demo", "--json", ...args], {
    encoding: "utf8",
    env,
    timeout: startPatienceMs,
  });
  expect(ended.stderr.trim().split("\n"), ended.stderr).toHaveLength(1);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  expect(ended.stdout).not.toContain("listening");
  return { code: ended.status, line: ended.stderr.trim() };
}

describe("what is in the way is named", () => {
  test.each([
    ["pricebell.lock", "garbage"],
    ["http-token", "folder"],
    ["pricebell.pid", "folder"],
    ["backups", "garbage"],
    ["api-key", "link"],
  ])("%s: %s", (name, what) => {
    const file = path.join(dir, name);
    if (what === "folder") mkdirSync(file);
    else if (what === "link") symlinkSync("/etc/hostname", file);
    else writeFileSync(file, "garbage", { mode: 0o600 });
    const { code, line } = refused();
    expect(code).toBe(exitCodes["folder-refused"]);
    expect(line).toContain(file);
    expect(line).toContain("No alert is watched");
  });

  test("a key file that cannot be looked at", () => {
    writeFileSync(path.join(dir, "file"), "");
    const file = path.join(dir, "file", "key");
    const { code, line } = refused("--key-file", file);
    expect(code).toBe(exitCodes["usage-invalid"]);
    expect(line).toContain(file);
  });
});

/** The immutable flag binds root too; permission bits do not. */
function makeImmutable(folder: string): boolean {
  try {
    execFileSync("chattr", ["+i", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a folder that can only be read", () => {
  test("without a database: the folder is named", (context) => {
    if (!makeImmutable(dir)) return context.skip("no chattr here");
    try {
      const { code, line } = refused();
      expect(code).toBe(exitCodes["store-unwritable"]);
      expect(line).toContain(dir);
    } finally {
      execFileSync("chattr", ["-i", dir]);
    }
  });

  test("with a database and no token: the token's file is named, and what it means", async (context) => {
    app = await HeadlessApp.start({ dataDir: dir, args: ["--demo"], env: { DBUS_SESSION_BUS_ADDRESS: undefined } });
    await app.stop();
    rmSync(path.join(dir, "http-token"));
    if (!makeImmutable(dir)) return context.skip("no chattr here");
    try {
      const { code, line } = refused();
      expect(code).toBe(exitCodes["token-unwritable"]);
      expect(line).toContain(`${path.join(dir, "http-token")}, which holds the access token`);
      expect(line).toContain("watches no alert");
    } finally {
      execFileSync("chattr", ["-i", dir]);
    }
  });
});

test("the database deleted under the running app: said in the status, and every alert is there at the next start", async () => {
  app = await HeadlessApp.start({ dataDir: dir, args: ["--demo"], env: { DBUS_SESSION_BUS_ADDRESS: undefined } });
  const host = app;
  const rule = { instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "9999999" } } as const;
  const { id } = await host.value("rules.create", rule);
  rmSync(path.join(dir, "pricebell.db"));
  const stores = (): { state: string; message: string | null }[] =>
    host.lines.flatMap(
      (line) => (line as { feed?: { store: { state: string; message: string | null } } }).feed?.store ?? [],
    );
  await eventually("it is told", () =>
    Promise.resolve(
      stores().some(({ state, message }) => state === "failing" && message?.includes("was deleted while") === true),
    ),
  );
  await eventually("it is over", () => Promise.resolve(stores().at(-1)?.state === "ok"));
  expect(existsSync(path.join(dir, "pricebell.db"))).toBe(true);
  const later = await host.value("rules.create", rule);
  await host.kill("SIGKILL");
  await host.restart();
  expect((await host.value("rules.list", {})).map((listed) => listed.id).sort()).toEqual([id, later.id].sort());
  expect(readFileSync(path.join(dir, "pricebell.pid"), "utf8")).toMatch(/^\d+\n$/);
});
