/** Alerts while the database refuses, from the decision to the channel and back, on a real file that another program locks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Decision } from "../../../main/alerts/decision.ts";
import { CommitQueue } from "../../../main/app/persistence/commit-queue.ts";
import { InMemoryFallback } from "../../../main/app/persistence/in-memory-fallback.ts";
import type { Outcome } from "../../../main/delivery/channel.ts";
import { Outbox, stopWithinMs } from "../../../main/delivery/outbox.ts";
import { inMemoryBlind, inMemoryEvent } from "../../../main/store/events-table.ts";
import { openStore, type BlindRecord, type Store } from "../../../main/store/store.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { decision, value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";

const notSaved = "Not saved yet: Pricebell cannot write its database.";

describe("alerts while the database refuses", () => {
  let folder: string;
  let clock: ManualClock;
  let store: Store;
  let channel: RecordingChannel;
  /** Further channels; a test that wants some opens the app anew with them. */
  let others: RecordingChannel[];
  let inMemoryFallback: InMemoryFallback;
  let commitQueue: CommitQueue;
  let outbox: Outbox;
  let alreadyDelivered: AlertEvent[];
  let other: Database.Database | null;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pricebell-unsaved-"));
    clock = new ManualClock();
    channel = new RecordingChannel();
    others = [];
    alreadyDelivered = [];
    other = null;
    open();
  });

  afterEach(async () => {
    // A channel that never answers must end the wait, not the test run.
    const closed = close();
    clock.advance(stopWithinMs);
    await closed;
    rmSync(folder, { recursive: true });
    expect(clock.pending).toBe(0);
  });

  /** The wiring of the app, as far as it is about this. */
  function open(): void {
    const opened = openStore({
      shownByWriting: ["history"],
      dataDir: path.join(folder, "data"),
      nowMs: clock.now().wallMs,
    });
    if (!opened.ok) throw new Error(opened.error.message);
    store = opened.value;
    inMemoryFallback = new InMemoryFallback({
      clock,
      store,
      destinationsOf: () => ["desktop", ...others.map(({ id }) => id)].map((id) => ({ destination: id, name: null })),
      written: (ids) => ids.forEach((id) => tell(value(store.events.get(id)))),
    });
    commitQueue = new CommitQueue({
      clock,
      store,
      inMemoryFallback,
      destinationsOf: () => ["desktop", ...others.map(({ id }) => id), "history"],
      lastTick: () => null,
      soon: (run) => void setImmediate(run),
    });
    outbox = new Outbox({
      clock,
      store: inMemoryFallback.asStore,
      channels: [channel, ...others].map((each) => ({ channel: inMemoryFallback.channel(each), enabled: () => true })),
      changed: (event) => void (inMemoryFallback.event(event.id) === null && tell(event)),
      textOptions: { locale: "en", timeZone: "UTC", venueName: () => "the demo exchange" },
    });
    commitQueue.refused.listen(({ events }) => {
      for (const event of events) inMemoryFallback.add(event, "event");
      outbox.wake();
    });
    commitQueue.givenUp.listen((ids) => ids.forEach((id) => inMemoryFallback.drop(id, "event")));
    commitQueue.committed.listen(({ events }) => {
      for (const event of events) inMemoryFallback.drop(event.id, "event");
      outbox.wake();
    });
    store.onHealth(() => outbox.wake());
    outbox.start();
  }

  async function close(): Promise<void> {
    unlock();
    commitQueue.stop();
    await outbox.stop();
    store.close();
  }

  const tell = (event: AlertEvent | null): void => void (event !== null && alreadyDelivered.push(event));

  /** Another program takes the file: every write is refused, every read works. */
  function lock(): void {
    other = new Database(store.file);
    other.exec("BEGIN IMMEDIATE");
  }

  function unlock(): void {
    other?.close();
    other = null;
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async function advance(ms: number): Promise<void> {
    clock.advance(ms);
    await settle();
  }

  function fire(rule: number): Decision {
    const { wallMs, monoMs } = clock.now();
    const made = decision(rule, "BTC-USD", "once", wallMs, monoMs);
    value(store.rules.save({ ...made.rule, state: "armed" }));
    return made;
  }

  const desktop = (id: string): unknown =>
    value(store.events.get(id))?.deliveries.find((delivery) => delivery.destination === "desktop")?.state;
  const idOf = (made: Decision): string => (made.kind === "changed" ? "" : inMemoryEvent(made).id);

  it("one that fires is shown at once and says that it is not saved; saved, it is not shown again", async () => {
    const made = fire(1);
    lock();
    commitQueue.add([made]);
    await settle();
    expect(channel.messages.map(({ id, body }) => [id, body.split("\n").at(-1)])).toEqual([[idOf(made), notSaved]]);
    expect(value(store.events.list())).toEqual([]);
    await advance(10_000);
    expect(channel.messages).toHaveLength(1);
    unlock();
    await advance(2_000);
    expect(desktop(idOf(made))).toBe("shown");
    await advance(600_000);
    expect(channel.messages, "shown once").toHaveLength(1);
    await close();
    open();
    await settle();
    expect(channel.messages, "not after a restart either").toHaveLength(1);
  });

  it("after the outage the next one is shown as ever", async () => {
    const [first, second] = [fire(1), fire(2)];
    lock();
    commitQueue.add([first]);
    await settle();
    unlock();
    await advance(2_000);
    commitQueue.add([second]);
    await settle();
    expect(channel.messages.map(({ id, body }) => [id, body.includes(notSaved)])).toEqual([
      [idOf(first), true],
      [idOf(second), false],
    ]);
  });

  it("what is still with the channel when the database comes back is written only when its answer is known", async () => {
    const made = [fire(1), fire(2)];
    const { promise, resolve } = Promise.withResolvers<{ state: "shown"; externalId: string }>();
    channel.answer = () => promise;
    lock();
    commitQueue.add(made);
    await settle();
    unlock();
    await advance(2_000);
    expect(value(store.events.list())).toEqual([]);
    channel.answer = (message) => ({ state: "shown", externalId: `x-${message.id}` });
    resolve({ state: "shown", externalId: "first" });
    await settle();
    expect(made.map((one) => desktop(idOf(one)))).toEqual(["shown", "shown"]);
    expect(channel.messages.map(({ id }) => id)).toEqual(made.map(idOf));
    expect(
      channel.messages.map(({ body }) => body.includes(notSaved)),
      "the second waited for the commit",
    ).toEqual([true, false]);
  });

  it("what is in hand is written as shown though somebody looked what else waits, and is not shown again", async () => {
    const { promise, resolve } = Promise.withResolvers<{ state: "shown"; externalId: string }>();
    channel.answer = () => promise;
    const inHand = fire(1);
    commitQueue.add([inHand]);
    await settle();
    commitQueue.add([fire(2)]);
    await settle();
    expect(outbox.sendable(store.deliveries)).toHaveLength(1);
    lock();
    channel.answer = (message) => ({ state: "shown", externalId: message.id });
    resolve({ state: "shown", externalId: "first" });
    await settle();
    unlock();
    commitQueue.add([fire(3)]);
    await settle();
    for (let look = 0; look < 5; look += 1) await advance(2_000);
    expect(desktop(idOf(inHand))).toBe("shown");
    expect(channel.messages.map(({ id }) => id).filter((id) => id === idOf(inHand))).toHaveLength(1);
  });

  it("one that the channel could not show is tried again, and after the commit goes on as any other", async () => {
    const made = fire(1);
    channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    lock();
    commitQueue.add([made]);
    await settle();
    await advance(1_000);
    expect(channel.messages).toHaveLength(2);
    unlock();
    await advance(2_000);
    expect(desktop(idOf(made))).toBe("pending");
    channel.answer = (message) => ({ state: "shown", externalId: message.id });
    await advance(10_000);
    expect(desktop(idOf(made))).toBe("shown");
  });

  it("one that was saved before and not yet shown is shown during the outage, once", async () => {
    const made = fire(1);
    const { promise, resolve } = Promise.withResolvers<{ state: "failed"; reason: string; retryable: true }>();
    channel.answer = () => promise;
    commitQueue.add([made]);
    await settle();
    lock();
    commitQueue.add([{ kind: "changed", rule: { ...made.rule, id: "other" } }]);
    channel.answer = (message) => ({ state: "shown", externalId: message.id });
    resolve({ state: "failed", reason: "busy", retryable: true });
    await settle();
    await advance(1_000);
    expect(channel.messages.map(({ body }) => body.includes(notSaved))).toEqual([false, false]);
    await advance(6_000);
    expect(channel.messages).toHaveLength(2);
    unlock();
    await advance(2_000);
    await advance(2_000);
    expect(desktop(idOf(made))).toBe("shown");
    expect(alreadyDelivered.at(-1)?.deliveries[0]?.state, "windows are told when it is written").toBe("shown");
    expect(channel.messages).toHaveLength(2);
  });

  it("a storm is joined as ever, and every event of it is written as shown", async () => {
    const made = Array.from({ length: 30 }, (_, i) => fire(i + 1));
    lock();
    commitQueue.add(made);
    await settle();
    expect(channel.messages.map(({ title }) => title)).toEqual(["30 alerts fired"]);
    unlock();
    await advance(2_000);
    expect(new Set(made.map((one) => desktop(idOf(one))))).toEqual(new Set(["shown"]));
    await advance(60_000);
    expect(channel.messages).toHaveLength(1);
  });

  it("a joined message that grew meanwhile keeps its id and its names over a crash afterwards", async () => {
    const made = Array.from({ length: 9 }, (_, i) => fire(i + 1));
    commitQueue.add(made.slice(0, 6));
    await settle();
    lock();
    commitQueue.add(made.slice(6, 8));
    await settle();
    unlock();
    await advance(2_000);
    channel.answer = () => new Promise(() => undefined);
    commitQueue.add(made.slice(8));
    await settle();
    expect(made.map((one) => desktop(idOf(one)))).toEqual([...Array.from({ length: 8 }, () => "shown"), "sending"]);
    channel.answer = () => ({ state: "shown", externalId: null });
    const gone = close();
    await advance(2_000);
    await gone;
    clock.advance(3_600_000);
    open();
    await settle();
    expect(new Set(channel.messages.map(({ id }) => id))).toEqual(new Set([`joined:${idOf(made[0] as Decision)}`]));
    expect(channel.messages.at(-1)?.title).toContain("9 alerts fired");
  });

  it("those shown alone before and meanwhile stay named as well, and not under what the channel called them", async () => {
    const made = Array.from({ length: 7 }, (_, i) => fire(i + 1));
    channel.answer = ({ id }) => ({ state: "shown", externalId: id.startsWith("joined:") ? null : id });
    lock();
    for (const one of made.slice(0, 6)) {
      commitQueue.add([one]);
      await settle();
    }
    unlock();
    await advance(2_000);
    channel.answer = () => new Promise(() => undefined);
    commitQueue.add(made.slice(6));
    await settle();
    channel.answer = () => ({ state: "shown", externalId: null });
    const gone = close();
    await advance(2_000);
    await gone;
    clock.advance(3_600_000);
    open();
    await settle();
    expect(channel.messages.at(-1)?.id).toBe(`joined:${idOf(made[5] as Decision)}`);
    expect(channel.messages.at(-1)?.title).toContain("7 alerts fired");
    expect(channel.messages.at(-1)?.externalId).toBeNull();
  });

  it("one that was saved and then shown in a joined message during the outage is written as shown in that one", async () => {
    const made = Array.from({ length: 8 }, (_, i) => fire(i + 1));
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    channel.answer = () => promise;
    commitQueue.add(made.slice(0, 6));
    await settle();
    commitQueue.add(made.slice(6, 7));
    await settle();
    lock();
    channel.answer = () => ({ state: "shown", externalId: null });
    resolve({ state: "shown", externalId: null });
    await settle();
    await advance(2_000);
    expect(channel.messages.map(({ title }) => title)).toEqual(["6 alerts fired", "7 alerts fired"]);
    unlock();
    // As every second: it finds out that the database is back.
    value(store.keep({ ticks: [], rules: [], watchedUntil: null }));
    await settle();
    const joined = `joined:${idOf(made[0] as Decision)}`;
    expect(value(store.deliveries.inMessage("desktop", joined)).map(({ state }) => state)).toEqual(
      Array.from({ length: 7 }, () => "shown"),
    );
  });

  it("one that may have been seen in a joined message is tried again in that one", async () => {
    const made = Array.from({ length: 7 }, (_, i) => fire(i + 1));
    commitQueue.add(made.slice(0, 6));
    await settle();
    lock();
    channel.answer = () => ({ state: "unknown", reason: "no answer" });
    commitQueue.add(made.slice(6));
    await settle();
    await advance(11_000);
    expect(channel.messages).toHaveLength(3);
    expect(new Set(channel.messages.map(({ id }) => id))).toEqual(new Set([`joined:${idOf(made[0] as Decision)}`]));
    expect(channel.messages.at(-1)?.title).toBe("7 alerts fired");
  });

  it("those that surely were not seen are one message when the channel is back", async () => {
    const made = Array.from({ length: 8 }, (_, i) => fire(i + 1));
    lock();
    channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    for (const one of made) {
      commitQueue.add([one]);
      await settle();
    }
    channel.messages.length = 0;
    channel.answer = () => ({ state: "shown", externalId: null });
    channel.say({ state: "ok", detail: null });
    await settle();
    expect(channel.messages.map(({ title }) => title)).toEqual(["8 alerts fired"]);
  });

  it("being blind is told, its beginning and its end, once each", async () => {
    const blind: BlindRecord = {
      venue: "demo",
      instrument: null,
      fromMs: clock.now().wallMs - 180_000,
      toMs: null,
      because: "disconnected",
    };
    lock();
    const { wallMs } = clock.now();
    for (let second = 0; second < 3; second += 1) {
      inMemoryFallback.add(inMemoryBlind(blind, wallMs), "event");
      outbox.wake();
      await settle();
    }
    const over = { ...blind, toMs: wallMs };
    inMemoryFallback.add(inMemoryBlind(over, wallMs), "over");
    outbox.wake();
    await settle();
    expect(channel.messages.map(({ title }) => title)).toEqual([
      "Pricebell has been unable to watch the demo exchange for 3 min: disconnected",
      "Pricebell could not watch the demo exchange for 3 min: disconnected",
    ]);
    unlock();
    const event = value(
      store.recordBlind(over, ["desktop", "history"], wallMs, inMemoryFallback.alreadyDelivered("over")),
    );
    expect(event.deliveries.map(({ state }) => state)).toEqual(["shown", "shown"]);
  });

  it("that its beginning was shown says nothing of its end: that is shown as well", async () => {
    const { wallMs } = clock.now();
    const fromMs = wallMs - 180_000;
    const blind: BlindRecord = { venue: "demo", instrument: null, fromMs, toMs: null, because: "disconnected" };
    lock();
    expect(inMemoryFallback.add(inMemoryBlind(blind, wallMs), "event")).toBe(true);
    expect(inMemoryFallback.add(inMemoryBlind(blind, wallMs), "event"), "the same again").toBe(false);
    outbox.wake();
    await settle();
    expect([...inMemoryFallback.alreadyDelivered("event").keys()]).toHaveLength(1);
    expect([...inMemoryFallback.alreadyDelivered("over").keys()]).toEqual([]);
    unlock();
    const over = { ...blind, toMs: wallMs };
    const event = value(
      store.recordBlind(over, ["desktop", "history"], wallMs, inMemoryFallback.alreadyDelivered("over")),
    );
    expect(event.deliveries.map(({ destination, state }) => [destination, state])).toEqual([
      ["desktop", "pending"],
      ["history", "shown"],
    ]);
  });

  it("on two channels, each is shown and written for itself: what one has shown is still to come on the other", async () => {
    const phone = new RecordingChannel("phone");
    await close();
    others = [phone];
    open();
    phone.answer = () => ({ state: "failed", reason: "no network", retryable: true });
    const made = fire(1);
    const committed: AlertEvent[] = [];
    commitQueue.committed.listen(({ events }) => void committed.push(...events));
    lock();
    commitQueue.add([made]);
    await settle();
    expect([channel, phone].map(({ messages }) => messages.map(({ body }) => body.split("\n").at(-1)))).toEqual([
      [notSaved],
      [notSaved],
    ]);
    expect(inMemoryFallback.event(idOf(made))?.deliveries.map((each) => [each.destination, each.state])).toEqual([
      ["desktop", "shown"],
      ["phone", "pending"],
    ]);
    unlock();
    await advance(2_000);
    expect(committed.map(({ deliveries }) => deliveries.map((each) => [each.destination, each.state]))).toEqual([
      [
        ["desktop", "shown"],
        ["phone", "pending"],
        ["history", "shown"],
      ],
    ]);
    phone.answer = () => ({ state: "shown", externalId: null });
    await advance(600_000);
    expect(channel.messages).toHaveLength(1);
    expect(phone.messages.at(-1)?.body, "it is saved by now").not.toContain(notSaved);
    expect(value(store.events.get(idOf(made)))?.deliveries.map(({ state }) => state)).toEqual([
      "shown",
      "shown",
      "shown",
    ]);
  });

  it("what is in memory alone is listed, newest first, each once, with what became of it", async () => {
    const [first, second] = [fire(1), fire(2)];
    lock();
    commitQueue.add([first]);
    await settle();
    channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    commitQueue.add([second]);
    await settle();
    expect(
      inMemoryFallback.events().map(({ id, unsaved: isUnsaved, deliveries }) => [id, isUnsaved, deliveries[0]?.state]),
    ).toEqual([
      [idOf(second), true, "pending"],
      [idOf(first), true, "shown"],
    ]);
    expect(inMemoryFallback.event(idOf(second))?.deliveries[0]?.error).toBe("no service");
    unlock();
    await advance(2_000);
    expect(inMemoryFallback.events()).toEqual([]);
  });

  it("a button on an unsaved alert is heard", async () => {
    const made = fire(1);
    const heard: unknown[] = [];
    outbox.acted.listen(({ action, event }) => heard.push([action, event?.ruleId]));
    lock();
    commitQueue.add([made]);
    await settle();
    channel.act({ messageId: idOf(made), action: "pause" });
    expect(heard).toEqual([["pause", "r1"]]);
  });
});
