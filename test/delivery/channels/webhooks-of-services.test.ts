/** What Discord, Slack and a webhook of one's own do beside taking a message: editing, marking, addresses, signatures. */
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import { discord, discordKind } from "../../../main/delivery/channels/discord.ts";
import type { MessageData } from "../../../main/delivery/channels/message-data.ts";
import { slack, slackKind } from "../../../main/delivery/channels/slack.ts";
import { webhook } from "../../../main/delivery/channels/webhook.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { DiscordService, discordText } from "../../doubles/services/discord.ts";
import type { ServiceServer } from "../../doubles/services/service-server.ts";
import { SlackService, slackText } from "../../doubles/services/slack.ts";
import { WebhookReceiver } from "../../doubles/services/webhook-receiver.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const { signal } = new AbortController();
let server: ServiceServer;
afterEach(() => server.stop());

describe("Discord", () => {
  async function start() {
    const service = await DiscordService.start();
    server = service.server;
    const values = { url: `${server.origin}${service.path}` };
    return { service, channel: discordKind([server.origin]).open(values, hostWith(new ManualClock())) };
  }
  const title = (service: DiscordService): string[] =>
    [...service.messages.values()].map(({ content }) => discordText(content).split("\n")[0] ?? "");

  test("edits what it has the receipt of, calls nobody by it, and sends anew what is gone", async () => {
    const { service, channel } = await start();
    const sent = await channel.send(remoteMessage({ title: "one" }), signal);
    const receipt = sent.kind === "accepted" ? sent.receipt : null;
    const body = "@everyone";
    expect(await channel.send(remoteMessage({ title: "two", body, receipt }), signal)).toEqual({
      kind: "accepted",
      receipt,
    });
    await channel.send(remoteMessage({ title: "three", receipt: "1" }), signal);
    expect(title(service)).toEqual(["two", "three"]);
    expect(service.pings).toBe(0);
  });

  test("a silent one makes no sound, and one sent again says so", async () => {
    const { service, channel } = await start();
    await channel.send(remoteMessage({ isSilent: true, isAgain: true }), signal);
    expect([...service.messages.values()]).toMatchObject([{ isSilent: true }]);
    expect(title(service)[0]).toMatch(/^\(again\) /);
  });

  test("an answered message is marked once and stays", async () => {
    const { service, channel } = await start();
    const sent = await channel.send(remoteMessage({ body: "x".repeat(5_000) }), signal);
    const receipt = sent.kind === "accepted" ? sent.receipt : null;
    for (let time = 0; time < 2; time += 1)
      expect(await channel.clear?.({ id: "x", receipt }, signal)).toMatchObject({ kind: "accepted" });
    const [message] = [...service.messages.values()];
    expect(message?.content).toMatch(/^✓ \*\*BTC/);
    expect(message?.content.endsWith("…")).toBe(true);
  });
});

test.each([
  [discord, "https://discord.com/api/webhooks/1/abc", true],
  [discord, "https://discord.com/api/v10/webhooks/1/abc?thread_id=5", true],
  [discord, "http://discord.com/api/webhooks/1/abc", false],
  [discord, "https://discord.com.evil.example/api/webhooks/1/abc", false],
  [discord, "https://evil.example/api/webhooks/1/abc", false],
  [discord, "https://discord.com/api/users/1", false],
  [discord, "https://ann:x@discord.com/api/webhooks/1/abc", false],
  [slack, "https://hooks.slack.com/services/T0/B0/abc", true],
  [slack, "https://hooks.slack.com/services/T0/B0/abc?x=1", false],
  [slack, "https://slack.com/services/T0/B0/abc", false],
  [slack, "http://hooks.slack.com/services/T0/B0/abc", false],
  [webhook, "https://receiver.example/alerts?key=1", true],
  [webhook, "http://192.168.0.2:8080/alerts", true],
  [webhook, "file:///etc/passwd", false],
  [webhook, "https://ann:x@receiver.example/", false],
])("$id takes %s: %s", async (kind, url, isTaken) => {
  server = (await SlackService.start()).server;
  expect(kind.check({ url, secret: "", authority: "" }).ok).toBe(isTaken);
});

