/** What an ntfy server is sent, header by header, and what each of its answers means: also those that its fake never gives. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import { bucketWaitMs, dismiss, publish, requestTo, type NtfyForm } from "../../../main/delivery/channels/ntfy/send.ts";
import { ntfyServerOf, type NtfyServer } from "../../../main/delivery/channels/ntfy/server.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const { signal } = new AbortController();
const noon = Date.parse("2026-01-05T12:00:00.000Z");
let service: ScriptedService;
let server: NtfyServer;
beforeAll(async () => {
  service = await ScriptedService.start();
  server = ntfyServerOf({ server: `${service.server.origin}//`, topic: "bell" }, "a1b2c3d4");
});
afterAll(() => service.server.stop());

const taken = (rest: object = {}): Reply => ({ status: 200, body: { event: "message", id: "m1", ...rest } });
const named = taken({ sequence_id: remoteMessage().id });
const refused = (status: number, code: number): Reply => ({ status, body: { code, http: status } });

async function sent(rest: Partial<RemoteMessage>, form: NtfyForm = "path", reply = named, wallMs = noon) {
  service.script(reply);
  const outcome = await publish(remoteMessage(rest), form, server, hostWith(new ManualClock(wallMs)), signal);
  const [request] = service.requests;
  if (request === undefined) throw new Error("nothing was sent");
  return { outcome, request };
}

describe("a message to ntfy", () => {
  test("by the path form has its id there; by the plain form it has none", async () => {
    const { request, outcome } = await sent({ title: "BTC", body: "rose" });
    expect([request.method, request.path, request.body]).toEqual(["POST", "/bell/event-0001-aaaa-bbbb", "rose"]);
    expect(request.headers).toMatchObject({ title: "BTC", "content-type": "text/plain; charset=utf-8" });
    expect(request.headers).not.toHaveProperty("actions");
    expect(outcome).toEqual({ kind: "accepted", receipt: "m1" });
    expect((await sent({}, "plain")).request.path).toBe("/bell");
  });

  test.each([
    ["short", "f-short"],
    ["elevenchars", "f-elevenchars"],
    ["twelve-chars", "twelve-chars"],
  ])("with the id %s is not taken for a word of the server's: %s", async (id, sequence) => {
    expect((await sent({ id })).request.path).toBe(`/bell/${sequence}`);
  });

  test.each<[Partial<RemoteMessage>, string]>([
    [{ urgency: "low" }, "2"],
    [{ urgency: "normal" }, "3"],
    [{ urgency: "critical" }, "5"],
    [{ urgency: "normal", isSilent: true }, "2"],
    [{ urgency: "critical", isSilent: true }, "2"],
  ])("%j has the priority %s", async (rest, priority) => {
    expect((await sent(rest)).request.headers["priority"]).toBe(priority);
  });

  test("without a body has its title there; both are cut to what phones are passed on", async () => {
    expect((await sent({ title: "BTC", body: "" })).request.body).toBe("BTC");
    const { request } = await sent({ title: "t".repeat(251), body: "b".repeat(2_001) });
    expect([request.headers["title"]?.length, Buffer.byteLength(request.body)]).toEqual([
      `=?UTF-8?B?${Buffer.from("t".repeat(45)).toString("base64")}?= `.length * 5 +
        `=?UTF-8?B?${Buffer.from(`${"t".repeat(22)}…`).toString("base64")}?=`.length,
      2_000,
    ]);
    expect((await sent({ title: "t".repeat(250), body: "b".repeat(2_000) })).request).toMatchObject({
      ...{ headers: { title: "t".repeat(250) }, body: "b".repeat(2_000) },
    });
  });

  test("is said to come again only where it does not replace the first", async () => {
    expect((await sent({ title: "BTC", isAgain: true })).request.headers["title"]).toBe("BTC");
    expect((await sent({ title: "BTC", isAgain: true }, "plain")).request.headers["title"]).toBe("(again) BTC");
  });

  test("has the buttons that it can be answered by", async () => {
    expect((await sent({ actions: ["acknowledge"] })).request.headers["actions"]).toContain("Acknowledge");
  });
});

const tooOld = expect.stringContaining("is older than ntfy 2.16") as string;
const accepted = { kind: "accepted", receipt: "m1" };
test.each<[string, NtfyForm, Reply, object]>([
  ["its sequence", "path", named, accepted],
  ["our id as its own", "path", taken({ id: remoteMessage().id }), { kind: "accepted", receipt: remoteMessage().id }],
  ["another sequence", "path", taken({ sequence_id: "other" }), { ...accepted, note: tooOld }],
  ["no sequence", "path", taken(), { ...accepted, note: tooOld }],
  ["a sequence that was not asked for", "plain", named, { ...accepted, note: tooOld }],
])("ntfy says back %s", async (_what, form, reply, outcome) => {
  expect((await sent({}, form, reply)).outcome).toEqual(outcome);
});

const unknown = { kind: "unknown", code: "not-understood" };
test.each<[string, NtfyForm, Reply, object]>([
  ["another event", "path", taken({ event: "open" }), unknown],
  ["no id", "path", taken({ id: 5 }), unknown],
  ["a message that breaks off", "path", { ...named, headers: { "content-length": "900" } }, unknown],
  ["a message beside an error", "path", { ...named, status: 500 }, { kind: "later", code: "http-500" }],
  ["no JSON", "path", { status: 200, body: "<html>" }, unknown],
  ["no such page", "path", refused(404, 40401), { kind: "refused", code: "server-too-old" }],
  ["no such page at all", "plain", refused(404, 40401), { kind: "broken", code: "http-404" }],
  ["too long", "path", refused(400, 40014), { kind: "refused", code: "too-long" }],
  ["much too long", "path", refused(413, 41303), { kind: "refused", code: "too-long" }],
  ["malformed", "path", refused(400, 40001), { kind: "refused", code: "http-400" }],
  ["too many", "path", refused(429, 42901), { kind: "later", code: "http-429", afterMs: 5_000 }],
  ["too many today", "path", refused(429, 42908), { kind: "later", code: "quota", afterMs: 12 * 3_600_000 }],
  ["too many connections", "path", refused(429, 42902), { kind: "later", code: "http-429", afterMs: null }],
])("ntfy's answer to a message: %s", async (_what, form, reply, outcome) => {
  const { outcome: found } = await sent({}, form, reply);
  expect(found).toMatchObject(outcome);
});

test("a day's messages are free again at midnight UTC, and one every 5 s", async () => {
  const lastSecond = noon + 12 * 3_600_000 - 1_000;
  expect((await sent({}, "path", refused(429, 42908), lastSecond)).outcome).toMatchObject({ afterMs: 1_000 });
  expect((await sent({}, "path", refused(429, 42908), lastSecond + 1_000)).outcome).toMatchObject({
    ...{ afterMs: 24 * 3_600_000 },
  });
  expect(bucketWaitMs).toBe(5_000);
});

test.each<[Reply, object]>([
  [
    { status: 200, body: "" },
    { kind: "accepted", receipt: null },
  ],
  [refused(404, 40401), { kind: "refused", code: "server-too-old", words: tooOld }],
  [refused(429, 42901), { kind: "later", code: "http-429", afterMs: 5_000 }],
  [refused(429, 42908), { kind: "later", code: "quota", afterMs: 12 * 3_600_000 }],
  [refused(403, 40301), { kind: "broken", code: "http-403" }],
  [refused(500, 50001), { kind: "later", code: "http-500" }],
])("clearing at ntfy, answered by %j", async (reply, outcome) => {
  service.script(reply, reply);
  const host = hostWith(new ManualClock(noon));
  expect(await dismiss("event-0001-aaaa", server, host, signal)).toMatchObject(outcome);
  await dismiss("short", server, host, signal);
  expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "PUT /bell/event-0001-aaaa/clear",
    "PUT /bell/f-short/clear",
  ]);
});

test("a request has the server's login and authority, and its own headers before those", () => {
  const like = { ...server, base: "https://ntfy.example", headers: { Authorization: "Bearer x" } };
  const headers = { "Content-Type": "text/plain; charset=utf-8", Authorization: "Bearer x" };
  expect(requestTo(like, "GET", "bell/json", {})).toEqual({
    ...{ method: "GET", url: "https://ntfy.example/bell/json", body: "", headers },
  });
  expect(requestTo({ ...like, ca: "PEM" }, "POST", "bell", { body: "b", headers: { Title: "t" } })).toEqual({
    ...{ method: "POST", url: "https://ntfy.example/bell", body: "b", ca: "PEM", headers: { ...headers, Title: "t" } },
  });
});
