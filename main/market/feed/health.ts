/** Whether an alert on an instrument could fire now, in one word, and why not, in a sentence. */
import type { HealthState, InstrumentHealth, LonePrice } from "../../../preload/contract/feed.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import { wallMsOf } from "../../lib/clock.ts";
import type { HeldPrint } from "./outlier-filter.ts";
import type { Connection } from "./connection.ts";
import type { Watched } from "./watched.ts";

/** A price older than this is no longer "just now" (the truth table, "Conditions"). */
export const freshMs = 60_000;

/** The health of one instrument. */
export function healthOf(watched: Watched, connection: Connection, now: Moment): HealthState {
  const { state } = connection.status();
  if (state === "key-missing" || state === "key-refused") return "key-refused";
  const { subscriptionState, prices } = watched;
  if (subscriptionState === "rejected") return "rejected";
  if (state !== "live") return state === "reconnecting" ? "disconnected" : "waiting";
  if (watched.silence.isStalled || isDropping(watched)) return "stale";
  if (!prices.isCurrent || watched.gap.buffer !== null) {
    return prices.newest === null && subscriptionState === "requested" ? "waiting" : "stale";
  }
  const { newest } = prices;
  const isFresh = newest !== null && newest.ageMs == null && now.monoMs - newest.receivedMonoMs <= freshMs;
  if (subscriptionState === "live" && isFresh) return "live";
  return subscriptionState === "requested" ? "waiting" : "quiet";
}

/** Prices come and none of them counts, because of their trade ids. */
export function isDropping(watched: Watched): boolean {
  const { since } = watched.filter.dropped;
  const { newest } = watched.prices;
  return since !== null && (newest === null || newest.receivedMonoMs <= since.receivedMonoMs);
}

/** The same with everything that the window shows of it. */
export function describeHealth(watched: Watched, connection: Connection, now: Moment): InstrumentHealth {
  const health = healthOf(watched, connection, now);
  const { newest } = watched.prices;
  const { prints, droppedPrint } = watched.filter;
  return {
    symbol: watched.symbol,
    subscription: watched.subscriptionState,
    health,
    lastTickAt: newest === null ? null : new Date(receivedAtMs(newest, now)).toISOString(),
    detail: wordsOf(watched) ?? detailOf(watched, health, connection),
    dropping: droppingOf(watched),
    heldBack: Array.from(prints.held, lonePrice),
    dropped: droppedPrint === null ? null : lonePrice(droppedPrint),
  };
}

/** What the venue says of it: the stream's own words weigh more than REST's. */
function wordsOf({ subscription, rest }: Watched): string | null {
  return subscription.state === "requested" ? rest.words : subscription.words;
}

function droppingOf(watched: Watched): InstrumentHealth["dropping"] {
  const { since, prices } = watched.filter.dropped;
  if (since === null || !isDropping(watched)) return null;
  return { since: new Date(since.receivedWallMs).toISOString(), prices };
}

function lonePrice({ source, price, tick }: HeldPrint): LonePrice {
  return { source, price, at: new Date(tick.receivedWallMs).toISOString() };
}

/** When a tick came, by the wall clock as it is set now. */
function receivedAtMs({ receivedWallMs, receivedMonoMs }: Tick, now: Moment): number {
  return wallMsOf({ wallMs: receivedWallMs, monoMs: receivedMonoMs }, now);
}

function detailOf(watched: Watched, health: HealthState, connection: Connection): string | null {
  switch (health) {
    case "stale":
      if (watched.silence.isStalled) return "The venue trades it but sends us nothing.";
      if (isDropping(watched)) {
        return "Its prices arrive, but their trade ids are ones from before: alerts on it wait until it is clear that the venue counts anew, 30 s at most.";
      }
      if (watched.gap.buffer !== null) return "Reading what happened during the outage.";
      return "No price since the connection came back.";
    case "disconnected": {
      const { lastFrameWallMs } = connection.status();
      return lastFrameWallMs === null ? "Not connected yet." : `Out since ${new Date(lastFrameWallMs).toISOString()}.`;
    }
    case "key-refused":
      return connection.status().state === "key-missing" ? "The venue needs a key." : "The venue refuses the key.";
    default:
      return null;
  }
}
