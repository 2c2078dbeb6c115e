/** A message that waits at an ntfy server: what is asked, and what each answer says of whether it waits there. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannot, countWaiting, schedule, takeBack } from "../../../main/delivery/channels/ntfy/scheduled.ts";
import { ntfyServerOf, type NtfyServer } from "../../../main/delivery/channels/ntfy/server.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith } from "./conformance/subject.ts";

const { signal } = new AbortController();
const sequence = "stopped-12345678";
let service: ScriptedService;
let server: NtfyServer;
beforeAll(async () => {
  service = await ScriptedService.start();
  server = ntfyServerOf({ server: service.server.origin, topic: "bell" }, "a1b2c3d4");
});
afterAll(() => service.server.stop());

const host = hostWith(new ManualClock());
const kept = (rest: object = {}): Reply => ({
  status: 200,
  body: { event: "message", id: "m1", sequence_id: sequence, time: 1_767_614_520, ...rest },
});
const refused = (status: number, code?: number): Reply => ({ status, body: { code, http: status } });
const broken = (reply: Reply): Reply => ({ ...reply, headers: { "content-length": "900" } });
const tooOld = {
  ...{ ok: false, isLasting: true },
  words: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot replace a message that waits/) as string,
};
const passing = (words: RegExp) => ({ ok: false, isLasting: false, words: expect.stringMatching(words) as string });
const status = (code: number) => passing(new RegExp(`^127\\.0\\.0\\.1:\\d+ answered with HTTP ${code}\\.$`));
const quota = passing(/used up/);
const unauthorized = passing(/does not accept the key, token or password \(HTTP 40[13]\)/);

/** The same of every request. */
const failures: readonly [string, Reply, object][] = [
  ["no such page", refused(404, 40401), tooOld],
  ["used up for today", refused(429, 42908), quota],
  ["too many", refused(429, 42901), status(429)],
  ["a login that is none", refused(401, 40101), unauthorized],
  ["a login that may not", refused(403, 40301), unauthorized],
  ["a fault of its own", { status: 500, body: "" }, status(500)],
  ["another success", { ...kept(), status: 202 }, status(202)],
];

describe("a message that is to wait", () => {
  const put = (...replies: readonly Reply[]) => {
    service.script(...replies);
    return schedule({ sequence, title: "No sign ü", body: "of life", inMs: 120_400 }, server, host, signal);
  };

  test("is posted under its name, to be delivered in whole seconds, so that it rings through", async () => {
    expect(await put(kept())).toEqual({ ok: true, dueSeconds: 1_767_614_520 });
    const [request] = service.requests;
    expect([request?.method, request?.path, request?.body]).toEqual(["POST", `/bell/${sequence}`, "of life"]);
    expect(request?.headers).toMatchObject({
      ...{ in: "120s", priority: "5" },
      title: `=?UTF-8?B?${Buffer.from("No sign ü").toString("base64")}?=`,
    });
  });

  test.each<[string, Reply, object]>([
    ["its name as the id", kept({ id: sequence, sequence_id: undefined }), { ok: true, dueSeconds: 1_767_614_520 }],
    ["another name", kept({ sequence_id: "other" }), tooOld],
    ["no name", kept({ sequence_id: undefined }), tooOld],
    ["no time", kept({ time: undefined }), tooOld],
    ["a time that is none", kept({ time: "soon" }), tooOld],
    ["another event", kept({ event: "open" }), status(200)],
    ["an id that is none", kept({ id: 5 }), status(200)],
    ["no JSON", { status: 200, body: "<html>" }, status(200)],
    ["an answer that breaks off", broken(kept()), status(200)],
    ...failures,
  ])("and is answered by %s", async (_what, reply, result) => {
    expect(await put(reply)).toEqual(result);
  });
});

describe("counting what waits", () => {
  const count = (...replies: readonly Reply[]) => {
    service.script(...replies);
    return countWaiting({ sequence, fromSeconds: 1_767_614_500 }, server, host, signal);
  };
  const lines = (...rows: readonly object[]): Reply => ({
    status: 200,
    body: rows.map((row) => `${JSON.stringify({ event: "message", ...row })}\n`).join(""),
  });

  test("asks for what is due from then on", async () => {
    expect(await count(lines())).toEqual({ ok: true, count: 0 });
    expect(service.calls).toEqual([{ call: "GET /bell/json?poll=1&sched=1&since=1767614500", sent: null }]);
  });

  test("counts messages of this name alone", async () => {
    const mine = { id: "m1", sequence_id: sequence };
    const others = [{ id: "m2", sequence_id: "other" }, { id: "m3" }, { ...mine, event: "message_delete" }];
    expect(await count(lines(mine, ...others, { id: sequence }))).toEqual({ ok: true, count: 2 });
    expect(await count(lines({ id: sequence, sequence_id: "other" }))).toEqual({ ok: true, count: 0 });
    expect(await count({ status: 200, body: "<html>\n[]\nnull\n" })).toEqual({ ok: true, count: 0 });
  });

  test.each<[string, Reply, object]>([
    ["a list that breaks off", broken(lines({ id: sequence })), status(200)],
    ...failures,
  ])("does not count %s", async (_what, reply, result) => {
    expect(await count(reply)).toEqual(result);
  });
});

describe("taking it back", () => {
  const take = (...replies: readonly Reply[]) => {
    service.script(...replies);
    return takeBack(sequence, server, host, { signal });
  };

  test("deletes it by its name", async () => {
    expect(await take({ status: 200, body: "" })).toBeNull();
    expect(service.calls).toEqual([{ call: `DELETE /bell/${sequence}`, sent: null }]);
  });

  test.each(failures)("is not done by %s", async (_what, reply, result) => {
    expect(await take(reply)).toEqual(result);
  });

  test.each([
    [undefined, 15_000],
    [2_000, 2_000],
  ])("is waited for as long as the call says: %s", async (deadlineMs, waitMs) => {
    service.script();
    service.server.fault = { do: "hang-before-headers" };
    const clock = new ManualClock();
    const end = deadlineMs === undefined ? { signal } : { signal, deadlineMs };
    const taken = takeBack(sequence, server, hostWith(clock), end);
    await service.server.received(1);
    expect(clock.nextDelayMs).toBe(waitMs);
    clock.advance(waitMs);
    expect(await taken).toEqual(passing(/./));
    service.server.fault = null;
  });
});

test("a server that is not there may be there later; one that cannot is not asked again", async () => {
  const gone = { ...server, base: "http://127.0.0.1:1" };
  const found = [
    await schedule({ sequence, title: "", body: "", inMs: 10_000 }, gone, host, signal),
    await countWaiting({ sequence, fromSeconds: 0 }, gone, host, signal),
    await takeBack(sequence, gone, host, { signal }),
  ];
  for (const result of found) expect(result).toEqual(passing(/127\.0\.0\.1:1/));
  expect(cannot(server)).toEqual(tooOld);
});
