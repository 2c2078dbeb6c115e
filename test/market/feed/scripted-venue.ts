/**
 * A venue without keys whose sessions say what a test sends, for all that SecurityPro's protocol has no words for: frames are
 * {@link SessionMessage}s as JSON. It is asked by `{"subscribe":[...]}` and `{"unsubscribe":[...]}`, two symbols a frame.
 */
import { onTestFinished } from "vitest";
import { Feed, type FeedOptions } from "../../../main/market/feed/feed.ts";
import type {
  RestFailureCode,
  RestGate,
  SessionMessage,
  VenueRest,
  VenueSession,
  VenueTraits,
} from "../../../main/market/venues/session.ts";
import type { VenueKind } from "../../../main/market/venues/venue.ts";
import type { VenueAddresses } from "../../../preload/contract/venue.ts";
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { defaultSettings } from "../../../preload/contract/settings.ts";
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { VenueServer, type VenuePeer } from "../../doubles/venue-server.ts";

type More = { readonly limits?: Partial<VenueTraits["limits"]> } & Partial<Omit<VenueTraits, "limits">>;

export interface ScriptedOptions {
  readonly traits?: More;
  /** A function: of the gate, to ask the server through it. */
  readonly rest?: Partial<VenueRest> | ((gate: RestGate) => Partial<VenueRest>);
  readonly closeMeans?: (code: number) => RestFailureCode | null;
  /** What the venue says of its addresses, where that is not the server's; and the one that is dialled first. */
  readonly addresses?: VenueAddresses;
  readonly dialled?: VenueAddresses;
  readonly fallbacks?: (server: VenueServer) => VenueAddresses[];
  readonly watch?: readonly string[];
  readonly server?: (server: VenueServer) => void;
  readonly maxHeldInAll?: number;
  /** Always 0 where absent. */
  readonly random?: () => number;
  /** What the database remembers from before. */
  readonly remembered?: Pick<FeedOptions, "lastKnown" | "awaited" | "lastWatchedMs">;
}

const unlimited = { max: Number.POSITIVE_INFINITY, perMs: 1_000 };

function traitsOf({ limits = {}, ...more }: More = {}): VenueTraits {
  return {
    limits: {
      frames: unlimited,
      streamsPerSocket: 100,
      dials: unlimited,
      rest: unlimited,
      maxSocketAgeMs: null,
      maxFrameBytes: 1_048_576,
      ...limits,
    },
    liveness: { idleMs: 600_000, probeEveryMs: null, probeTimeoutMs: 10_000, countsPings: false },
    firstPrice: "on-subscribe",
    streams: () => 1,
    ...more,
  };
}

function restOf({ rest }: ScriptedOptions, gate: RestGate): Partial<VenueRest> {
  return typeof rest === "function" ? rest(gate) : { ...rest };
}

function frames(verb: string, symbols: readonly string[]): string[] {
  const all: string[] = [];
  for (let at = 0; at < symbols.length; at += 2) all.push(JSON.stringify({ [verb]: symbols.slice(at, at + 2) }));
  return all;
}

const session = (): VenueSession => ({
  subscribe: (needs) => frames("subscribe", [...needs.keys()]),
  unsubscribe: (symbols) => frames("unsubscribe", symbols),
  probe: () => '{"probe":true}',
  parse: (text) => JSON.parse(text) as SessionMessage,
});

export interface Scripted extends AsyncDisposable {
  readonly server: VenueServer;
  readonly clock: ManualClock;
  readonly feed: Feed;
  readonly ticks: { readonly tick: Tick; readonly gap: TickGap | null }[];
  /** Of gaps that had been told without it. */
  readonly histories: { readonly gap: TickGap; readonly after: Tick }[];
  /** Gaps whose history is to outlive the process, and those of which it need not any more. */
  readonly awaited: Scripted["histories"];
  readonly settled: Scripted["histories"];
  readonly losses: { readonly keys: readonly InstrumentKey[]; readonly since: Moment; readonly because: BlindReason }[];
  key(symbol: string): InstrumentKey;
  /** Sends over the newest socket, or a given one, and waits until the feed has taken it. */
  say(messages: readonly SessionMessage[], peer?: VenuePeer): Promise<void>;
  /** What was asked for by this verb, over all sockets, in order. */
  asked(verb?: string): string[];
  prices(): string[];
}

