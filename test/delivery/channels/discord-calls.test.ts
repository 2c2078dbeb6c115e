/** What Discord is sent, field by field, and what each of its answers means: also those that its fake never gives. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discord, discordKind } from "../../../main/delivery/channels/discord.ts";
import type { RemoteChannel, RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const { signal } = new AbortController();
const path = "/api/webhooks/1029384756/aBcD-eFg_0";
let service: ScriptedService;
beforeAll(async () => {
  service = await ScriptedService.start();
});
afterAll(() => service.server.stop());

const open = (address = path): RemoteChannel =>
  discordKind([service.server.origin]).open({ url: service.server.origin + address }, hostWith(new ManualClock()));
const taken = (rest: object = {}): Reply => ({ status: 200, body: { id: "77", ...rest } });
const refused = (status: number, code: number, rest: object = {}): Reply => ({ status, body: { code, ...rest } });

async function sent(rest: Partial<RemoteMessage>, ...replies: readonly Reply[]) {
  service.script(...(replies.length === 0 ? [taken()] : replies));
  const outcome = await open().send(remoteMessage(rest), signal);
  return { outcome, calls: service.calls };
}
const contentOf = async (rest: Partial<RemoteMessage>): Promise<string> =>
  ((await sent(rest)).calls[0]?.sent as { content: string }).content;

describe("a message to Discord", () => {
  test("asks for what became of it, calls nobody, and sounds", async () => {
    expect(await sent({ title: "BTC", body: "rose" })).toEqual({
      outcome: { kind: "accepted", receipt: "77" },
      calls: [
        {
          call: `POST ${path}?wait=true`,
          sent: { content: "**BTC**\nrose", allowed_mentions: { parse: [] }, flags: 0 },
        },
      ],
    });
  });

  test.each<[Partial<RemoteMessage>, number]>([
    [{ urgency: "low" }, 4_096],
    [{ urgency: "critical" }, 0],
    [{ urgency: "critical", isSilent: true }, 4_096],
  ])("%j: its flags are %i", async (rest, flags) => {
    expect((await sent(rest)).calls).toMatchObject([{ sent: { flags } }]);
  });

  test("is no markup", async () => {
    expect(await contentOf({ title: "*a*", body: "_b_ [c](d) <@1> `e`" })).toBe(
      "**\\*a\\***\n\\_b\\_ \\[c](d) \\<\\@1> \\`e\\`".replaceAll(">", "\\>"),
    );
  });

  test("has a title of 250 characters, and leaves room for the mark of an answer below 2,000", async () => {
    const content = await contentOf({ title: "t".repeat(251), body: "b".repeat(3_000) });
    expect([content.split("\n")[0]?.length, content.length]).toEqual([254, 1_998]);
    expect(await contentOf({ title: "t", body: "*".repeat(3_000) })).toHaveLength(1_997);
  });

  test("that is sent again says so, but not where the first one is edited", async () => {
    expect(await contentOf({ title: "one", isAgain: true })).toMatch(/^\*\*\\?\(again\\?\) one\*\*\n/);
    expect(await contentOf({ title: "one", isAgain: true, receipt: "5" })).toMatch(/^\*\*one\*\*\n/);
  });

  test("is edited where it has a receipt", async () => {
    expect(await sent({ title: "BTC", body: "rose", receipt: "5/6" })).toEqual({
      outcome: { kind: "accepted", receipt: "77" },
      calls: [
        { call: `PATCH ${path}/messages/5%2F6`, sent: { content: "**BTC**\nrose", allowed_mentions: { parse: [] } } },
      ],
    });
  });

  test.each<[string, Reply, number]>([
    ["there is no such message", refused(404, 10_008), 2],
    ["it is too old for another edit", refused(400, 30_046), 2],
    ["it is malformed", refused(400, 50_035), 1],
    ["the webhook is gone", refused(404, 10_015), 1],
    ["it is too much", refused(429, 0, { retry_after: 3 }), 1],
  ])("that cannot be edited (%s) makes so many requests", async (_why, reply, requests) => {
    const { outcome, calls } = await sent({ receipt: "5" }, reply, taken());
    expect(calls.map(({ call }) => call.split(" ")[0])).toEqual(["PATCH", "POST"].slice(0, requests));
    expect(outcome.kind === "accepted").toBe(requests === 2);
  });
});

const deleted = "The webhook was deleted in Discord. Make a new one and enter its address in this destination.";
test.each<[string, Reply, object]>([
  ["taken, without an id", { status: 200, body: {} }, { kind: "unknown", code: "not-understood" }],
  ["taken, with an id that is no text", { status: 200, body: { id: 7 } }, { kind: "unknown", code: "not-understood" }],
  ["no JSON", { status: 200, body: "<html>" }, { kind: "unknown", code: "not-understood" }],
  [
    "taken, and breaking off",
    { ...taken(), headers: { "content-length": "900" } },
    { kind: "unknown", code: "not-understood" },
  ],
  ["an id beside an error", { status: 500, body: { id: "7" } }, { kind: "later", code: "http-500" }],
  ["no such webhook", refused(404, 10_015), { kind: "broken", code: "deleted", words: deleted }],
  ["a token that is none", refused(401, 50_027), { kind: "broken", code: "deleted", words: deleted }],
  ["another code", refused(404, 10_003), { kind: "broken", code: "http-404" }],
  ["too many", refused(429, 0, { retry_after: 1.25 }), { kind: "later", code: "http-429", afterMs: 1_250 }],
  ["too many, for two hours", refused(429, 0, { retry_after: 7_200 }), { kind: "later", afterMs: 3_600_000 }],
  ["too many, without a time", refused(429, 0), { kind: "later", code: "http-429", afterMs: null }],
  ["a time beside an error", refused(400, 0, { retry_after: 3 }), { kind: "refused", code: "http-400" }],
])("Discord's answer: %s", async (_what, reply, outcome) => {
  expect((await sent({}, reply)).outcome).toMatchObject(outcome);
});

test("in a thread everything names it", async () => {
  const channel = open(`${path}/?thread_id=5%266&x=1`);
  service.script(taken(), taken(), taken({ content: "text" }), taken());
  await channel.send(remoteMessage(), signal);
  await channel.send(remoteMessage({ receipt: "5" }), signal);
  await channel.clear?.({ id: "x", receipt: "5" }, signal);
  expect(service.calls.map(({ call }) => call)).toEqual([
    `POST ${path}?wait=true&thread_id=5%266`,
    `PATCH ${path}/messages/5?thread_id=5%266`,
    `GET ${path}/messages/5?thread_id=5%266`,
    `PATCH ${path}/messages/5?thread_id=5%266`,
  ]);
});

describe("marking an answered message", () => {
  const clear = async (receipt: string | null, ...replies: readonly Reply[]) => {
    service.script(...replies);
    return { outcome: await open().clear?.({ id: "x", receipt }, signal), calls: service.calls };
  };
  const read = { call: `GET ${path}/messages/5`, sent: null };

  test("puts the mark before what is there, within 2,000 characters, and calls nobody", async () => {
    const content = "x".repeat(2_000);
    expect(await clear("5", taken({ content }), taken())).toEqual({
      outcome: { kind: "accepted", receipt: "77" },
      calls: [
        read,
        {
          call: `PATCH ${path}/messages/5`,
          sent: { content: `✓ ${content.slice(0, 1_998)}`, allowed_mentions: { parse: [] } },
        },
      ],
    });
  });

  test.each<[string, Reply, object]>([
    ["what is marked already", taken({ content: "✓ text" }), { kind: "accepted" }],
    ["what has no text", taken(), { kind: "accepted" }],
    ["what is gone", refused(404, 10_008, { content: "text" }), { kind: "refused", code: "cannot-edit" }],
  ])("leaves %s", async (_what, reply, outcome) => {
    const { outcome: found, calls } = await clear("5", reply, taken());
    expect(found).toMatchObject(outcome);
    expect(calls).toEqual([read]);
  });

  test("needs no request where nothing was taken, and two otherwise", async () => {
    expect(await clear(null)).toEqual({ outcome: { kind: "accepted", receipt: null }, calls: [] });
    expect(discord.requestsPerClear).toBe(2);
  });
});

test("the token of the address is secret; an address that is none has no secret and cannot be opened", () => {
  expect(discord.secretsOf({ url: "https://discord.com/api/webhooks/1/a_b-C" })).toEqual(["a_b-C"]);
  expect(discord.secretsOf({ url: "https://example.com/" })).toEqual([]);
  expect(() => discord.open({ url: "" }, hostWith(new ManualClock()))).toThrow("check()");
});
