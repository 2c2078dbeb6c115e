/** How many requests go out: the venue's limit, what it says when that is passed, and a ban. */
import { beforeEach, describe, expect, test } from "vitest";
import type { RestAnswer as ServerAnswer } from "../../doubles/venue-server.ts";
import { answering, arrived, clock, gate, get, paths, server, startRestGate, useGate } from "./rest-gate-harness.ts";

/** Whatever was on its way has come by then: a request that goes round the loop takes longer. */
async function settle(): Promise<void> {
  await fetch(`${server.restUrl}/settle`);
  server.requests.splice(paths().indexOf("/settle"), 1);
}

beforeEach(startRestGate);

describe("the limit", () => {
  test("is a sliding window: in no span of its length more than it allows, whatever is asked", async () => {
    useGate({ limit: { max: 3, perMs: 1_000 } });
    const outcomes = Array.from({ length: 7 }, (_, at) => get(`/${at}`));
    await Promise.all(outcomes.slice(0, 3));
    clock.advance(999);
    await settle();
    expect(paths()).toEqual(["/0", "/1", "/2"]);
    clock.advance(1);
    await Promise.all(outcomes.slice(0, 6));
    await settle();
    expect(paths()).toHaveLength(6);
    clock.advance(1_000);
    await Promise.all(outcomes);
    expect(clock.pending).toBe(0);
  });

  test("counts a request until a span after its answer: when the venue counts it lies between", async () => {
    useGate({ limit: { max: 1, perMs: 1_000 } });
    const answers = [Promise.withResolvers<ServerAnswer>(), Promise.withResolvers<ServerAnswer>()];
    server.rest = ({ path }) => (answers[Number(path.slice(1))] as PromiseWithResolvers<ServerAnswer>).promise;
    const first = get("/0");
    const second = get("/1");
    await arrived(1);
    clock.advance(5_000);
    await settleBeside();
    answers[0]?.resolve({ body: "" });
    await first;
    clock.advance(999);
    await settleBeside();
    expect(paths()).toEqual(["/0"]);
    clock.advance(1);
    await arrived(2);
    answers[1]?.resolve({ body: "" });
    await second;

    async function settleBeside(): Promise<void> {
      const { rest } = server;
      answering({ body: "" });
      await settle();
      server.rest = rest;
    }
  });

  test("is in the venue's weights; one that weighs more than all of it goes alone", async () => {
    useGate({ limit: { max: 10, perMs: 1_000 } });
    const outcomes = [get("/light", { weight: 1 }), get("/heavy", { weight: 40 }), get("/after", { weight: 10 })];
    await outcomes[0];
    await settle();
    expect(paths()).toEqual(["/light"]);
    clock.advance(1_000);
    await outcomes[1];
    await settle();
    expect(paths()).toEqual(["/light", "/heavy"]);
    clock.advance(1_000);
    await Promise.all(outcomes);
  });

  test("at most four are under way", async () => {
    server.rest = () => null;
    for (let at = 0; at < 6; at++) void get(`/${at}`);
    await arrived(4);
    answering({ body: "" });
    await settle();
    expect(paths()).toHaveLength(4);
  });

  test("lets first through what concerns an armed rule, also where that became so while it waited", async () => {
    const armed = new Set(["B"]);
    const isUrgent = (symbols: readonly string[]): boolean => symbols.some((symbol) => armed.has(symbol));
    useGate({ limit: { max: 1, perMs: 1_000 }, isUrgent });
    const outcomes = ["none", "A", "B", "C"].map((name) =>
      get(`/${name}`, name === "none" ? {} : { symbols: [name, "X"] }),
    );
    await outcomes[0];
    clock.advance(1_000);
    await outcomes[2];
    armed.add("C");
    clock.advance(1_000);
    await outcomes[3];
    clock.advance(1_000);
    await outcomes[1];
    expect(paths()).toEqual(["/none", "/B", "/C", "/A"]);
  });
});

describe("being told to wait", () => {
  test.for<[number, string | null, number]>([
    [429, "7", 7_000],
    [429, null, 30_000],
    [503, "9", 9_000],
    [418, "45", 45_000],
    [403, null, 30_000],
  ])("after %i with Retry-After %s nothing is asked for %i ms, then what waited is", async ([status, after, ms]) => {
    answering({ status, body: "", headers: after === null ? {} : { "Retry-After": after } });
    expect(await get("/a")).toMatchObject({ ok: false, error: { retryAfterMs: after === null ? null : ms } });
    answering({ body: "" });
    const waiting = get("/b");
    clock.advance(ms - 1);
    await settle();
    expect(paths()).toEqual(["/a"]);
    clock.advance(1);
    expect(await waiting).toMatchObject({ ok: true });
  });

  test("a ban is not asked into: what waits and what comes is told how long it still lasts, three days too", async () => {
    useGate({ limit: { max: 1, perMs: 1_000 } });
    answering({ status: 418, body: "", headers: { "retry-after": "259200" } });
    const banned = get("/a");
    const waiting = get("/b");
    expect(await banned).toMatchObject({ ok: false, error: { code: "banned", retryAfterMs: 259_200_000 } });
    expect(await waiting).toMatchObject({ ok: false, error: { code: "banned" } });
    clock.advance(259_200_000 - 90_000);
    answering({ body: "" });
    expect(await get("/c")).toMatchObject({
      ok: false,
      error: {
        code: "banned",
        retryAfterMs: 90_000,
        message: expect.stringContaining("It can be asked again in 90 s.") as string,
      },
    });
    expect(paths()).toEqual(["/a"]);
    clock.advance(90_000);
    expect(await get("/d")).toMatchObject({ ok: true });
    expect(clock.pending).toBe(0);
  });

  test("a ban of which the venue does not say how long lasts two minutes", async () => {
    answering({ status: 418, body: "" });
    expect(await get("/a")).toMatchObject({ ok: false, error: { retryAfterMs: 120_000 } });
    clock.advance(30_000);
    expect(await get("/b")).toMatchObject({ ok: false, error: { code: "banned", retryAfterMs: 90_000 } });
  });

  test("a venue that says so inside an answer of 200 is asked nothing for a while too", async () => {
    gate.holdOff(null);
    const waiting = get("/a");
    clock.advance(29_999);
    await settle();
    expect(paths()).toEqual([]);
    clock.advance(1);
    await waiting;
    gate.holdOff(5_000);
    gate.holdOff(2_000);
    const later = get("/b");
    clock.advance(4_999);
    await settle();
    expect(paths()).toEqual(["/a"]);
    clock.advance(1);
    await later;
  });
});
