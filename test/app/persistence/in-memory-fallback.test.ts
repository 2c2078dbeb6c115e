/** Alerts while the database refuses, from the decision to the channel and back, on a real file that another program locks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inMemoryBlind } from "../../../main/store/events-table.ts";
import type { BlindRecord } from "../../../main/store/store.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { FallbackHarness, idOf } from "./fallback-harness.ts";

const notSaved = "Not saved yet: Pricebell cannot write its database.";

let h: FallbackHarness;
beforeEach(() => {
  h = new FallbackHarness();
});
afterEach(() => h.end());

describe("alerts while the database refuses", () => {
  it("one that fires is shown at once and says that it is not saved; saved, it is not shown again", async () => {
    const made = h.fire(1);
    h.lock();
    await h.commit(made);
    expect(h.channel.messages.map(({ id, body }) => [id, body.split("\n").at(-1)])).toEqual([[idOf(made), notSaved]]);
    expect(value(h.store.events.list())).toEqual([]);
    await h.advance(10_000);
    expect(h.channel.messages).toHaveLength(1);
    h.unlock();
    await h.advance(2_000);
    expect(h.desktop(idOf(made))).toBe("shown");
    await h.advance(600_000);
    expect(h.channel.messages, "shown once").toHaveLength(1);
    await h.close();
    h.open();
    await h.settle();
    expect(h.channel.messages, "not after a restart either").toHaveLength(1);
  });

  it("after the outage the next one is shown as ever", async () => {
    const [first, second] = [h.fire(1), h.fire(2)];
    h.lock();
    await h.commit(first);
    h.unlock();
    await h.advance(2_000);
    await h.commit(second);
    expect(h.channel.messages.map(({ id, body }) => [id, body.includes(notSaved)])).toEqual([
      [idOf(first), true],
      [idOf(second), false],
    ]);
  });

  it("what is still with the channel when the database comes back is written only when its answer is known", async () => {
    const made = [h.fire(1), h.fire(2)];
    const { promise, resolve } = Promise.withResolvers<{ state: "shown"; externalId: string }>();
    h.channel.answer = () => promise;
    h.lock();
    await h.commit(...made);
    h.unlock();
    await h.advance(2_000);
    expect(value(h.store.events.list())).toEqual([]);
    h.channel.answer = (message) => ({ state: "shown", externalId: `x-${message.id}` });
    resolve({ state: "shown", externalId: "first" });
    await h.settle();
    expect(made.map((one) => h.desktop(idOf(one)))).toEqual(["shown", "shown"]);
    expect(h.channel.messages.map(({ id }) => id)).toEqual(made.map(idOf));
    expect(
      h.channel.messages.map(({ body }) => body.includes(notSaved)),
      "the second waited for the commit",
    ).toEqual([true, false]);
  });

  it("what is in flight is written as shown though somebody looked what else waits, and is not shown again", async () => {
    const { promise, resolve } = Promise.withResolvers<{ state: "shown"; externalId: string }>();
    h.channel.answer = () => promise;
    const inFlight = h.fire(1);
    await h.commit(inFlight);
    await h.commit(h.fire(2));
    expect(h.outbox.sendable(h.store.deliveries)).toHaveLength(1);
    h.lock();
    h.channel.answer = (message) => ({ state: "shown", externalId: message.id });
    resolve({ state: "shown", externalId: "first" });
    await h.settle();
    h.unlock();
    await h.commit(h.fire(3));
    for (let look = 0; look < 5; look += 1) await h.advance(2_000);
    expect(h.desktop(idOf(inFlight))).toBe("shown");
    expect(h.channel.messages.map(({ id }) => id).filter((id) => id === idOf(inFlight))).toHaveLength(1);
  });

  it("one that the channel could not show is tried again, and after the commit goes on as any other", async () => {
    const made = h.fire(1);
    h.channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    h.lock();
    await h.commit(made);
    await h.advance(1_000);
    expect(h.channel.messages).toHaveLength(2);
    h.unlock();
    await h.advance(2_000);
    expect(h.desktop(idOf(made))).toBe("pending");
    h.channel.answer = (message) => ({ state: "shown", externalId: message.id });
    await h.advance(10_000);
    expect(h.desktop(idOf(made))).toBe("shown");
  });

  it("one that was saved before and not yet shown is shown during the outage, once", async () => {
    const made = h.fire(1);
    const { promise, resolve } = Promise.withResolvers<{ state: "failed"; reason: string; retryable: true }>();
    h.channel.answer = () => promise;
    await h.commit(made);
    h.lock();
    h.commitQueue.add([{ kind: "changed", rule: { ...made.rule, id: "other" } }]);
    h.channel.answer = (message) => ({ state: "shown", externalId: message.id });
    resolve({ state: "failed", reason: "busy", retryable: true });
    await h.settle();
    await h.advance(1_000);
    expect(h.channel.messages.map(({ body }) => body.includes(notSaved))).toEqual([false, false]);
    await h.advance(6_000);
    expect(h.channel.messages).toHaveLength(2);
    h.unlock();
    await h.advance(2_000);
    await h.advance(2_000);
    expect(h.desktop(idOf(made))).toBe("shown");
    expect(h.changed.at(-1)?.deliveries[0]?.state, "windows are told when it is written").toBe("shown");
    expect(h.channel.messages).toHaveLength(2);
  });

  it("being blind is told, its beginning and its end, once each", async () => {
    const blind: BlindRecord = {
      venue: "demo",
      instrument: null,
      fromMs: h.clock.now().wallMs - 180_000,
      toMs: null,
      because: "disconnected",
    };
    h.lock();
    const { wallMs } = h.clock.now();
    for (let second = 0; second < 3; second += 1) {
      h.inMemoryFallback.add(inMemoryBlind(blind, wallMs), "event");
      h.outbox.wake();
      await h.settle();
    }
    const over = { ...blind, toMs: wallMs };
    h.inMemoryFallback.add(inMemoryBlind(over, wallMs), "over");
    h.outbox.wake();
    await h.settle();
    expect(h.channel.messages.map(({ title }) => title)).toEqual([
      "Pricebell has been unable to watch the demo exchange for 3 min: disconnected",
      "Pricebell could not watch the demo exchange for 3 min: disconnected",
    ]);
    h.unlock();
    const event = value(
      h.store.recordBlind(over, ["desktop", "history"], wallMs, h.inMemoryFallback.alreadyDelivered("over")),
    );
    expect(event.deliveries.map(({ state }) => state)).toEqual(["shown", "shown"]);
  });

  it("that its beginning was shown says nothing of its end: that is shown as well", async () => {
    const { wallMs } = h.clock.now();
    const fromMs = wallMs - 180_000;
    const blind: BlindRecord = { venue: "demo", instrument: null, fromMs, toMs: null, because: "disconnected" };
    h.lock();
    expect(h.inMemoryFallback.add(inMemoryBlind(blind, wallMs), "event")).toBe(true);
    expect(h.inMemoryFallback.add(inMemoryBlind(blind, wallMs), "event"), "the same again").toBe(false);
    h.outbox.wake();
    await h.settle();
    expect([...h.inMemoryFallback.alreadyDelivered("event").keys()]).toHaveLength(1);
    expect([...h.inMemoryFallback.alreadyDelivered("over").keys()]).toEqual([]);
    h.unlock();
    const over = { ...blind, toMs: wallMs };
    const event = value(
      h.store.recordBlind(over, ["desktop", "history"], wallMs, h.inMemoryFallback.alreadyDelivered("over")),
    );
    expect(event.deliveries.map(({ destination, state }) => [destination, state])).toEqual([
      ["desktop", "pending"],
      ["history", "shown"],
    ]);
  });

  it("on two channels, each is shown and written for itself: what one has shown is still to come on the other", async () => {
    const phone = new RecordingChannel("phone");
    await h.close();
    h.others = [phone];
    h.open();
    phone.answer = () => ({ state: "failed", reason: "no network", retryable: true });
    const made = h.fire(1);
    const committed: AlertEvent[] = [];
    h.commitQueue.committed.listen(({ events }) => void committed.push(...events));
    h.lock();
    await h.commit(made);
    expect([h.channel, phone].map(({ messages }) => messages.map(({ body }) => body.split("\n").at(-1)))).toEqual([
      [notSaved],
      [notSaved],
    ]);
    expect(h.inMemoryFallback.event(idOf(made))?.deliveries.map((each) => [each.destination, each.state])).toEqual([
      ["desktop", "shown"],
      ["phone", "pending"],
    ]);
    h.unlock();
    await h.advance(2_000);
    expect(committed.map(({ deliveries }) => deliveries.map((each) => [each.destination, each.state]))).toEqual([
      [
        ["desktop", "shown"],
        ["phone", "pending"],
        ["history", "shown"],
      ],
    ]);
    phone.answer = () => ({ state: "shown", externalId: null });
    await h.advance(600_000);
    expect(h.channel.messages).toHaveLength(1);
    expect(phone.messages.at(-1)?.body, "it is saved by now").not.toContain(notSaved);
    expect(value(h.store.events.get(idOf(made)))?.deliveries.map(({ state }) => state)).toEqual([
      "shown",
      "shown",
      "shown",
    ]);
  });

  it("what is in memory alone is listed, newest first, each once, with what became of it", async () => {
    const [first, second] = [h.fire(1), h.fire(2)];
    h.lock();
    await h.commit(first);
    h.channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    await h.commit(second);
    expect(
      h.inMemoryFallback
        .events()
        .map(({ id, unsaved: isUnsaved, deliveries }) => [id, isUnsaved, deliveries[0]?.state]),
    ).toEqual([
      [idOf(second), true, "pending"],
      [idOf(first), true, "shown"],
    ]);
    expect(h.inMemoryFallback.event(idOf(second))?.deliveries[0]?.error).toBe("no service");
    h.unlock();
    await h.advance(2_000);
    expect(h.inMemoryFallback.events()).toEqual([]);
  });

  it("a button on an unsaved alert is heard", async () => {
    const made = h.fire(1);
    const heard: unknown[] = [];
    h.outbox.acted.listen(({ action, event }) => heard.push([action, event?.ruleId]));
    h.lock();
    await h.commit(made);
    h.channel.act({ messageId: idOf(made), action: "pause" });
    expect(heard).toEqual([["pause", "r1"]]);
  });
});