/** Ends with the test that starts it. */
export async function startScripted(options: ScriptedOptions = {}): Promise<Scripted> {
  const server = await VenueServer.start();
  options.server?.(server);
  const clock = new ManualClock();
  const ticks: Scripted["ticks"] = [];
  const losses: Scripted["losses"] = [];
  const histories: Scripted["histories"] = [];
  const [awaited, settled]: [Scripted["histories"], Scripted["histories"]] = [[], []];
  const key = (symbol: string): InstrumentKey => `scripted:${symbol}`;
  const { wsUrl, restUrl } = server;
  const venue: VenueKind = {
    id: "scripted",
    label: "Scripted",
    nameInText: "the scripted venue",
    demo: false,
    addresses: options.addresses ?? { wsUrl, restUrl },
    fallbackAddresses: options.fallbacks?.(server) ?? [],
    needsKey: false,
    keyHosts: [],
    capabilities: { history: false, symbolList: false },
    tellsEveryTrade: true,
    settings: [],
    firstSymbols: ["A-USD"],
    traits: traitsOf(options.traits),
    open: (access) => ({
      shownUrl: access.wsUrl,
      dialUrl: access.wsUrl,
      rest: { prices: () => Promise.resolve({ ok: true, value: new Map() }), ...restOf(options, access.gate) },
      session,
      closeMeans: options.closeMeans ?? (() => null),
    }),
  };
  const given: FeedOptions = {
    clock,
    random: options.random ?? (() => 0),
    venue,
    settings: { ...defaultSettings, values: {}, wsUrl, restUrl, ...options.dialled },
    apiKey: null,
    formatVenueText: (words) => words,
    lastKnown: [],
    lastWatchedMs: null,
    ...options.remembered,
    ...(options.maxHeldInAll === undefined ? {} : { maxHeldInAll: options.maxHeldInAll }),
    sink: {
      onTick: (tick, gap) => void ticks.push({ tick, gap }),
      onHistoryAwaited: (gap, after) => void awaited.push({ gap, after }),
      onHistorySettled: (gap, after) => void settled.push({ gap, after }),
      onHistory: (gap, after) => void histories.push({ gap, after }),
      onLost: (keys, since, because) => void losses.push({ keys, since, because }),
      onStatus: () => undefined,
    },
  };
  const feed = new Feed(given);
  for (const symbol of options.watch ?? ["A-USD"]) feed.watch(key(symbol));
  feed.start();
  const scripted: Scripted = {
    server,
    clock,
    feed,
    ticks,
    losses,
    histories,
    awaited,
    settled,
    key,
    async say(messages, peer = server.peer) {
      const seen = feed.status().counts.ignored ?? 0;
      for (const message of [...messages, { kind: "ignored" }]) peer.socket.send(JSON.stringify(message));
      await until(() => (feed.status().counts.ignored ?? 0) > seen, "the messages are taken");
    },
    asked: (verb = "subscribe") =>
      server.peers
        .flatMap(({ received }) => received)
        .flatMap((text) => (JSON.parse(text) as Record<string, string[]>)[verb] ?? []),
    prices: () => ticks.flatMap(({ tick }) => tick.last ?? []),
    async [Symbol.asyncDispose]() {
      feed.stop();
      await server.stop();
    },
  };
  onTestFinished(() => scripted[Symbol.asyncDispose]());
  return scripted;
}

/** A trade as a session tells it. `at` is the venue's time. */
export function trade(symbol: string, last: string, tradeId: string | null = null, more: object = {}): SessionMessage {
  return {
    kind: "price",
    channel: "trades",
    symbol,
    last,
    bid: null,
    ask: null,
    lastNumber: Number(last),
    bidNumber: Number.NaN,
    askNumber: Number.NaN,
    size: "1",
    tradeId,
    at: null,
    faults: 0,
    origin: "live",
    sentAt: null,
    ...more,
  };
}

/** Waits until so many symbols were asked for. */
export const untilAsked = (venue: Scripted, count: number): Promise<void> =>
  until(() => venue.asked().length >= count, `${count} are asked for`);

export const healthOf = (venue: Scripted, symbol: string) =>
  venue.feed.status().instruments.find((one) => one.symbol === symbol);

/** Lets seconds pass, each with time for what goes over the sockets. */
export async function passSeconds(venue: Scripted, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    venue.clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** `A-USD`, `B-USD` and so on. */
export const symbolsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${String.fromCharCode(65 + at)}-USD`);

export const subscribed = (...symbols: string[]): SessionMessage => ({ kind: "subscribed", symbols });

/** A quote as a ticker tells it, without a last price. */
export function quote(symbol: string, bid: string, ask: string): SessionMessage {
  const sides = { bid, ask, bidNumber: Number(bid), askNumber: Number(ask) };
  return trade(symbol, "0", null, { ...sides, channel: "ticker", last: null, lastNumber: Number.NaN, size: null });
}
