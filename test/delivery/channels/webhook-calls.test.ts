/** What Slack and a webhook of one's own are sent, and what each of their answers means: also those that their fakes never give. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MessageData } from "../../../main/delivery/channels/message-data.ts";
import type { RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import { slack, slackKind } from "../../../main/delivery/channels/slack.ts";
import { webhook } from "../../../main/delivery/channels/webhook.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ScriptedService } from "../../doubles/services/scripted-service.ts";
import type { Reply } from "../../doubles/services/service-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const { signal } = new AbortController();
let service: ScriptedService;
beforeAll(async () => {
  service = await ScriptedService.start();
});
afterAll(() => service.server.stop());

const brokenOff = { "content-length": "900" };
const unknown = { kind: "unknown", code: "not-understood" };

describe("Slack", () => {
  const path = "/services/T0/B0/abc";
  async function sent(rest: Partial<RemoteMessage>, reply: Reply = { status: 200, body: "ok" }) {
    service.script(reply);
    const channel = slackKind([service.server.origin]).open(
      { url: service.server.origin + path },
      hostWith(new ManualClock()),
    );
    const outcome = await channel.send(remoteMessage(rest), signal);
    return { outcome, calls: service.calls };
  }
  const section = (text: string) => ({ type: "section", text: { type: "plain_text", emoji: false, text } });

  test("is sent plain sections, and shows nothing of a link", async () => {
    expect(await sent({ title: "BTC <b>", body: "rose & fell" })).toEqual({
      outcome: { kind: "accepted", receipt: null },
      calls: [
        {
          call: `POST ${path}`,
          sent: {
            ...{ text: "BTC &lt;b&gt;", mrkdwn: false, unfurl_links: false, unfurl_media: false },
            blocks: [section("BTC &lt;b&gt;"), section("rose &amp; fell")],
          },
        },
      ],
    });
  });

  test("is sent no empty section, and no more than it takes", async () => {
    expect((await sent({ title: "BTC", body: "" })).calls).toMatchObject([{ sent: { blocks: [section("BTC")] } }]);
    const { calls } = await sent({ title: "t".repeat(251), body: "b".repeat(3_001) });
    const blocks = [section(`${"t".repeat(249)}…`), section(`${"b".repeat(2_999)}…`)];
    expect(calls).toMatchObject([{ sent: { blocks } }]);
  });

  const revoked = expect.stringMatching(/^Slack does not know this webhook any more/) as string;
  test.each<[string, Reply, object]>([
    ["ok", { status: 200, body: "ok\n" }, { kind: "accepted", receipt: null }],
    ["another word", { status: 200, body: "okay" }, unknown],
    ["ok by another status", { status: 201, body: "ok" }, unknown],
    ["ok that breaks off", { status: 200, body: "ok", headers: brokenOff }, unknown],
    ["no such service", { status: 404, body: "no_service" }, { kind: "broken", code: "http-404", words: revoked }],
    ["archived", { status: 410, body: "channel_is_archived" }, { kind: "broken", code: "http-410", words: revoked }],
    ["prohibited", { status: 403, body: "action_prohibited" }, { kind: "broken", code: "http-403", words: revoked }],
    [
      "an address that is none",
      { status: 403, body: "invalid_token" },
      { kind: "broken", code: "http-403", words: expect.stringMatching(/^Slack does not accept/) as string },
    ],
    ["malformed", { status: 400, body: "action_prohibited" }, { kind: "refused", code: "http-400" }],
    ["a fault of its own", { status: 500, body: "rollup_error" }, { kind: "later", code: "http-500" }],
  ])("answers: %s", async (_what, reply, outcome) => {
    expect((await sent({}, reply)).outcome).toMatchObject(outcome);
  });

  test.each([
    ["https://hooks.slack.com/services/T0/B0/abc", ["T0/B0/abc"]],
    ["https://hooks.slack.com/workflows/T0/x_1", ["T0/x_1"]],
    ["https://hooks.slack-gov.com/triggers/T0/y-1", ["T0/y-1"]],
    ["https://hooks.slack.com/services/", []],
    ["https://ann@hooks.slack.com/services/T0", []],
    ["no address", []],
  ])("of %s secret is %j, and without that it is none of Slack's", (url, secrets) => {
    expect(slack.secretsOf({ url })).toEqual(secrets);
    expect(slack.check({ url }).ok).toBe(secrets.length > 0);
  });
});

describe("a webhook of one's own", () => {
  const values = (rest: Record<string, string> = {}) => ({
    ...{ url: `${service.server.origin}/hook?a=b#c`, secret: "", authority: "" },
    ...rest,
  });
  async function sent(rest: Partial<RemoteMessage>, status = 204, wallMs = 1_767_614_400_999) {
    service.script({ status, body: "" });
    const outcome = await webhook.open(values(), hostWith(new ManualClock(wallMs))).send(remoteMessage(rest), signal);
    return { outcome, request: service.requests[0] };
  }

  test("is sent JSON at its address, with the id of the content and the whole second in which it is sent", async () => {
    const { request } = await sent({ key: "key-1" });
    expect([request?.method, request?.path, request?.query.toString()]).toEqual(["POST", "/hook", "a=b"]);
    expect(request?.headers).toMatchObject({
      ...{ "content-type": "application/json", "user-agent": "Pricebell" },
      ...{ "webhook-id": "key-1", "webhook-timestamp": "1767614400" },
    });
  });

  test("is sent half of its 20,000 bytes as text", async () => {
    const { request } = await sent({ body: "b".repeat(30_000) });
    const { data } = JSON.parse(request?.body ?? "") as MessageData;
    expect(Buffer.byteLength(data.body)).toBe(10_000);
  });

  test.each([
    [200, { kind: "accepted", receipt: null }],
    [299, { kind: "accepted", receipt: null }],
    [300, { kind: "broken", code: "redirected" }],
    [404, { kind: "broken", code: "http-404" }],
    [500, { kind: "later", code: "http-500" }],
  ])("answers %i", async (status, outcome) => {
    expect((await sent({}, status)).outcome).toMatchObject(outcome);
  });

  const keyOf = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 7).toString("base64")}`;
  test.each<[Record<string, string>, string | null]>([
    [{}, null],
    [{ secret: keyOf(23) }, "secret"],
    [{ secret: keyOf(24) }, null],
    [{ secret: keyOf(64) }, null],
    [{ secret: keyOf(65) }, "secret"],
    [{ secret: keyOf(32).replace("whsec_", "") }, "secret"],
    [{ authority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }, "authority"],
    [{ url: "https://ann:x@receiver.example" }, "url"],
    [{ url: "" }, "url"],
  ])("%j is refused at %s", (rest, field) => {
    const checked = webhook.check(values(rest));
    expect(checked.ok ? null : checked.error.field).toBe(field === null ? null : `fields.${field}`);
  });

  test.each([
    ["https://receiver.example/a?b=1", "whsec_abc", ["/a?b=1", "abc"]],
    ["https://receiver.example/a", "", ["/a"]],
    ["https://receiver.example/", "", []],
    ["no address", "abc", ["abc"]],
  ])("of %s and %s secret is %j", (url, secret, secrets) => {
    expect(webhook.secretsOf({ url, secret })).toEqual(secrets);
  });
});
