/** A person says that they have seen an alert while another program keeps the database from being written. */
import { beforeEach, describe, expect, it } from "vitest";
import { HistoryService } from "../../../main/app/history-service.ts";
import { InMemoryFallback } from "../../../main/app/persistence/in-memory-fallback.ts";
import { KeptAcknowledgements, withAcknowledgementsKept } from "../../../main/app/persistence/kept-acknowledgements.ts";
import { Outbox } from "../../../main/delivery/outbox.ts";
import { inMemoryEvent } from "../../../main/store/events-table.ts";
import type { Store } from "../../../main/store/store.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { decision, value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { lock, openIn, tempDir } from "../app-harness.ts";

const nothing = { ticks: [], rules: [], watchedUntil: null };
const onThePhone = { destination: "phone", name: "phone", person: "Ada" };
const destinations = ["desktop", "phone"];
const clock = new ManualClock();
let dir: string;
/** The database itself, and as the app has it. */
let raw: Store;
let store: Store;
let kept: KeptAcknowledgements;
let fallback: InMemoryFallback;
let history: HistoryService;

beforeEach(() => {
  dir = tempDir();
  open();
});

function open(): void {
  raw = openIn(dir, clock.now().wallMs);
  kept = new KeptAcknowledgements();
  store = withAcknowledgementsKept(raw, kept);
  fallback = new InMemoryFallback({
    clock,
    store,
    acknowledgements: kept,
    destinationsOf: () => destinations.map((destination) => ({ destination, name: null })),
    written: () => undefined,
  });
  history = new HistoryService(store, clock, fallback);
}

const fires = (rule: number) => {
  const { wallMs, monoMs } = clock.now();
  return decision(rule, "BTC-USD", "once", wallMs, monoMs, "critical");
};
const commit = (rule: number): AlertEvent => {
  const [event] = value(store.commit([fires(rule)], destinations, clock.now().wallMs));
  if (event === undefined) throw new Error("nothing fired");
  return event;
};
const statesOf = (id: string): unknown => value(raw.deliveries.ofEvent(id)).map(({ state }) => state);

describe("an alert that is in the database", () => {
  it("is seen at once wherever it is given out, which says that this is not saved", () => {
    const { id } = commit(1);
    lock(raw);
    expect(value(history.acknowledge(id, onThePhone))).toMatchObject({
      acknowledgedBy: onThePhone,
      acknowledgementUnsaved: true,
    });
    const seen = { id, acknowledgedBy: onThePhone, acknowledgementUnsaved: true };
    expect([value(history.get(id)), ...value(history.list({}))]).toMatchObject([seen, seen]);
    expect(value(store.deliveries.ofEvent(id)).map(({ event }) => event)).toMatchObject([seen, seen]);
    expect([history.unread(), value(store.reminders.awaiting())]).toEqual([0, []]);
  });

  it("is written so once that can be, by the answer that came first, and told", () => {
    const { id } = commit(1);
    const unlock = lock(raw);
    value(history.acknowledge(id, onThePhone));
    const atMs = clock.now().wallMs;
    clock.advance(5_000);
    value(history.acknowledge(id));
    const written: AlertEvent[] = [];
    kept.written.listen((event) => written.push(event));
    expect(store.keep(nothing).ok).toBe(false);
    unlock();
    value(store.keep(nothing));
    const seen = { acknowledgedBy: onThePhone, acknowledgedAt: new Date(atMs).toISOString() };
    expect(value(raw.events.get(id))).toMatchObject(seen);
    expect(written).toMatchObject([seen]);
    expect(written[0]).not.toHaveProperty("acknowledgementUnsaved");
    expect(statesOf(id)).toEqual(["skipped", "skipped"]);
    expect(kept.size).toBe(0);
  });

  it("is not sent where it has not been yet", async () => {
    const { id } = commit(1);
    lock(raw);
    value(history.acknowledge(id, onThePhone));
    const phone = new RecordingChannel("phone");
    const outbox = new Outbox({
      clock,
      store: fallback.asStore,
      channels: [{ channel: phone, enabled: () => true }],
      changed: () => undefined,
      textOptions: { locale: "en", timeZone: "UTC" },
    });
    outbox.start();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(phone.messages).toEqual([]);
    await outbox.stop();
  });

  it("is open again where the process ends before that", () => {
    const { id } = commit(1);
    const unlock = lock(raw);
    value(history.acknowledge(id));
    unlock();
    raw.close();
    open();
    expect(value(history.get(id)).acknowledgedAt).toBeNull();
    expect(value(store.reminders.awaiting())).toHaveLength(1);
  });

  it("one that is not there is not found", () => {
    lock(raw);
    expect(history.acknowledge("nothing")).toMatchObject({ ok: false, error: { code: "event-not-found" } });
  });
});

describe("an alert that is in memory alone", () => {
  it("is seen, is told nowhere else, and is written with that", () => {
    const made = fires(1);
    if (made.kind === "changed") throw new Error("nothing fired");
    const { id } = inMemoryEvent(made);
    fallback.add(inMemoryEvent(made), "event");
    const [first] = value(fallback.asStore.deliveries.due("desktop", clock.now().wallMs, 10));
    const nowMs = clock.now().wallMs;
    value(fallback.asStore.deliveries.begin([first?.id ?? 0], { messageId: id }, nowMs));
    value(fallback.asStore.deliveries.end([first?.id ?? 0], { state: "shown" }, nowMs));
    expect(history.unread()).toBe(1);
    expect(value(history.acknowledge(id, onThePhone))).toMatchObject({ unsaved: true, acknowledgedBy: onThePhone });
    expect(history.unread()).toBe(0);
    expect(value(fallback.asStore.deliveries.due("phone", nowMs, 10))).toEqual([]);
    const skipped = fallback.event(id)?.deliveries.find(({ state }) => state === "skipped");
    expect(skipped?.error).toBe("it was acknowledged before it was sent");
    // The same again, brought up to date, is seen as before.
    fallback.add(inMemoryEvent(made), "event");
    expect(fallback.event(id)).toMatchObject({ acknowledgedBy: onThePhone });
    value(store.keep(nothing));
    expect(kept.size, "its event comes first").toBe(1);
    const told = fallback.alreadyDelivered("event");
    expect(value(store.commit([made], destinations, nowMs, [], told))).toMatchObject([{ acknowledgedBy: onThePhone }]);
    expect(value(raw.events.get(id))).toMatchObject({ acknowledgedBy: onThePhone });
    expect(statesOf(id)).toEqual(["shown", "skipped"]);
  });
});
