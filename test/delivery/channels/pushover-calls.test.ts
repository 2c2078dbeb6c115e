/** What Pushover is sent, field by field, and what each of its answers means: also those that its fake never gives. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pushover, pushoverKind } from "../../../main/delivery/channels/pushover/index.ts";
import type { RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const { signal } = new AbortController();
const token = "a".repeat(30);
const user = "u".repeat(30);
const nowSeconds = 1_767_614_400;
let service: ScriptedService;
beforeAll(async () => {
  service = await ScriptedService.start();
});
afterAll(() => service.server.stop());

const taken = (rest: object = {}): Reply => ({ status: 200, body: { status: 1, request: "x", ...rest } });
const refused = (status: number, errors: unknown): Reply => ({ status, body: { status: 0, errors } });

function open(device = "") {
  const stored: { value: string | null } = { value: null };
  const host = hostWith(new ManualClock(nowSeconds * 1_000), stored);
  return { channel: pushoverKind(service.server.origin).open({ token, user, device }, host), stored };
}
async function sent(rest: Partial<RemoteMessage>, reply = taken(), device = "") {
  service.script(reply);
  const { channel, stored } = open(device);
  const outcome = await channel.send(remoteMessage(rest), signal);
  const [request] = service.requests;
  return { outcome, request, form: Object.fromEntries(new URLSearchParams(request?.body)), stored };
}

describe("a message to Pushover", () => {
  const happenedAtMs = nowSeconds * 1_000 + 999;

  test("has its keys, its text and when it happened, in whole seconds", async () => {
    const { form, request } = await sent({ title: "BTC", body: "rose", happenedAtMs });
    expect(form).toEqual({ token, user, title: "BTC", message: "rose", priority: "0", timestamp: String(nowSeconds) });
    expect([request?.method, request?.path, request?.headers["content-type"]]).toEqual([
      ...["POST", "/1/messages.json", "application/x-www-form-urlencoded"],
    ]);
  });

  test("that is critical is repeated every minute for an hour, on the device that was named", async () => {
    expect((await sent({ urgency: "critical" }, taken(), "phone")).form).toMatchObject({
      ...{ priority: "2", retry: "60", expire: "3600", device: "phone" },
    });
  });

  test("without a body has its title there; both are cut by characters", async () => {
    expect((await sent({ title: "BTC", body: "" })).form["message"]).toBe("BTC");
    const { form } = await sent({ title: "🚀".repeat(251), body: "🚀".repeat(1_025) });
    expect(form).toMatchObject({ title: `${"🚀".repeat(249)}…`, message: `${"🚀".repeat(1_023)}…` });
  });
});

const words = (text: string): unknown => expect.stringContaining(text);
const quota = (afterMs: number) => ({ kind: "later", code: "quota", afterMs });
const resetAt = (seconds: number): Reply => ({
  ...{ status: 429, body: "", headers: { "x-limit-app-reset": String(nowSeconds + seconds) } },
});
test.each<[string, Reply, object]>([
  ["taken", taken(), { kind: "accepted", receipt: null }],
  ["taken, and repeated", taken({ receipt: "r_1" }), { kind: "accepted", receipt: "r_1" }],
  ["a receipt that is no word", taken({ receipt: "r 1" }), { kind: "accepted", receipt: null }],
  ["a receipt that is no text", taken({ receipt: 5 }), { kind: "accepted", receipt: null }],
  ["taken, beside an error", { ...taken(), status: 400 }, { kind: "refused", code: "http-400" }],
  [
    "taken, and breaking off",
    { ...taken(), headers: { "content-length": "900" } },
    { kind: "unknown", code: "not-understood" },
  ],
  ["no status", { status: 200, body: {} }, { kind: "unknown", code: "not-understood" }],
  ["no JSON", { status: 200, body: "ok" }, { kind: "unknown", code: "not-understood" }],
  ...["application token is invalid", "user identifier is invalid", "Device name"].map(
    (error): [string, Reply, object] => [
      error,
      refused(400, ["x", error]),
      { kind: "broken", code: "keys-refused", words: words(`x; ${error}`) },
    ],
  ),
  ["a no with a 200", refused(200, ["user is unknown"]), { kind: "broken", code: "keys-refused" }],
  [
    "too long",
    refused(400, ["message is too long"]),
    { kind: "refused", code: "status-0", words: words("is too long") },
  ],
  ["a no without words", refused(400, undefined), { kind: "refused", code: "status-0", words: words("HTTP 400") }],
  ["words that are no list", refused(400, "token"), { kind: "refused", code: "status-0" }],
  ["the quota, until in an hour", resetAt(3_600), quota(3_600_000)],
  ["the quota, until just now", resetAt(-5), quota(60_000)],
  ["the quota, until next month", resetAt(30 * 86_400), quota(6 * 3_600_000)],
  ["too many", { status: 429, body: "", headers: { "retry-after": "7" } }, { code: "http-429", afterMs: 7_000 }],
  ["a fault of its own", refused(500, ["token"]), { kind: "later", code: "http-500", afterMs: 5_000 }],
  ["a fault that says no", refused(503, ["token"]), { kind: "later", code: "http-503", afterMs: null }],
  ["a gateway's", { status: 502, body: "" }, { kind: "unknown", code: "http-502" }],
])("Pushover's answer: %s", async (_what, reply, outcome) => {
  expect((await sent({}, reply)).outcome).toMatchObject(outcome);
});

test("only what is being repeated is asked after later", async () => {
  expect((await sent({}, taken())).stored.value).toBeNull();
  expect((await sent({}, refused(400, []))).stored.value).toBeNull();
  expect((await sent({ id: "event-1" }, taken({ receipt: "r1" }))).stored.value).toMatch(/^r1 event-1 /);
});

describe("ending the repeats", () => {
  test.each<[Reply, object, string]>([
    [taken({ receipt: "other" }), { kind: "accepted", receipt: null }, "POST /1/receipts/r1/cancel.json"],
    [{ status: 500, body: "" }, { kind: "later", code: "http-500" }, "POST /1/receipts/r1/cancel.json"],
  ])("is asked for by the receipt", async (reply, outcome, call) => {
    service.script(reply);
    expect(await open().channel.clear?.({ id: "x", receipt: "r1" }, signal)).toMatchObject(outcome);
    expect(service.requests.map(({ method, path, body }) => [`${method} ${path}`, body])).toEqual([
      [call, `token=${token}`],
    ]);
  });

  test("is not asked for without one", async () => {
    service.script();
    const outcome = await open().channel.clear?.({ id: "x", receipt: null }, signal);
    expect([outcome, service.requests.length]).toEqual([{ kind: "accepted", receipt: null }, 0]);
  });
});

test("token and user are secret, as far as they are there", () => {
  expect(pushover.secretsOf({ token, user: "" })).toEqual([token]);
  expect(pushover.secretsOf({ token, user, device: "phone" })).toEqual([token, user]);
  const device = pushover.fields.find(({ id }) => id === "device");
  expect(device?.isSeldomNeeded).toBe(true);
});

test.each<[Record<string, string>, string | null]>([
  [{}, null],
  [{ device: "d".repeat(25) }, null],
  [{ device: "d".repeat(26) }, "device"],
  [{ token: "a".repeat(29) }, "token"],
  [{ user: "u".repeat(31) }, "user"],
])("%j is refused at %s", (rest, field) => {
  const checked = pushover.check({ token, user, device: "", ...rest });
  expect(checked.ok ? null : checked.error.field).toBe(field === null ? null : `fields.${field}`);
});
