import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { exitCodes } from "../../main/headless/run.ts";
import { openStore } from "../../main/store/store.ts";
import { headlessEntry } from "../doubles/built-app.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { patienceMs, startPatienceMs } from "../doubles/patience.ts";
import { snapshot } from "../store/sample-values.ts";

const entry = await headlessEntry();
let dir: string;
let app: HeadlessApp | null;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "pricebell-cli-"));
  app = null;
});
afterEach(async () => {
  await app?.dispose();
  rmSync(dir, { recursive: true, force: true });
});

/** No session bus: these tests are not about notifications. */
const env = { DBUS_SESSION_BUS_ADDRESS: undefined, PRICEBELL_API_KEY: undefined };
const start = async (args: readonly string[], more: Record<string, string | undefined> = {}): Promise<HeadlessApp> =>
  (app = await HeadlessApp.start({ dataDir: dir, args, env: { ...env, ...more } }));

/** Runs it to its end, which must come by itself. */
function run(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { DBUS_SESSION_BUS_ADDRESS: _bus, PRICEBELL_API_KEY: _key, ...rest } = process.env;
  const ended = spawnSync(process.execPath, [entry, ...args], {
    encoding: "utf8",
    env: rest,
    timeout: startPatienceMs,
  });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

function value<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const linesOf = (name: string): unknown[] =>
  (app?.lines ?? []).flatMap((line) =>
    typeof line === "object" && line !== null && name in line ? [(line as never)[name]] : [],
  );

describe("the headless host", () => {
  test("says where it listens, is live, answers calls, pushes, fires an alert, and ends cleanly", async () => {
    const host = await start(["--demo", "--symbols", "BTC-USD,ETH-USD"]);
    expect(host.lines[0]).toEqual({ listening: { url: host.url, token: host.token } });
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
    expect(readFileSync(path.join(dir, "http-token"), "utf8").trim()).toBe(host.token);
    expect(statSync(path.join(dir, "http-token")).mode & 0o777).toBe(0o600);
    expect((await host.value("app.info", {})).host).toBe("headless");
    await vi.waitFor(() => expect(linesOf("feed").at(-1)).toMatchObject({ summary: "live" }), patienceMs);

    const pushes = await host.pushes();
    const batch = await pushes.next("market.ticks", ({ keys }) => keys.includes("demo:BTC-USD"));
    const price = Number(batch.last[batch.keys.indexOf("demo:BTC-USD")]);
    const rule = await host.value("rules.create", {
      instrument: { symbol: "BTC-USD" },
      condition: { kind: "at-or-above", level: String(Math.floor(price / 2)) },
    });
    const event = await pushes.next("history.changed", ({ ruleId }) => ruleId === rule.id);
    expect(event.kind).toBe("fired");
    await vi.waitFor(() => expect(linesOf("event")).toMatchObject([{ id: event.id, ruleId: rule.id }]), patienceMs);
    expect((await host.value("history.list", {})).map(({ id }) => id)).toEqual([event.id]);
    expect(
      await host.call("rules.create", {
        instrument: { symbol: "BTC-USD" },
        condition: { kind: "crosses", level: "-1" },
      }),
    ).toMatchObject({
      ok: false,
      error: { code: "rule-invalid", field: "condition.level" },
    });
    expect(await host.stop()).toEqual({ code: exitCodes.ended, signal: null });
    expect(linesOf("event"), "printed once, whatever became of its delivery").toHaveLength(1);
    expect(host.stderr).toBe("");
  });

  test("SIGINT ends it as SIGTERM does, with a window connected, and the next start knows everything", async () => {
    const host = await start(["--demo"]);
    await host.pushes();
    const { id } = await host.value("rules.create", {
      instrument: { symbol: "BTC-USD" },
      condition: { kind: "crosses-up", level: "9999999" },
    });
    const { token } = host;
    expect(await host.kill("SIGINT")).toEqual({ code: 0, signal: null });
    await host.restart();
    expect(host.token).toBe(token);
    expect((await host.value("rules.list", {})).map((rule) => rule.id)).toEqual([id]);
  });

  test("takes a rule and an instrument also under the names that they have elsewhere", async () => {
    const host = await start(["--demo"]);
    const send = async (call: string, body: unknown): Promise<unknown> => {
      const headers = { authorization: `Bearer ${host.token}` };
      const answer = await fetch(`${host.url}api/${call}`, { method: "POST", headers, body: JSON.stringify(body) });
      return answer.json();
    };
    const instrument = { venue: "demo", symbol: "SOL-USD" };
    expect(await send("market.watch", { instrument })).toMatchObject({ ok: true, value: { instrument } });
    expect(await send("market.unwatch", { instrument })).toEqual({ ok: true, value: {} });
    const rule = { instrument, condition: { kind: "crosses-up", level: "9999999" } };
    expect(await send("rules.preview", { rule })).toMatchObject({ ok: true });
    expect(await send("rules.create", { rule })).toMatchObject({ ok: true, value: { instrument, generation: 1 } });
    const [made] = await host.value("rules.list", {});
    expect(await send("rules.update", { id: made?.id, rule: { note: "n" } })).toMatchObject({
      ok: true,
      value: { id: made?.id, note: "n", generation: 1 },
    });
    expect(await send("rules.update", { id: made?.id, rule: { colour: "red" } })).toMatchObject({
      ok: false,
      error: { code: "rule-invalid", field: "colour" },
    });
  });

  test("keeps the key out of everything it prints and answers", async () => {
    const key = "k3y-that-nobody-should-see";
    const host = await start(["--demo"], { PRICEBELL_API_KEY: key });
    const view = await host.value("venues.list", {});
    expect(view.filter(({ hasApiKey }) => hasApiKey)).toMatchObject([
      { description: { id: "securitypro" }, apiKeyBackend: "environment" },
    ]);
    await host.stop();
    expect(JSON.stringify([view, host.lines, host.stderr])).not.toContain(key);
  });
});

test("says that a key would be sent where others can read it, after the first line", async () => {
  const address = ["--venue-url", "ws://192.0.2.1:9/ws", "--rest-url", "http://192.0.2.1:9"];
  const host = await start(address, { PRICEBELL_API_KEY: "k3y" });
  await vi.waitFor(() => expect(host.stderr).toMatch(/^The API key is sent unencrypted/), patienceMs);
  expect(Object.keys(host.lines[0] ?? {})).toEqual(["listening"]);
  expect(host.lines).toContainEqual({ warning: { message: host.stderr.trim() } });
});

test("says that it cannot read the time zone it was given, and in which one it tells times", async () => {
  const host = await start(["--demo"], { TZ: "CET-1CEST,M3.5.0,M10.5.0/3" });
  await vi.waitFor(() => expect(host.stderr).toMatch(/^TZ is "CET-1CEST.*times it tells are those of UTC/), patienceMs);
  expect(host.lines).toContainEqual({ warning: { message: host.stderr.trim() } });
});

describe("what keeps it from starting", () => {
  test("a wrong command line", () => {
    const { code, stdout, stderr } = run("--port", "x");
    expect(code).toBe(exitCodes["usage-invalid"]);
    expect(stderr).toContain("--port");
    expect(stdout).toBe("");
  });

  test.each([{ more: [] }, { more: ["--restore-backup", "latest"] }])(
    "a data folder in use, whose backups help nobody: $more",
    async ({ more }) => {
      const store = value(openStore({ shownByWriting: ["history"], dataDir: dir, nowMs: Date.now() }));
      value(await store.backups.make(Date.now()));
      store.close();
      await start(["--demo"]);
      const { code, stdout, stderr } = run("--data-dir", dir, "--demo", "--json", ...more);
      expect(code).toBe(exitCodes["store-locked"]);
      expect(stderr).toContain(dir);
      expect(stderr).not.toContain("--restore-backup");
      const { error } = JSON.parse(stdout) as { error: object };
      expect(error).toMatchObject({ code: "store-locked" });
      expect(error).not.toHaveProperty("backups");
    },
  );

  test("a database that is none; it is kept", () => {
    const file = path.join(dir, "pricebell.db");
    writeFileSync(file, "this is no database ".repeat(500));
    const { code, stderr } = run("--data-dir", dir, "--demo");
    expect(code).toBe(exitCodes["store-corrupt"]);
    expect(stderr).toContain(file);
    expect(readFileSync(file, "utf8")).toContain("this is no database");
  });

  test("a damaged database: named, with what it means and the backups there are; restored on request, and kept", async () => {
    const store = value(openStore({ shownByWriting: ["history"], dataDir: dir, nowMs: Date.now() }));
    value(store.rules.save(...[1, 2].map((i) => snapshot(`r${i}`))));
    const older = value(await store.backups.make(Date.parse("2026-01-05T12:00:00Z")));
    value(store.rules.save(...Array.from({ length: 3_000 }, (_, i) => snapshot(`more${i}`))));
    const newer = value(await store.backups.make(Date.parse("2026-01-06T12:00:00Z")));
    store.close();
    const file = path.join(dir, "pricebell.db");
    // Pages from the second on: what SQLite reads first is whole, as after a bad sector.
    const bytes = readFileSync(file).fill(0x5a, 4096 * 2);
    writeFileSync(file, bytes);

    const refused = run("--data-dir", dir, "--demo", "--json");
    expect(refused.code).toBe(exitCodes["store-corrupt"]);
    expect(refused.stderr).toContain(`${file} is damaged`);
    expect(refused.stderr).toContain("No alert is watched until");
    expect(refused.stderr).toMatch(
      new RegExp(`${newer.name}  of .*with 3,002 alerts\n  ${older.name}  of .*with 2 alerts`, "u"),
    );
    expect(refused.stderr).toContain("--restore-backup latest");
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "store-corrupt", backups: [newer, older] } });
    expect(readFileSync(file).equals(bytes), "the broken file is left as it is").toBe(true);

    const wrong = run("--data-dir", dir, "--demo", "--restore-backup", "../pricebell.db");
    expect(wrong.code).toBe(exitCodes["usage-invalid"]);
    expect(wrong.stderr).toContain("Nothing was changed");
    expect(readFileSync(file).equals(bytes)).toBe(true);

    // What it prints first is the restore; then it listens as ever.
    const restored = spawn(
      process.execPath,
      [entry, "--data-dir", dir, "--demo", "--json", "--port", "0", "--restore-backup", older.name],
      { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] },
    );
    const lines = createInterface({ input: restored.stdout })[Symbol.asyncIterator]();
    expect(JSON.parse(String((await lines.next()).value))).toEqual({
      restored: { name: older.name, keptIn: path.join(dir, "aside") },
    });
    expect(JSON.parse(String((await lines.next()).value))).toHaveProperty("listening");
    const ended = once(restored, "exit");
    restored.kill("SIGTERM");
    await ended;
    const kept = readdirSync(path.join(dir, "aside"));
    expect(readFileSync(path.join(dir, "aside", kept[0] ?? "", "pricebell.db")).equals(bytes)).toBe(true);
    const host = await start(["--demo"]);
    expect(await host.value("rules.list", {})).toHaveLength(2);
    await host.stop();
  });

  test("a restore where there is nothing to restore", () => {
    const { code, stderr } = run("--data-dir", dir, "--demo", "--restore-backup", "latest");
    expect(code).toBe(exitCodes["usage-invalid"]);
    expect(stderr).toContain("There is none");
  });

  test("a key file that is missing, or that others can read", () => {
    const file = path.join(dir, "key");
    expect(run("--data-dir", dir, "--demo", "--key-file", file)).toMatchObject({ code: exitCodes["usage-invalid"] });
    writeFileSync(file, "key", { mode: 0o644 });
    const { code, stderr } = run("--data-dir", dir, "--demo", "--key-file", file);
    expect(code).toBe(exitCodes["usage-invalid"]);
    expect(stderr).toContain("chmod 600");
  });

  test("a port in use, and nothing is left behind", async () => {
    const taken = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
    });
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, stderr } = run("--data-dir", dir, "--demo", "--port", String(port));
    await new Promise((resolve) => taken.close(resolve));
    expect(code).toBe(exitCodes["port-unavailable"]);
    expect(stderr).toContain(String(port));
    await start(["--demo"]);
    expect(existsSync(path.join(dir, "http-token"))).toBe(true);
  });
});

test("help and version are printed and end it", () => {
  expect(run("--help")).toMatchObject({ code: 0, stderr: "" });
  expect(run("--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
});
