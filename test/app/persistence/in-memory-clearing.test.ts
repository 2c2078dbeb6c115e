/** What was told and answered while the database refuses is marked where else it was told, at once and not again when it is written. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearAcknowledged } from "../../../main/app/destinations/clear-acknowledged.ts";
import { HistoryService } from "../../../main/app/history-service.ts";
import { Signal } from "../../../main/lib/signal.ts";
import { value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { FallbackHarness, idOf } from "./fallback-harness.ts";

const phone = "phone-1";
const atDesktop = { destination: "desktop", name: null, person: null };

let h: FallbackHarness;
let other: RecordingChannel;
let history: HistoryService;
beforeEach(async () => {
  h = new FallbackHarness();
  other = new RecordingChannel(phone);
  h.others = [other];
  await h.close();
  h.open();
  history = new HistoryService(h.store, h.clock, h.inMemoryFallback);
  clearAcknowledged({
    clock: h.clock,
    reopened: new Signal(),
    events: h.store.events,
    acknowledged: history.acknowledged,
    eventChanged: h.eventChanged,
    deliveries: h.inMemoryFallback.told,
    destination: (id) => [other, h.channel].find((each) => each.id === id) ?? null,
  });
});
afterEach(() => h.end());

test("an alert that the database does not have yet", async () => {
  const made = h.fire(1);
  h.lock();
  await h.commit(made);
  value(history.acknowledge(idOf(made), atDesktop));
  expect([other.cleared, h.channel.cleared]).toEqual([[idOf(made)], []]);
  h.unlock();
  await h.advance(2_000);
  expect(value(h.store.events.get(idOf(made)))?.acknowledgedBy).toEqual(atDesktop);
  expect([other.cleared, h.channel.cleared]).toEqual([[idOf(made)], []]);
});

test("one that it has, with those that a message which it does not have took over", async () => {
  const made = h.fireMany(6);
  await h.commit(...made.slice(0, 1));
  h.lock();
  await h.commit(...made.slice(1));
  for (const each of made) value(history.acknowledge(idOf(each), atDesktop));
  const messages = new Set(other.messages.map(({ id }) => id));
  expect(messages.size).toBe(2);
  expect(new Set(other.cleared)).toEqual(messages);
});

test("a message that it does not have, once those that it has and that were taken over are answered too", async () => {
  const made = h.fireMany(6);
  for (const each of made.slice(0, 5)) await h.commit(each);
  h.lock();
  await h.commit(...made.slice(5));
  const joined = `joined:${idOf(made[5])}`;
  expect(other.messages.at(-1)?.id).toBe(joined);
  value(history.acknowledge(idOf(made[5]), atDesktop));
  expect(other.cleared, "five of the six it names are open").toEqual([]);
  for (const each of made.slice(0, 5)) value(history.acknowledge(idOf(each), atDesktop));
  expect([...other.cleared].sort()).toEqual([...made.slice(0, 5).map(idOf), joined].sort());
  h.unlock();
  await h.advance(2_000);
  expect(other.cleared, "and not again once it is written").toHaveLength(6);
});