test("Slack: one that is sent again says so, and a quiet title is no markup", async () => {
  const service = await SlackService.start();
  server = service.server;
  const channel = slackKind([server.origin]).open({ url: server.origin + service.path }, hostWith(new ManualClock()));
  await channel.send(remoteMessage({ title: "<!channel> :bell: *x*", isAgain: true }), signal);
  expect(service.messages.map(slackText)[0]).toMatch(/^\(again\) <!channel> :bell: \*x\*\n/);
  expect(service.pings).toBe(0);
});

describe("a webhook of one's own", () => {
  const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  const secret = `whsec_${key.toString("base64")}`;

  test("keeps its id over attempts, signs each with its own time, and is taken once", async () => {
    const receiver = await WebhookReceiver.start();
    server = receiver.server;
    // The receiver's side believes what is at most five minutes old.
    const clock = new ManualClock(Date.now());
    const values = { url: server.origin + receiver.path, secret, authority: "" };
    const channel = webhook.open(values, hostWith(clock));
    await channel.send(remoteMessage(), signal);
    clock.stepWall(60_000);
    await channel.send(remoteMessage({ isAgain: true }), signal);
    expect(receiver.taken).toHaveLength(1);
    const [first, second] = server.requests;
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers["webhook-timestamp"]) - Number(first?.headers["webhook-timestamp"])).toBe(60);
    const verifier = new Webhook(secret);
    for (const { headers, body } of server.requests) {
      const given = headers as Record<string, string>;
      expect(verifier.verify(body, given)).toMatchObject({ type: "alert.fired" });
      expect(() => verifier.verify(body.replace("BTC", "ETH"), given)).toThrow();
    }
  });

  test("without a secret it is not signed; a short one is refused", async () => {
    const receiver = await WebhookReceiver.start();
    server = receiver.server;
    const values = { url: server.origin + receiver.path, secret: "", authority: "" };
    await webhook.open(values, hostWith(new ManualClock())).send(remoteMessage(), signal);
    expect(receiver.taken[0]?.headers).not.toHaveProperty("webhook-signature");
    const short = webhook.check({ ...values, secret: "whsec_c2hvcnQ=" });
    expect(short).toMatchObject({ ok: false, error: { field: "fields.secret" } });
  });

  test("says what it is about as data, and stays below 20 kB however much that is", async () => {
    const receiver = await WebhookReceiver.start();
    server = receiver.server;
    const values = { url: server.origin + receiver.path, secret: "", authority: "" };
    const event = {
      id: "e1",
      seq: 1,
      kind: "fired" as const,
      ruleId: null,
      generation: null,
      rule: null,
      instrument: { venue: "demo", symbol: "BTC-USD" },
      previous: null,
      tick: { price: "45000.50", at: "2026-01-05T12:00:00Z", tradeId: null },
      receivedAt: null,
      decidedAt: "2026-01-05T12:00:00Z",
      decisionMicros: null,
      gap: null,
      blind: null,
      deliveries: [],
      readAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
    };
    const events = Array.from({ length: 200 }, () => event);
    const message = remoteMessage({ title: '\u0001"'.repeat(9_000), body: '"\\🚀'.repeat(9_000), events });
    await webhook.open(values, hostWith(new ManualClock())).send(message, signal);
    const [taken] = receiver.taken;
    expect(Buffer.byteLength(taken?.body ?? "")).toBeLessThanOrEqual(20_000);
    const { type, timestamp, data } = JSON.parse(taken?.body ?? "") as MessageData;
    expect({ type, timestamp }).toEqual({ type: "alert.fired", timestamp: "2026-01-05T12:00:00.000Z" });
    expect(data.events[0]).toMatchObject({ venue: "demo", symbol: "BTC-USD", price: "45000.50" });
    expect(data.events[0]).not.toHaveProperty("deliveries");
    expect(data.events.length + data.moreEvents).toBe(200);
  });
});
