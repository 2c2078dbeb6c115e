/** The feed as others see it: the status that the window, the tray and scripts read, and the quotes. */
import type { VenueStatus } from "../../../preload/contract/feed.ts";
import { isPriceFromBefore, type Moment, type Tick } from "../../../preload/contract/tick.ts";
import type { Connections } from "./connections.ts";
import type { VenueNotice } from "./venue-notice.ts";
import type { FeedCounters } from "./counters.ts";
import type { FeedQuote } from "./feed-types.ts";
import { describeHealth, freshMs, isDropping } from "./health.ts";
import type { CurrentVenue } from "./current-venue.ts";
import type { Watched } from "./watched.ts";

export interface Viewed {
  readonly venue: CurrentVenue;
  readonly connections: Connections;
  readonly counts: FeedCounters;
  readonly watched: Iterable<Watched>;
  readonly notice: VenueNotice;
  readonly now: Moment;
}

/** Everything known of the venue's health. */
export function statusOf({ venue, connections, counts, watched, notice, now }: Viewed): VenueStatus {
  const status = connections.status();
  const isBlind = status.state !== "live" && status.state !== "idle";
  // What a server of one's own refuses where no key was sent is not the key: a person would look for a fault in it.
  const isNoKeyRefused = status.state === "key-refused" && venue.apiKey === null;
  return {
    venue: venue.kind.id,
    demo: venue.kind.demo,
    state: isNoKeyRefused ? "key-missing" : status.state,
    since: new Date(status.sinceWallMs).toISOString(),
    blindSince: isBlind ? iso(status.lastFrameWallMs) : null,
    attempt: status.attempt,
    nextDialAt: iso(status.nextDialWallMs),
    lastFrameAt: iso(status.lastFrameWallMs),
    lastError: status.lastError ?? notice.shown,
    url: venue.opened.shownUrl,
    heartbeatIntervalMs: status.heartbeatIntervalMs,
    watchdogMs: status.watchdogMs,
    counts: counts.view(status.dials),
    instruments: Array.from(watched, (one) =>
      describeHealth(one, connections.of(one).status(), notice.notTrading, now),
    ),
  };
}

/** One instrument's price; stale while it is from before a restart or an outage. */
export function quoteOf(watched: Watched, isLive: boolean): FeedQuote {
  const { last, newest, bid, ask, isCurrent, lastIsCurrent } = watched.prices;
  const hasCurrent = last === null ? isCurrent : lastIsCurrent;
  return {
    key: watched.key,
    tick: last ?? newest,
    bid,
    ask,
    stale: newest !== null && !(hasCurrent && isLive),
    minutes: watched.minutes.list(),
  };
}

/**
 * What may be taken for "just now" on a feed that is live: the last price, and the bid and ask, each as far as it is not older
 * than 60 s; null where none is. A price by REST counts as one of the stream does: it is often all that a quiet market tells
 * for a long time. One from before (T6) does not, though it came just now.
 */
export function freshOf(watched: Watched, now: Moment): Tick | null {
  const { last, newest, quoted, isCurrent, lastIsCurrent } = watched.prices;
  if (newest === null || !isCurrent || watched.subscription.state === "rejected") return null;
  if (watched.gap.buffer !== null || watched.silence.isStalled || isDropping(watched)) return null;
  const isRecent = (tick: Tick): boolean => !isPriceFromBefore(tick) && now.monoMs - tick.receivedMonoMs <= freshMs;
  if (!isRecent(newest)) return null;
  const traded = last !== null && lastIsCurrent && isRecent(last) ? last : null;
  if (traded === null) return newest;
  if (traded !== newest) return { ...traded, bid: newest.bid, ask: newest.ask };
  const hasSide = newest.bid !== null || newest.ask !== null;
  return hasSide || quoted === null || !isRecent(quoted) ? newest : { ...newest, bid: quoted.bid, ask: quoted.ask };
}

function iso(wallMs: number | null): string | null {
  return wallMs === null ? null : new Date(wallMs).toISOString();
}
