/** Who is let in: the token of the data folder, and the session that a page is given for it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failureBurst, sessionLifeMs } from "../../main/bridge/http-sessions.ts";
import { loadToken } from "../../main/bridge/token-file.ts";
import { sessionHeader } from "../../preload/contract/page-session.ts";
import { ManualClock } from "../doubles/clock.ts";
import { pageHeaders, pageProtocols, startHarness, type Harness } from "./http-harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  expect(harness.bugs).toEqual([]);
  await harness.stop();
});

describe("the token", () => {
  test.each<[string, () => Record<string, string>]>([
    ["none", () => ({})],
    ["a wrong one", () => ({ authorization: "Bearer wrong" })],
    ["an empty one", () => ({ authorization: "Bearer " })],
    ["one without its scheme", () => ({ authorization: harness.token })],
    ["one of another scheme", () => ({ authorization: `Basic ${harness.token}` })],
    ["a longer one", () => ({ authorization: `Bearer ${harness.token}x` })],
    ["the beginning of it", () => ({ authorization: `Bearer ${harness.token.slice(0, -1)}` })],
  ])("%s: 401", async (_name, headers) => {
    const answer = await harness.send("POST", "/api/rules.list", headers(), "{}");
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: "unauthorized" } });
    expect(harness.recorded).toEqual([]);
  });

  test("a wrong one is not made good by a session", async () => {
    const headers = { ...pageHeaders(harness.origin, await harness.session()), authorization: "Bearer wrong" };
    expect((await harness.send("POST", "/api/rules.list", headers, "{}")).status).toBe(401);
  });

  test("is refused in the address, with the right header or without", async () => {
    const target = `/api/rules.list?token=${harness.token}`;
    expect((await harness.send("POST", target, {}, "{}")).status).toBe(400);
    expect((await harness.send("POST", target, { authorization: `Bearer ${harness.token}` }, "{}")).status).toBe(400);
    expect(await harness.push({}, `/api/push?token=${harness.token}`)).toBe(401);
    expect(harness.recorded).toEqual([]);
  });

  test("too many wrong ones are told so and hung up on; the right one still works, and they expire with time", async () => {
    await harness.stop();
    const clock = new ManualClock();
    harness = await startHarness({ clock });
    const wrong = async () => (await harness.call("rules.list", {}, { authorization: "Bearer wrong" })).status;
    for (let i = 0; i < failureBurst; i++) expect(await wrong()).toBe(401);
    expect(await wrong()).toBe(429);
    expect(await harness.push({ authorization: "Bearer wrong" })).toBe(429);
    expect((await harness.send("POST", "/api/rules.list", pageHeaders(harness.origin, "wrong"), "{}")).status).toBe(
      429,
    );
    expect(await harness.push({ origin: harness.origin }, undefined, pageProtocols("wrong"))).toBe(429);
    expect((await harness.send("POST", "/api/rules.list", {}, "{}")).status).toBe(401);
    expect((await harness.call("rules.list", {})).status).toBe(200);
    clock.advance(3000);
    expect(await wrong()).toBe(401);
  });
});

describe("a session", () => {
  test("is in the answer's body alone, sets no cookie, and says nothing of the token", async () => {
    const body = JSON.stringify({ token: harness.token });
    const answer = await harness.send("POST", "/api/session", pageHeaders(harness.origin), body);
    const { value } = JSON.parse(answer.text) as { value: { session: string } };
    // What a header and a subprotocol may hold, so that it needs no encoding in either.
    expect(value.session).toMatch(/^[\w-]{22}\.\d+\.[\w-]{43}$/u);
    expect(JSON.stringify(answer.headers)).not.toContain(value.session);
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect(answer.text).not.toContain(harness.token);
    expect(await harness.session()).not.toBe(value.session);
  });

  test.each<[string, (whole: Record<string, string>) => Record<string, string>, number]>([
    ["no Origin", ({ origin: _origin, ...rest }) => rest, 403],
    ["a foreign Origin", (whole) => ({ ...whole, origin: "http://evil.com" }), 403],
    ["Origin null", (whole) => ({ ...whole, origin: "null" }), 403],
    ["a page of another port", (whole) => ({ ...whole, "sec-fetch-site": "same-site" }), 403],
    ["text/plain", (whole) => ({ ...whole, "content-type": "text/plain" }), 400],
  ])("is not opened with %s, though the token is right", async (_name, spoil, status) => {
    const body = JSON.stringify({ token: harness.token });
    const answer = await harness.send("POST", "/api/session", spoil(pageHeaders(harness.origin)), body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('session":');
  });

  test("is not opened with a wrong token", async () => {
    for (const body of ['{"token":"wrong"}', "{}", "null", "[]", '{"token":7}']) {
      const answer = await harness.send("POST", "/api/session", pageHeaders(harness.origin), body);
      expect(answer.status, body).toBe(401);
      expect(answer.text).not.toContain('session":');
    }
  });

  test("outlives a restart on the same port, ends by time, is renewed in use, and ends with the token", async () => {
    await harness.stop();
    const clock = new ManualClock();
    harness = await startHarness({ clock });
    const session = await harness.session();
    const call = (value: string) => harness.send("POST", "/api/rules.list", pageHeaders(harness.origin, value), "{}");
    expect((await call(session)).headers[sessionHeader]).toBeUndefined();
    const { port } = harness.server;
    const { dir, token } = harness;
    await harness.server.stop();
    harness = await startHarness({ clock, port, dir });
    expect(harness.token).toBe(token);
    expect((await call(session)).status).toBe(200);
    clock.stepWall(sessionLifeMs / 2 + 1);
    const renewed = String((await call(session)).headers[sessionHeader]);
    expect(renewed.split(".")).toHaveLength(3);
    clock.stepWall(sessionLifeMs / 2);
    expect((await call(session)).status).toBe(401);
    expect((await call(renewed)).status).toBe(200);
    // Given out by a clock that was ahead by days: it would last as much longer.
    const aheadMs = sessionLifeMs / 2 + 2 * 86_400_000;
    clock.stepWall(-aheadMs);
    expect((await call(renewed)).status).toBe(401);
    clock.stepWall(aheadMs);
    await harness.server.stop();
    loadToken(dir, { rotate: true });
    harness = await startHarness({ clock, port, dir });
    expect((await call(renewed)).status).toBe(401);
  });

  test("is not renewed for a script, nor for a call that is refused", async () => {
    await harness.stop();
    const clock = new ManualClock();
    harness = await startHarness({ clock });
    const whole = pageHeaders(harness.origin, await harness.session());
    clock.stepWall(sessionLifeMs / 2 + 1);
    for (const more of [
      { authorization: `Bearer ${harness.token}` },
      { "sec-fetch-site": "cross-site" },
      { origin: "" },
    ]) {
      const answer = await harness.send("POST", "/api/rules.list", { ...whole, ...more }, "{}");
      expect(answer.headers[sessionHeader], JSON.stringify(more)).toBeUndefined();
    }
  });
});

test("a session of one port is none on another, though the token is the same", async () => {
  const other = await startHarness({ dir: harness.dir });
  try {
    expect(other.token).toBe(harness.token);
    const session = await harness.session();
    const headers = pageHeaders(other.origin, session);
    expect((await other.send("POST", "/api/rules.list", headers, "{}")).status).toBe(401);
    expect(await other.push({ origin: other.origin }, undefined, pageProtocols(session))).toBe(401);
  } finally {
    await other.server.stop();
  }
});
