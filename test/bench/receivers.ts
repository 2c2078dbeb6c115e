/** The two sides of the pipeline benchmark: what any client must do with a frame, and all that the app does with it. */
import WebSocket from "ws";
import { Engine } from "../../main/alerts/engine.ts";
import { Signal } from "../../main/lib/signal.ts";
import { TickConflator } from "../../main/bridge/tick-conflator.ts";
import { Publisher } from "../../main/bridge/publisher.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { Feed } from "../../main/market/feed/feed.ts";
import { shownOnly } from "../../main/market/venues/need.ts";
import { securityPro } from "../../main/market/venues/securitypro/venue.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { symbolAt } from "./feed-frames.ts";

/** Something that dialled the sender under `path`. */
export interface Receiver {
  readonly name: string;
  readonly path: string;
  /** Resolves when so many messages have come through. */
  receive(messages: number): Promise<void>;
  stop(): void;
}

/** The floor: ws receive and JSON.parse, and nothing done with it. */
export async function floorReceiver(port: number): Promise<Receiver> {
  const path = "/floor";
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const counter = new Countdown();
  socket.on("message", (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as object;
    for (const _ in frame) {
      counter.down();
      return;
    }
  });
  return { name: "floor", path, receive: (messages) => counter.from(messages), stop: () => socket.terminate() };
}

export interface AppReceiverOptions {
  readonly name: string;
  readonly port: number;
  readonly instruments: number;
  readonly rules: readonly RuleSpec[];
  /** SecurityPro where absent. Of the others every trade is asked for. */
  readonly kind?: VenueKind;
}

/** The app's own way of a tick, as main/app.ts wires it: feed, engine, what is to be saved, what windows would be shown. */
export async function appReceiver({
  name,
  port,
  instruments,
  rules,
  kind = securityPro,
}: AppReceiverOptions): Promise<Receiver> {
  const path = `/${name.replaceAll(/\W+/g, "-")}`;
  const counter = new Countdown();
  const engine = new Engine({ micros: () => performance.now() * 1000 });
  const now = systemClock.now();
  rules.forEach((spec, index) => engine.add(String(index), spec, now, null));
  const publisher = new Publisher((error) => {
    throw error;
  });
  const conflator = new TickConflator({ clock: systemClock, publisher });
  const ticked = new Signal<Tick>();
  ticked.listen((tick) => conflator.offer(tick));
  const dirty = new Set<InstrumentKey>();
  const feed = new Feed({
    clock: systemClock,
    random: Math.random,
    venue: patient(kind),
    settings: {
      ...defaultSettings,
      values: {},
      wsUrl: `ws://127.0.0.1:${port}${path}`,
      restUrl: `http://127.0.0.1:${port}`,
    },
    formatVenueText: new Redactor().formatOutsideText,
    apiKey: null,
    sink: {
      onTick(tick, gap) {
        if (engine.onTick(tick, gap).length > 0) throw new Error("No rule of this benchmark may fire");
        dirty.add(tick.instrument);
        ticked.emit(tick);
        counter.down();
      },
      onHistory: () => undefined,
      onHistoryAwaited: () => undefined,
      onHistorySettled: () => undefined,
      onLost: () => undefined,
      onStatus: () => undefined,
    },
    lastKnown: [],
    lastWatchedMs: null,
  });
  const need = kind === securityPro ? shownOnly : { everyTrade: true, size: false, quotes: false };
  for (let at = 0; at < instruments; at++) feed.watch(`${kind.id}:${symbolAt(at)}`, need);
  feed.start();
  // The sender answers every REST request with 404: once all are through, nothing but frames costs anything.
  const asksRest = kind.traits.firstPrice === "by-rest";
  const isReady = (): boolean => {
    const { counts, instruments: all } = feed.status();
    return counts.frames > 0 && (!asksRest || all.every((one) => one.detail !== null));
  };
  while (!isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    name,
    path,
    receive: (messages) => counter.from(messages),
    stop() {
      feed.stop();
      conflator.stop();
    },
  };
}

/** The sender says nothing while others have their turn, and answers no probe. */
function patient(kind: VenueKind): VenueKind {
  const liveness = { idleMs: 600_000, probeEveryMs: null, probeTimeoutMs: 600_000, countsPings: false };
  return kind === securityPro ? kind : { ...kind, traits: { ...kind.traits, liveness } };
}

/** Resolves when as many messages have come as were announced. */
class Countdown {
  #left = 0;
  #done: () => void = () => undefined;

  from(messages: number): Promise<void> {
    this.#left = messages;
    return new Promise((resolve) => (this.#done = resolve));
  }

  down(): void {
    if (--this.#left === 0) this.#done();
  }
}
