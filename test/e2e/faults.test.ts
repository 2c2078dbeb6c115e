/** Bad input, requests of strangers, and a damaged database: refused or told, and nothing lost or done twice. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exitCodes } from "../../main/headless/run.ts";
import { eventually } from "../doubles/eventually.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { Environment } from "./environment.ts";

const busMissing = sessionBusMissing();

describe.skipIf(busMissing !== null)("through the API", () => {
  let environment: Environment;
  beforeAll(async () => {
    environment = await Environment.start();
    environment.exchange.setPrice("BTC-USD", "44000.00");
    await environment.sees("BTC-USD", "44000.00");
  });
  afterAll(() => environment?.stop());

  const rule = (condition: unknown, more: object = {}) => ({ instrument: { symbol: "BTC-USD" }, condition, ...more });
  const level = (value: unknown) => ({ kind: "crosses-up", level: value });
  const malformed: readonly [what: string, input: unknown, field: string][] = [
    ["a level of 0", rule(level("0")), "condition.level"],
    ["a negative level", rule(level("-1")), "condition.level"],
    ["a level that is no number", rule(level("forty")), "condition.level"],
    ["a level as a number, whose digits may already be lost", rule(level(45000)), "condition.level"],
    ["a level with an exponent", rule(level("1e5")), "condition.level"],
    ["a level of 31 digits", rule(level("1".repeat(31))), "condition.level"],
    ["no level", rule({ kind: "crosses-up" }), "condition.level"],
    ["a kind nobody knows", rule({ kind: "wiggles", level: "1" }), "condition.kind"],
    ["low above high", rule({ kind: "inside", low: "2", high: "1" }), "condition.low"],
    ["a window under 1 s", rule({ kind: "rises", by: { percent: "1" }, windowMs: 999 }), "condition.windowMs"],
    ["a window over 24 h", rule({ kind: "rises", by: { percent: "1" }, windowMs: 86_400_001 }), "condition.windowMs"],
    ["0 percent", rule({ kind: "pulls-back", by: { percent: "0" } }), "condition.by"],
    ["a field nobody knows", rule(level("45000"), { colour: "red" }), "colour"],
    ["once with a cooldown", rule(level("45000"), { cooldownMs: 1000 }), "cooldownMs"],
    ["once with a way to re-arm", rule(level("45000"), { rearmBy: { percent: "1" } }), "rearmBy"],
    ["an end in the past", rule(level("45000"), { expiresAt: "2020-01-01T00:00:00Z" }), "expiresAt"],
    ["an end that is no time", rule(level("45000"), { expiresAt: "tomorrow" }), "expiresAt"],
    ["a symbol with a space", { ...rule(level("45000")), instrument: { symbol: "BTC USD" } }, "instrument"],
    ["no instrument", { condition: level("45000") }, "instrument"],
  ];

  test("a malformed rule is refused with a code and its field, and nothing is stored", async () => {
    for (const [what, input, field] of malformed) {
      const { status, json } = await environment.app.request("api/rules.create", {
        method: "POST",
        body: JSON.stringify(input),
      });
      const { ok, error } = json as { ok: boolean; error?: { code: string; field?: string; message: string } };
      expect([status, ok, error?.code], what).toEqual([
        400,
        false,
        expect.stringMatching(/^(rule|instrument)-invalid$/),
      ]);
      expect(error?.field?.startsWith(field), `${what}: ${error?.field ?? "no field"}`).toBe(true);
      expect(error?.message, what).toMatch(/\w+/);
    }
    for (const body of ["", "{", "[]", "null", "7"]) {
      const { status, json } = await environment.app.request("api/rules.create", { method: "POST", body });
      expect([status, (json as { ok: boolean }).ok], body).toEqual([400, false]);
    }
    expect(await environment.app.value("rules.list", {})).toEqual([]);
  });

  /** A request with headers that `fetch` would not send. */
  const statusOfCall = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(rule(level("45000")));
      const asked = request(
        new URL("api/rules.create", environment.app.url),
        {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
            connection: "close",
            ...headers,
          },
        },
        (response) => {
          response.resume();
          response.on("end", () => resolve(response.statusCode ?? 0));
        },
      );
      asked.on("error", reject);
      asked.end(body);
    });

  const listen = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const ws = new WebSocket(new URL("api/push", environment.app.url.replace("http", "ws")), { headers });
      ws.on("unexpected-response", (_asked, response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      ws.on("open", () => {
        ws.terminate();
        resolve(101);
      });
      ws.on("error", reject);
    });

  test("a wrong token, a foreign Host or Origin: 401 or 403, and nothing has changed", async () => {
    const bearer = { authorization: `Bearer ${environment.app.token}` };
    const foreign = { origin: "http://evil.example" };
    expect(await statusOfCall({})).toBe(401);
    expect(await statusOfCall({ authorization: "Bearer wrong" })).toBe(401);
    expect(await statusOfCall({ ...bearer, host: "evil.example" })).toBe(403);
    expect(await statusOfCall({ ...bearer, ...foreign })).toBe(403);
    expect(await statusOfCall({ ...bearer, origin: "null" })).toBe(403);
    expect(await listen({})).toBe(401);
    expect(await listen({ authorization: "Bearer wrong" })).toBe(401);
    expect(await listen({ ...bearer, ...foreign })).toBe(403);
    expect(await listen({ ...bearer, host: "evil.example" })).toBe(403);
    expect(await environment.app.value("rules.list", {})).toEqual([]);
    // With the token, and from nowhere else, both ways in work.
    expect(await listen(bearer)).toBe(101);
    expect(await statusOfCall(bearer)).toBe(200);
    expect(await environment.app.value("rules.list", {})).toHaveLength(1);
  });

  test("bad frames and bad prices are counted, shown, and never a price", async () => {
    const frames = [
      '{"type":"ticker","symbol":"BTC-USD","price":""',
      ...["", "0", "-1", "abc"].map((price) => JSON.stringify({ type: "ticker", symbol: "BTC-USD", price })),
    ];
    for (const frame of frames) environment.exchange.sendRaw(frame);
    environment.exchange.sendGarbage("binary");
    const rejected = async (): Promise<number> => {
      const counts = (await environment.app.value("feed.status", {})).venues[0]?.counts.rejected ?? {};
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    };
    await eventually("all of them to be counted", async () => (await rejected()) >= frames.length + 1);
    expect((await environment.app.value("market.snapshot", {}))[0]).toMatchObject({ last: "44000.00" });
    expect((await environment.app.value("feed.status", {})).summary).toBe("live");
  });

  test("a damaged database is named, kept byte for byte, and watched by nobody meanwhile", async () => {
    await environment.app.stop();
    const file = path.join(environment.app.dataDir, "pricebell.db");
    const sound = readFileSync(file);
    const damaged = openSync(file, "r+");
    writeSync(damaged, Buffer.alloc(4096, 0x5a), 0, 4096, 0);
    closeSync(damaged);
    const digest = (): string => createHash("sha256").update(readFileSync(file)).digest("hex");
    const before = digest();
    await expect(environment.app.restart()).rejects.toThrow(file);
    expect(await environment.app.exited).toEqual({ code: exitCodes["store-corrupt"], signal: null });
    expect(digest()).toBe(before);
    // Put back what was there, and everything is as it was.
    const mended = openSync(file, "r+");
    writeSync(mended, sound, 0, sound.length, 0);
    closeSync(mended);
    await environment.app.restart();
    expect(await environment.app.value("rules.list", {})).toHaveLength(1);
  });
});
