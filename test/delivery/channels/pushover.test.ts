/** What Pushover alone does: it repeats what is critical itself, and is asked whether that was answered. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { pushoverKind } from "../../../main/delivery/channels/pushover/index.ts";
import type { RemoteAnswer, RemoteChannel } from "../../../main/delivery/channels/remote-channel.ts";
import { sendDeadlineMs } from "../../../main/network/http-send.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { PushoverService } from "../../doubles/services/pushover.ts";
import { until } from "../../doubles/until.ts";
import { hostWith, remoteMessage, throughPauses } from "./conformance/subject.ts";

const { signal } = new AbortController();
let service: PushoverService;
let clock: ManualClock;
let stored: { value: string | null };
let stop: () => void;

beforeEach(async () => {
  service = await PushoverService.start();
  clock = new ManualClock();
  stored = { value: null };
  stop = () => undefined;
});
afterEach(async () => {
  stop();
  await service.server.stop();
});

function open(): RemoteChannel {
  const { token, user } = service;
  return pushoverKind(service.server.origin).open({ token, user, device: "" }, hostWith(clock, stored));
}
function listen(channel: RemoteChannel): { heard: RemoteAnswer[]; troubles: (string | null)[] } {
  const heard: RemoteAnswer[] = [];
  const troubles: (string | null)[] = [];
  stop =
    channel.listen?.(
      (answer) => heard.push(answer),
      (words) => troubles.push(words),
    ) ?? stop;
  return { heard, troubles };
}
/** Asks until `done`, at its own pace. */
const polledUntil = (done: () => boolean): Promise<void> => throughPauses(clock, sendDeadlineMs, done, "the poll");

/** Between two rounds. */
const resting = (): Promise<void> => until(() => clock.nextDelayMs === 30_000, "the round to end");

test.each([
  [{ urgency: "low" as const }, "-1", null],
  [{ urgency: "normal" as const }, "0", null],
  [{ urgency: "critical" as const }, "2", "60"],
  [{ urgency: "critical" as const, isSilent: true }, "-1", null],
])("%j goes out with priority %s", async (rest, priority, retry) => {
  await open().send(remoteMessage({ ...rest, isAgain: true }), signal);
  const [form] = service.messages;
  expect([form?.get("priority"), form?.get("retry"), form?.get("html")]).toEqual([priority, retry, null]);
  expect(form?.get("title")).toMatch(/^\(again\) /);
  expect(form?.get("timestamp")).toBe(String(Date.parse("2026-01-05T12:00:00Z") / 1_000));
});

test("what is critical is asked after until it is answered, after a restart too, and heard once", async () => {
  await open().send(remoteMessage({ urgency: "critical" }), signal);
  const [receipt = "", state] = [...service.receipts][0] ?? [];
  const { heard, troubles } = listen(open());
  await polledUntil(() => service.server.requests.filter(({ path }) => path.includes(receipt)).length >= 2);
  expect(heard).toEqual([]);
  if (state !== undefined) Object.assign(state, { acknowledged: 1, acknowledged_by_device: "phone" });
  await polledUntil(() => heard.length > 0);
  expect(heard).toEqual([{ messageId: remoteMessage().id, action: "acknowledge", by: "phone" }]);
  expect(troubles.every((words) => words === null)).toBe(true);
  const asked = service.server.requests.length;
  await resting();
  clock.advance(120_000);
  expect(service.server.requests.length).toBe(asked);
});

test("answered elsewhere, it is canceled there; what is not repeated needs nothing", async () => {
  const channel = open();
  const sent = await channel.send(remoteMessage({ urgency: "critical" }), signal);
  const receipt = sent.kind === "accepted" ? sent.receipt : null;
  expect(receipt).not.toBeNull();
  expect(await channel.clear?.({ id: "x", receipt }, signal)).toEqual({ kind: "accepted", receipt: null });
  expect([...service.receipts.values()]).toMatchObject([{ isCanceled: true }]);
  expect(stored.value).toBe("");
  const requests = service.server.requests.length;
  expect(await channel.clear?.({ id: "x", receipt: null }, signal)).toMatchObject({ kind: "accepted" });
  expect(service.server.requests.length).toBe(requests);
});

test("where it could not be canceled there, it is asked after all the same", async () => {
  const channel = open();
  const sent = await channel.send(remoteMessage({ urgency: "critical" }), signal);
  const receipt = sent.kind === "accepted" ? sent.receipt : null;
  service.isTokenRevoked = true;
  expect(await channel.clear?.({ id: "x", receipt }, signal)).toMatchObject({ kind: "broken" });
  expect(stored.value).toContain(receipt);
});

test("one whose time is over, or that is not known there, is asked after no more", async () => {
  const channel = open();
  for (const id of ["event-expired-1", "event-unknown-2", "event-late-3"])
    await channel.send(remoteMessage({ id, urgency: "critical" }), signal);
  const [expired, unknown] = [...service.receipts.keys()];
  Object.assign(service.receipts.get(expired ?? "") ?? {}, { expired: 1 });
  service.receipts.delete(unknown ?? "");
  const { heard, troubles } = listen(channel);
  await polledUntil(() => stored.value?.split(";").length === 2);
  expect(troubles.some((words) => words?.includes("cannot be heard") === true)).toBe(true);
  expect(heard).toEqual([]);
  await resting();
  clock.advance(3_600_000);
  await resting();
  const asked = service.server.requests.length;
  clock.advance(30_000);
  await resting();
  expect(service.server.requests.length).toBe(asked);
});

test.each([
  [{ token: "short" }, "token"],
  [{ user: "has spaces in it, and is too long" }, "user"],
  [{ device: "my phone" }, "device"],
])("%j is refused at %s", (rest, field) => {
  const values = { token: service.token, user: service.user, device: "", ...rest };
  const refused = pushoverKind(service.server.origin).check(values);
  expect(refused).toMatchObject({ ok: false, error: { field: `fields.${field}` } });
});

test("asked too often for answers, it waits for as long as it is told to", async () => {
  await open().send(remoteMessage({ urgency: "critical" }), signal);
  service.server.fault = { do: "reply", reply: { status: 429, headers: { "retry-after": "120" }, body: "" } };
  listen(open());
  await until(() => clock.nextDelayMs === 120_000, "the pause");
});
