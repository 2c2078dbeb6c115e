/**
 * Deliveries under failing services: six destinations, each failing in its own way, several fires a second. In the end every event has
 * to be at every destination, in order, and the desktop must not have noticed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Outbox } from "../../main/delivery/outbox.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import type { RemoteChannel, SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import type { Clock } from "../../main/lib/clock.ts";
import { openStore } from "../../main/store/store.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { hostWith } from "../delivery/channels/conformance/subject.ts";
import { failNowAndThen, startFailingServices, type FailingService } from "./failing-services.ts";
import { FastClock } from "./fast-clock.ts";
import { startAlone } from "./deliveries-alone.ts";
import { quantile, TimedFires, type Latencies } from "./timed-fires.ts";

export interface DeliveriesSoakOptions {
  /** How long there are fires, by the soak's own clock. */
  readonly seconds: number;
  readonly firesPerSecond: number;
  /** How many times as fast as the real clock pauses, limits and fires run. */
  readonly speed: number;
  readonly seed: number;
  /** Whether a second process has the same fires and no other destination, to compare with. */
  readonly hasControl: boolean;
  readonly log: (line: string) => void;
}

export interface DestinationReport {
  readonly name: string;
  /** Messages that the service took. */
  readonly messages: number;
  readonly attempts: Readonly<Record<string, number>>;
  /** Events that were in no message that the service took. */
  readonly missing: number;
  /** Events that came first in a message after one with a later event. */
  readonly outOfOrder: number;
  readonly states: Readonly<Record<string, number>>;
}

/** Milliseconds of the desktop, beside six failing services and without any of them. */
interface Comparison {
  readonly aloneP50: number;
  readonly besideP50: number;
  readonly aloneP99: number;
  readonly besideP99: number;
  readonly ratioP99: number;
}

export interface DeliveriesReport {
  readonly events: number;
  readonly destinations: readonly DestinationReport[];
  /** Null where no control ran. */
  readonly desktop: Readonly<Record<keyof Latencies, Comparison>> | null;
  readonly drainedAfterSeconds: number | null;
  readonly loadAverage: readonly number[];
}

/** What waits is sent within this after the last fire: the longest pause that these failures bring about, and some. */
const drainWithinMs = 1_200_000;

interface Judged {
  readonly service: FailingService;
  readonly id: string;
  readonly attempts: Record<string, number>;
  /** Sequence numbers of events, in the order in which they were first taken. */
  readonly arrived: number[];
  readonly seen: Set<number>;
  isSending: boolean;
}

