/** Whether an alert on an instrument could fire now, in one word, and why not, in a sentence. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { ConnectionState, HealthState, InstrumentHealth, LonePrice } from "../../../preload/contract/feed.ts";
import type { Moment, Tick } from "../../../preload/contract/tick.ts";
import { wallMsOf } from "../../lib/clock.ts";
import type { HeldPrint } from "./outlier-filter.ts";
import type { ConnectionStatus } from "./connection-types.ts";
import type { Watched } from "./watched.ts";

/** A price older than this is no longer "just now" (the truth table, "Conditions"). */
export const freshMs = 60_000;

/** So long it is shown that the history of a gap could not be had. */
const unreadShownMs = 3_600_000;

/** The health of one instrument; `state`: that of the connection over which it is watched. */
export function healthOf(watched: Watched, state: ConnectionState, now: Moment): HealthState {
  if (state === "key-missing" || state === "key-refused") return "key-refused";
  const { subscriptionState, prices } = watched;
  if (subscriptionState === "rejected" || isGone(watched, now)) return "rejected";
  if (state !== "live") return state === "reconnecting" ? "disconnected" : "waiting";
  if (watched.silence.isStalled || watched.silence.isMute || isDropping(watched)) return "stale";
  if (!prices.isCurrent || watched.gap.buffer !== null) {
    return prices.newest === null && subscriptionState === "requested" ? "waiting" : "stale";
  }
  const { newest } = prices;
  const isFresh = newest !== null && newest.ageMs == null && now.monoMs - newest.receivedMonoMs <= freshMs;
  if (subscriptionState === "live" && isFresh) return "live";
  return subscriptionState === "requested" ? "waiting" : "quiet";
}

/** The venue's list lost it. A price of now proves that the list is behind, and not the instrument gone. */
function isGone({ listed, prices: { newest, isCurrent } }: Watched, now: Moment): boolean {
  if (!listed.isGone) return false;
  return newest === null || !isCurrent || newest.ageMs != null || now.monoMs - newest.receivedMonoMs > freshMs;
}

/** Prices come and none of them counts, because of their trade ids. */
export function isDropping(watched: Watched): boolean {
  const { since } = watched.filter.dropped;
  const { newest } = watched.prices;
  return since !== null && (newest === null || newest.receivedMonoMs <= since.receivedMonoMs);
}

/** The same with everything that the window shows of it. `notTrading`: the venue's words on why it does not trade; null: it does. */
export function describeHealth(
  watched: Watched,
  connection: ConnectionStatus,
  notTrading: string | null,
  now: Moment,
): InstrumentHealth {
  const health = healthOf(watched, connection.state, now);
  const { newest } = watched.prices;
  const { prints, droppedPrint } = watched.filter;
  return {
    symbol: watched.symbol,
    subscription: watched.subscriptionState,
    health,
    lastTickAt: newest === null ? null : new Date(receivedAtMs(newest, now)).toISOString(),
    detail: wordsOf(watched) ?? detailOf(watched, health, connection, notTrading, now),
    dropping: droppingOf(watched),
    heldBack: Array.from(prints.held, lonePrice),
    dropped: droppedPrint === null ? null : lonePrice(droppedPrint),
  };
}

/** What the venue says of it: the stream's own words weigh more than REST's, and so do those of the list, which knows why. */
function wordsOf({ subscription, rest, listed }: Watched): string | null {
  if (subscription.state !== "requested") return subscription.words;
  return rest.words === null ? null : (listed.note ?? rest.words);
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

function detailOf(
  watched: Watched,
  health: HealthState,
  connection: ConnectionStatus,
  notTrading: string | null,
  now: Moment,
): string | null {
  switch (health) {
    case "stale":
      if (watched.silence.isMute) return message("watch.trades-silent");
      if (watched.silence.isStalled) return message("watch.stalled");
      if (isDropping(watched)) return message("watch.dropping");
      if (watched.gap.buffer !== null) return message("watch.catching-up");
      return watched.listed.note ?? notTrading ?? message("watch.no-price-yet");
    case "disconnected": {
      const { lastFrameWallMs } = connection;
      return lastFrameWallMs === null
        ? message("watch.not-connected")
        : message("watch.out-since", { time: new Date(lastFrameWallMs).toISOString() });
    }
    case "key-refused":
      return message(connection.state === "key-missing" ? "watch.needs-key" : "watch.refuses-key");
    case "rejected":
      return message("watch.not-listed", { symbol: watched.symbol });
    case "quiet":
    case "waiting":
      return watched.listed.note ?? notTrading ?? formatUnread(watched, now);
    default:
      return formatUnread(watched, now);
  }
}

/** Prices are right, and of a time before not everything is known. */
function formatUnread({ gap: { unread } }: Watched, { wallMs }: Moment): string | null {
  if (unread === null) return null;
  const span = { from: new Date(unread.fromWallMs).toISOString(), to: new Date(unread.toWallMs).toISOString() };
  if (unread.givenUpWallMs === null) return message("watch.history-awaited", span);
  return wallMs - unread.givenUpWallMs > unreadShownMs ? null : message("watch.history-incomplete", span);
}
