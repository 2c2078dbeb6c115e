/** What is told though it is quiet, and what of a queue that is being worked off when it becomes so. */
import { beforeEach, expect, test } from "vitest";
import { passing } from "../../../main/delivery/quiet-hours/passes.ts";
import { weekdays } from "../../../preload/contract/quiet-hours.ts";
import { Harness, value } from "../outbox-harness.ts";
import { RecordingChannel } from "../recording-channel.ts";

const hourMs = 3_600_000;
const night = { isOn: true, periods: [{ days: [...weekdays], from: "23:00", to: "07:00" }] };

let h: Harness;
let phone: RecordingChannel;
beforeEach(() => {
  phone = new RecordingChannel("phone");
  h = new Harness(phone);
});

test("what may have been seen in one message passes as a whole, with one that is critical in it", () => {
  const [normal] = h.fire();
  const [critical] = h.fire(1, "BTC-USD", "once", "critical");
  const blind = h.blind(null);
  const rows = value(h.store.deliveries.due("phone", h.clock.now().wallMs, 9));
  const ids = (given: typeof rows): string[] => passing(given).map(({ eventId }) => eventId);
  expect(ids(rows)).toEqual([critical?.id, blind.id]);
  expect(ids(rows.map((row) => ({ ...row, messageId: "joined:x" })))).toEqual([normal?.id, critical?.id, blind.id]);
  expect(ids(rows.map((row) => ({ ...row, messageId: row.eventId })))).toEqual([critical?.id, blind.id]);
});

test("what is still to be sent when it becomes quiet waits, and is told in the morning with what came at night", async () => {
  h.quietHours = night;
  h.clock.advance(11 * hourMs - 1_000);
  const { promise, resolve } = Promise.withResolvers<{ state: "shown"; externalId: null }>();
  phone.answer = () => promise;
  const [first, second] = h.fire(2);
  h.outbox.start();
  await h.settle();
  await h.advance(2_000);
  resolve({ state: "shown", externalId: null });
  await h.settle();
  expect(phone.messages.map(({ id }) => id)).toEqual([first?.id]);
  const [third] = h.fire();
  await h.advance(hourMs);
  expect(h.delivery(second?.id ?? "", "phone")).toMatchObject({ state: "pending", isKept: true });
  await h.advance(6 * hourMs);
  await h.advance(hourMs);
  expect(phone.messages).toHaveLength(2);
  expect(phone.messages[1]?.subject?.events.map(({ id }) => id)).toEqual([second?.id, third?.id]);
});

test("that it is over is told to windows though the destination cannot be reached then", async () => {
  h.quietHours = night;
  h.clock.advance(12 * hourMs);
  const [event] = h.fire();
  h.outbox.start();
  await h.settle();
  Object.assign(phone, { readyInMs: () => Infinity });
  await h.advance(7 * hourMs);
  await h.advance(10_000);
  const last = h.told
    .findLast(({ id }) => id === event?.id)
    ?.deliveries.find(({ destination }) => destination === "phone");
  expect(last).toMatchObject({ state: "pending", keptUntil: expect.stringMatching(/^2026-01-06T07:00/) as string });
});