export async function runDeliveriesSoak(options: DeliveriesSoakOptions): Promise<DeliveriesReport> {
  const { seconds, firesPerSecond, speed, seed, hasControl, log } = options;
  const folder = mkdtempSync(join(tmpdir(), "pricebell-deliveries-"));
  const clock = new FastClock(speed);
  const opened = openStore({ shownByWriting: ["history"], dataDir: join(folder, "data"), nowMs: clock.now().wallMs });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const services = await startFailingServices();
  const judged = services.map((service, index): Judged => ({
    service,
    id: `soak-${index}`,
    attempts: {},
    arrived: [],
    seen: new Set(),
    isSending: false,
  }));
  const destinations = judged.map((each) => destinationOf(each, clock));
  const desktop = new RecordingChannel();
  const outbox = new Outbox({
    clock,
    store,
    channels: [desktop, ...destinations].map((channel) => ({ channel, enabled: () => true })),
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  outbox.start();
  const fires = new TimedFires(store, outbox, desktop, clock, speed);
  const ids = judged.map(({ id }) => id);
  try {
    // In a process of its own and at the same time: whatever else this machine does, it does to both.
    const alone = hasControl ? startAlone({ seconds, firesPerSecond, speed }) : null;
    const ends = services.map((service, index) => failNowAndThen(service, clock, randomFrom(seed + index)));
    await fires.run(seconds, firesPerSecond, ids);
    const latencies = alone === null ? null : comparedWith(await alone, fires.latencies);
    if (latencies !== null) log(`desktop, milliseconds: ${JSON.stringify(latencies)}`);
    const events = fires.count;
    log(`${events} fires told at ${ids.length} destinations; waiting for what is left`);
    await Promise.all(ends.map((end) => end()));
    const drainedAfterSeconds = await drained(store, judged, clock);
    return {
      events,
      destinations: judged.map((each) => reportOf(each, store, events)),
      desktop: latencies,
      drainedAfterSeconds,
      loadAverage: loadavg(),
    };
  } finally {
    await outbox.stop();
    await Promise.all(destinations.map((destination) => destination.stop()));
    await Promise.all(services.map((service) => service.stop()));
    store.close();
    rmSync(folder, { recursive: true });
  }
}

function compared(alone: readonly number[], beside: readonly number[]): Comparison {
  const [aloneP99, besideP99] = [quantile(alone, 0.99), quantile(beside, 0.99)];
  const medians = { aloneP50: quantile(alone, 0.5), besideP50: quantile(beside, 0.5) };
  return { ...medians, aloneP99, besideP99, ratioP99: besideP99 / aloneP99 };
}

function comparedWith(alone: Latencies, beside: Latencies): DeliveriesReport["desktop"] {
  return {
    fromDue: compared(alone.fromDue, beside.fromDue),
    fromDecision: compared(alone.fromDecision, beside.fromDecision),
  };
}

export const isDelivered = ({ destinations, drainedAfterSeconds }: DeliveriesReport): boolean =>
  drainedAfterSeconds !== null && destinations.every(({ missing, outOfOrder }) => missing === 0 && outOfOrder === 0);

function destinationOf(judged: Judged, shared: FastClock): RemoteDestination {
  const { service, id, attempts, arrived, seen } = judged;
  const { kind, values } = service;
  // An attempt may take as long as it may in life: a busy machine is no service that stalls.
  const clock = service.isStalling === true ? shared : shared.withRealTimers();
  const real = kind.open(values, hostWith(clock));
  const channel: RemoteChannel = {
    async send(message, signal) {
      const before = service.taken();
      judged.isSending = true;
      const outcome: SendOutcome = await real.send(message, signal);
      judged.isSending = false;
      attempts[outcome.kind] = (attempts[outcome.kind] ?? 0) + 1;
      // One message at a time: what it has taken meanwhile is this one, whatever it said.
      if (outcome.kind !== "accepted" && service.taken() === before) return outcome;
      for (const { seq } of message.events) {
        if (!seen.has(seq)) arrived.push(seq);
        seen.add(seq);
      }
      return outcome;
    },
    close: () => real.close(),
  };
  return new RemoteDestination({ id, clock, kind, channel, unusable: null, redact: (words) => words });
}

/** After how many seconds nothing waited any more; null: something still does. */
async function drained(store: Store, judged: readonly Judged[], clock: Clock): Promise<number | null> {
  const startedMs = clock.now().monoMs;
  while (clock.now().monoMs - startedMs < drainWithinMs) {
    const waiting = store.destinations.waiting();
    const isIdle = judged.every(({ isSending }) => !isSending);
    if (isIdle && waiting.ok && waiting.value.size === 0) return (clock.now().monoMs - startedMs) / 1_000;
    await new Promise<void>((resolve) => void clock.after(1_000, resolve));
  }
  return null;
}

function reportOf({ service, id, attempts, arrived, seen }: Judged, store: Store, events: number): DestinationReport {
  const states: Record<string, number> = {};
  for (let beforeSeq: number | undefined; ;) {
    const page = store.events.list({ limit: 500, ...(beforeSeq === undefined ? {} : { beforeSeq }) });
    if (!page.ok || page.value.length === 0) break;
    for (const { deliveries } of page.value)
      for (const { destination, state } of deliveries) if (destination === id) states[state] = (states[state] ?? 0) + 1;
    beforeSeq = page.value.at(-1)?.seq;
  }
  const outOfOrder = arrived.filter((seq, index) => seq < (arrived[index - 1] ?? 0)).length;
  return { name: service.name, messages: service.taken(), attempts, missing: events - seen.size, outOfOrder, states };
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
