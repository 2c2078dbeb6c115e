/** A feed on a scripted venue over real sockets, with a clock that the test moves. */
import { onTestFinished } from "vitest";
import { Redactor } from "../../../main/lib/redaction.ts";
import { Feed, type FeedOptions, type FeedSettings } from "../../../main/market/feed/feed.ts";
import { demoVenue } from "../../../main/market/venues/demo/venue.ts";
import { securityPro } from "../../../main/market/venues/securitypro/venue.ts";
import type { VenueKind } from "../../../main/market/venues/venue.ts";
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { InstrumentHealth } from "../../../preload/contract/feed.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { defaultSettings } from "../../../preload/contract/settings.ts";
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { VenueServer } from "../../doubles/venue-server.ts";

export const btc = "securitypro:BTC-USD" as InstrumentKey;
export const eth = "securitypro:ETH-USD" as InstrumentKey;

export interface FeedHarness extends AsyncDisposable {
  readonly server: VenueServer;
  readonly clock: ManualClock;
  readonly feed: Feed;
  readonly ticks: { readonly tick: Tick; readonly gap: TickGap | null }[];
  readonly losses: { readonly keys: readonly InstrumentKey[]; readonly since: Moment; readonly because: BlindReason }[];
  /** Every state of the connection that was ever told, in order. */
  readonly states: string[];
  /** Last prices handed on, in order. */
  prices(): string[];
  health(symbol?: string): InstrumentHealth;
  /** Waits until the server holds an open socket and the feed has sent `frames` frames over it. */
  connected(frames?: number): Promise<void>;
  /** Sends a heartbeat and waits until the feed took it and everything sent before it. */
  beat(): Promise<void>;
  /** Waits until every frame sent so far was taken, by sending one of an unknown kind behind them. */
  settle(): Promise<void>;
  /** Waits until this many prices in all were asked for by REST, and the feed has taken every answer, or that there was none. */
  answered(requests: number): Promise<void>;
  /** Connected, watched and live. */
  live(): Promise<void>;
  /** Waits for the next dial to come up, which the clock has been moved to. */
  redialled(dials: number): Promise<void>;
}

export interface FeedHarnessOptions extends Partial<Omit<FeedOptions, "settings">> {
  readonly settings?: Partial<FeedSettings>;
  readonly watch?: readonly InstrumentKey[];
  readonly before?: (server: VenueServer) => void;
  readonly demo?: boolean;
}

/** Ends with the test that starts it. */
export async function startFeedHarness(options: FeedHarnessOptions = {}): Promise<FeedHarness> {
  const server = await VenueServer.start();
  const clock = new ManualClock();
  const ticks: FeedHarness["ticks"] = [];
  const losses: FeedHarness["losses"] = [];
  const states: string[] = [];
  const redactor = new Redactor();
  const { watch, settings, before, demo, ...rest } = options;
  before?.(server);
  let [asked, answers] = [0, 0];
  const kind = demo === true ? demoVenue : securityPro;
  const heard: VenueKind = {
    ...kind,
    open(access) {
      redactor.add(access.apiKey);
      const opened = kind.open(access);
      return {
        ...opened,
        rest: {
          ...opened.rest,
          async prices(symbols, signal) {
            asked += 1;
            try {
              return await opened.rest.prices(symbols, signal);
            } finally {
              answers += 1;
            }
          },
        },
      };
    },
  };
  const feed = new Feed({
    clock,
    random: () => 0,
    venue: heard,
    formatVenueText: redactor.formatOutsideText,
    apiKey: "key-of-the-test",
    lastKnown: [],
    lastWatchedMs: null,
    sink: {
      onTick: (tick, gap) => void ticks.push({ tick, gap }),
      onHistory: () => undefined,
      onHistoryAwaited: () => undefined,
      onHistorySettled: () => undefined,
      onLost: (keys, since, because) => void losses.push({ keys, since, because }),
      onStatus() {
        const { state } = feed.status();
        if (states.at(-1) !== state) states.push(state);
      },
    },
    ...rest,
    settings: { ...defaultSettings, values: {}, wsUrl: server.wsUrl, restUrl: server.restUrl, ...settings },
  });
  const harness: FeedHarness = {
    server,
    clock,
    feed,
    ticks,
    losses,
    states,
    prices: () => ticks.flatMap(({ tick }) => tick.last ?? []),
    health(symbol = "BTC-USD") {
      const found = feed.status().instruments.find((one) => one.symbol === symbol);
      if (found === undefined) throw new Error(`${symbol} is not watched`);
      return found;
    },
    connected: (frames = 1) =>
      until(() => server.openPeers > 0 && server.peer.received.length >= frames, "the feed connects and subscribes"),
    async beat() {
      // Frames come in order: when the mark behind them is counted, they were all taken.
      server.send({ type: "heartbeat", ts: "2026-01-05T12:00:00.000Z" });
      await harness.settle();
      await until(() => feed.status().state === "live", "the feed is live");
    },
    async settle() {
      const seen = feed.status().counts.ignored ?? 0;
      server.send({ type: "mark" });
      await until(() => (feed.status().counts.ignored ?? 0) > seen, "the frames sent so far are taken");
    },
    async answered(requests) {
      await until(() => asked >= requests && answers === asked, `REST has answered ${requests} times`);
    },
    async live() {
      await harness.connected();
      await harness.beat();
    },
    redialled: (dials) => until(() => server.dials >= dials && server.openPeers > 0, `dial ${dials} comes up`),
    async [Symbol.asyncDispose]() {
      feed.stop();
      await server.stop();
    },
  };
  for (const key of watch ?? [btc]) feed.watch(key);
  feed.start();
  onTestFinished(() => harness[Symbol.asyncDispose]());
  return harness;
}

export const ticker = (price: unknown, more: object = {}) => ({ type: "ticker", symbol: "BTC-USD", price, ...more });
export const trade = (price: unknown, more: object = {}) => ({ type: "trade", symbol: "BTC-USD", price, ...more });
