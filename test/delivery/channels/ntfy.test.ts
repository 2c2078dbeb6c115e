/** What ntfy alone can do: replacing, clearing, answers from buttons, and what an old server cannot. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ntfy } from "../../../main/delivery/channels/ntfy/index.ts";
import type { RemoteAnswer, RemoteChannel } from "../../../main/delivery/channels/remote-channel.ts";
import { headerText } from "../../../main/delivery/channels/ntfy/server.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { NtfyService } from "../../doubles/services/ntfy.ts";
import { until } from "../../doubles/until.ts";
import { hostWith, remoteMessage, throughPauses } from "./conformance/subject.ts";

const topic = "bell-x7Kq2vT9pLm4";
const signal = new AbortController().signal;
let service: NtfyService;
let clock: ManualClock;
let channel: RemoteChannel;
const stored: { value: string | null } = { value: null };

function values(rest: Record<string, string> = {}): Record<string, string> {
  return { server: service.server.origin, topic, token: "", user: "", password: "", authority: "", ...rest };
}
beforeEach(async () => {
  stored.value = null;
  service = await NtfyService.start();
  clock = new ManualClock();
  channel = ntfy.open(values(), hostWith(clock, stored));
});
afterEach(() => service.server.stop());

test("the same id replaces what is there, and clearing takes it away", async () => {
  const first = await channel.send(remoteMessage({ title: "one" }), signal);
  const second = await channel.send(remoteMessage({ title: "two", key: "key-2" }), signal);
  await channel.send(remoteMessage({ id: "another-event-id", title: "other" }), signal);
  expect([first, second]).toEqual([
    { kind: "accepted", receipt: "msg000000001" },
    { kind: "accepted", receipt: "msg000000002" },
  ]);
  expect(service.shown(topic).map(({ title }) => title)).toEqual(["two", "other"]);
  const cleared = await channel.clear?.({ id: remoteMessage().id, receipt: null }, signal);
  expect(cleared).toMatchObject({ kind: "accepted" });
  expect(service.shown(topic).map(({ title }) => title)).toEqual(["other"]);
});

test.each([
  [{ urgency: "low" as const }, 2],
  [{ urgency: "normal" as const }, 3],
  [{ urgency: "critical" as const }, 5],
  [{ urgency: "critical" as const, isSilent: true }, 2],
])("%j goes out with priority %i", async (rest, priority) => {
  await channel.send(remoteMessage(rest), signal);
  expect(service.history.at(-1)?.priority).toBe(priority);
});

test("a title of any language arrives, in words of at most 75 characters", async () => {
  const title = "BTC-USD über 45.000 €, 漢字 🚀 und noch sehr viel mehr Überlanges".repeat(2);
  await channel.send(remoteMessage({ title }), signal);
  expect(service.history.at(-1)?.title).toBe(title);
  expect(
    headerText(title)
      .split(" ")
      .every((word) => word.length <= 75),
  ).toBe(true);
});

test("a user and password are a Basic login", async () => {
  const other = ntfy.open(values({ user: "ann", password: "secret-ü" }), hostWith(clock));
  await other.send(remoteMessage(), signal);
  const basic = Buffer.from("ann:secret-ü").toString("base64");
  expect(service.server.requests.at(-1)?.headers.authorization).toBe(`Basic ${basic}`);
  expect(ntfy.secretsOf(values({ user: "ann", password: "secret-ü" }))).toContain(basic);
});

test.each([
  [42901, 5_000],
  [42908, 12 * 3_600_000],
])("asked too often (%i), what clears waits as a message would", async (code, afterMs) => {
  const body = { code, http: 429, error: "limit reached" };
  service.server.fault = { do: "reply", reply: { status: 429, body } };
  expect(await channel.clear?.({ id: "some-event-id", receipt: null }, signal)).toMatchObject({
    kind: "later",
    afterMs,
  });
});

test("asked too often, what listens waits until a request is free again", async () => {
  service.server.fault = { do: "reply", reply: { status: 429, body: { code: 42901, http: 429 } } };
  const end = channel.listen?.(
    () => undefined,
    () => undefined,
  );
  await until(() => clock.nextDelayMs === 5_000, "the pause");
  end?.();
});

describe("a server before 2.16", () => {
  beforeEach(() => (service.isOld = true));

  test("takes it once, and the answer says what does not work there", async () => {
    const outcome = await channel.send(remoteMessage(), signal);
    expect(outcome).toMatchObject({ kind: "accepted", note: expect.stringMatching(/older than ntfy 2\.16/) as string });
    await channel.send(remoteMessage({ isAgain: true }), signal);
    expect(service.shown(topic).map(({ title }) => title)).toEqual([
      "BTC-USD rose to 45,000",
      "(again) BTC-USD rose to 45,000",
    ]);
    // Asked once for the path that it does not have.
    expect(service.server.requests.map(({ path }) => path.split("/").length - 1)).toEqual([2, 1, 1]);
    expect(await channel.clear?.({ id: "some-event-id", receipt: null }, signal)).toMatchObject({ kind: "refused" });
  });

  test("is asked anew by a test, once it is updated", async () => {
    await channel.send(remoteMessage(), signal);
    service.isOld = false;
    expect(await channel.send(remoteMessage({ topic: "test" }), signal)).toEqual({
      kind: "accepted",
      receipt: "msg000000002",
    });
  });
});

test("a server that takes the path and does not say the sequence back is said to be unable to replace", async () => {
  const body = { id: "msg1", event: "message", topic };
  service.server.fault = { do: "reply", reply: { status: 200, body } };
  expect(await channel.send(remoteMessage(), signal)).toMatchObject({
    receipt: "msg1",
    note: expect.any(String) as string,
  });
});

describe("buttons", () => {
  const actions = ["open", "acknowledge", "snooze"] as const;
  let heard: RemoteAnswer[];
  let troubles: (string | null)[];
  let stop: () => void;

  beforeEach(async () => {
    heard = [];
    troubles = [];
    listen();
    await until(() => service.openStreams === 1, "the stream to open");
  });
  afterEach(() => stop());

  function listen(): void {
    stop =
      channel.listen?.(
        (answer) => heard.push(answer),
        (words) => troubles.push(words),
      ) ?? (() => undefined);
  }

  async function press(label: RegExp, change = (body: string): string => body): Promise<void> {
    const button = service.history
      .findLast((one) => one.actions.length > 0)
      ?.actions.find((one) => label.test(one.label));
    if (button === undefined) throw new Error("no such button");
    await fetch(button.url, { method: "POST", body: change(button.body) });
  }

  test("those that can be answered are shown, and a press is heard once", async () => {
    await channel.send(remoteMessage({ actions }), signal);
    expect(service.history.at(-1)?.actions).toHaveLength(2);
    await press(/acknowledge/i);
    await press(/acknowledge/i);
    await press(/snooze|15/i);
    await until(() => heard.length === 2, "both answers");
    expect(heard).toEqual([
      { messageId: remoteMessage().id, action: "acknowledge", by: null },
      { messageId: remoteMessage().id, action: "snooze", by: null },
    ]);
    // The topic of the answers is none that a phone is subscribed to, and has no token in it.
    expect(service.shown(topic)).toHaveLength(1);
  });

  test("what is forged, altered or two days old is not heard", async () => {
    await channel.send(remoteMessage({ actions }), signal);
    await press(/acknowledge/i, (body) => body.replace("acknowledge", "snooze"));
    await press(/acknowledge/i, (body) => body.replace("event-0001", "event-0002"));
    await press(/acknowledge/i, () => "acknowledge.event-0001.x.AAAAAAAAAAAAAAAAAAAAAA");
    await press(/acknowledge/i, () => "hello");
    clock.stepWall(48 * 3_600_000 + 1_000);
    await press(/acknowledge/i);
    const last = service.history.at(-1)?.id ?? null;
    await until(() => stored.value === last, "all of them to be read");
    expect(heard).toEqual([]);
  });

  test("what was pressed while nobody listened is heard after a restart, and nothing before it again", async () => {
    await channel.send(remoteMessage({ actions }), signal);
    await press(/acknowledge/i);
    await until(() => heard.length === 1, "the first answer");
    stop();
    await until(() => service.openStreams === 0, "the stream to close");
    await press(/snooze|15/i);
    channel = ntfy.open(values(), hostWith(clock, stored));
    listen();
    await until(() => heard.length === 2, "the second answer");
    expect(heard[1]).toMatchObject({ action: "snooze" });
  });

  test("a silent or ended stream is opened again, and trouble is told and taken back", async () => {
    service.keepAlive();
    clock.advance(99_000);
    service.dropStreams();
    await until(() => service.openStreams === 0, "the stream to end");
    service.server.fault = { do: "reply", reply: { status: 403, body: "" } };
    await reopened(() => troubles.some((words) => words?.includes("cannot be heard") === true));
    service.server.fault = null;
    await reopened(() => service.openStreams === 1);
    await until(() => troubles.at(-1) === null, "trouble to be taken back");
    clock.advance(100_000);
    await until(() => service.openStreams === 0, "the silent stream to be given up");
    await reopened(() => service.openStreams === 1);
  });

  const reopened = (done: () => boolean): Promise<void> =>
    throughPauses(clock, 100_000, done, "the stream to be opened again");
});

test.each([
  [{ topic: "has space" }, "topic"],
  [{ topic: "up123456789012" }, "topic"],
  [{ topic: "" }, "topic"],
  [{ server: "ftp://x.example" }, "server"],
  [{ server: "https://ann:pass@x.example" }, "server"],
  [{ server: "https://x.example/?a=b" }, "server"],
  [{ user: "ann" }, "password"],
  [{ authority: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }, "authority"],
])("%j is refused at %s", (rest, field) => {
  expect(ntfy.check(values(rest))).toMatchObject({ ok: false, error: { field: `fields.${field}` } });
});
