/** The coverage monitor over a real engine and a real database, with venues whose health a test sets. */
import { Engine } from "../../../main/alerts/engine.ts";
import { CoverageMonitor } from "../../../main/app/coverage/coverage-monitor.ts";
import { InMemoryFallback } from "../../../main/app/persistence/in-memory-fallback.ts";
import { KeptAcknowledgements } from "../../../main/app/persistence/kept-acknowledgements.ts";
import type { Store } from "../../../main/store/store.ts";
import type { HealthState, VenueStatus } from "../../../preload/contract/feed.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { spec } from "../../alerts/engine-harness.ts";
import { openIn, tempDir, value } from "../app-harness.ts";

const limitMs = 120_000;
const symbols = ["BTC-USD", "ETH-USD"] as const;
/** The venue beside the demo exchange. */
export const other = "securitypro";

export function setUp(lastRunEndedMs: number | null, dataDir = tempDir(), wrap = (store: Store): Store => store) {
  const clock = new ManualClock();
  const startMs = clock.now().wallMs;
  const store = wrap(openIn(dataDir, startMs));
  const engine = new Engine({ micros: () => 0 });
  const condition = { kind: "crosses-up", level: "100" };
  for (const symbol of symbols) {
    engine.add(symbol, spec(condition, { instrument: { symbol } }), clock.now(), null);
  }
  engine.add("other", spec(condition, { instrument: { venue: other, symbol: "BTC-USD" } }), clock.now(), null);
  const statuses = new Map<string, VenueStatus>();
  const shownAt = (ms: number): string => new Date(ms).toISOString();
  const set = (
    state: VenueStatus["state"],
    blindSinceMs: number | null,
    health: readonly HealthState[],
    venue = "demo",
  ): void => {
    statuses.set(venue, {
      venue,
      demo: venue === "demo",
      state,
      since: shownAt(clock.now().wallMs),
      blindSince: blindSinceMs === null ? null : shownAt(blindSinceMs),
      attempt: 0,
      nextDialAt: null,
      lastFrameAt: null,
      lastError: null,
      url: "ws://127.0.0.1/",
      heartbeatIntervalMs: 1_000,
      watchdogMs: 3_000,
      counts: { frames: 0, ticks: 0, rejected: {}, late: 0, duplicate: 0, heldBack: 0, absurd: 0, dials: 1 },
      instruments: symbols.map((symbol, index) => ({
        symbol,
        subscription: "live",
        health: health[index] ?? "stale",
        lastTickAt: shownAt(startMs - 60_000),
        detail: null,
        dropping: null,
        heldBack: [],
        dropped: null,
      })),
    });
  };
  const coverageMonitor = new CoverageMonitor({
    clock,
    store,
    inMemoryFallback: new InMemoryFallback({
      acknowledgements: new KeptAcknowledgements(),
      clock,
      store,
      destinationsOf: () => [{ destination: "desktop", name: null }],
      written: () => undefined,
    }),
    engine,
    limitMs: () => limitMs,
    destinations: () => ["desktop", "history"],
    feeds: () => Array.from(statuses.values(), (status) => ({ status, lastWatchedMs: lastRunEndedMs })),
    recorded: () => undefined,
    toTell: () => undefined,
  });
  const check = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      coverageMonitor.check();
    }
  };
  const alreadyDelivered = () =>
    value(store.events.list({})).map(({ instrument, blind, deliveries }) => [
      instrument?.symbol ?? null,
      Date.parse(blind?.from ?? "") - startMs,
      blind?.to === null ? null : Date.parse(blind?.to ?? "") - startMs,
      deliveries.length,
    ]);
  const off = (venue: string): void => {
    statuses.delete(venue);
    coverageMonitor.switchedOff(venue);
  };
  return { clock, startMs, store, set, off, check, alreadyDelivered, coverageMonitor };
}
