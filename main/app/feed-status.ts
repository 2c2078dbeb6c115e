/** One value for how well the app can watch, remember and tell: the window, the tray and scripts read the same. */
import { message } from "../../preload/contract/messages/message.ts";
import type { FeedStatus, VenueStatus } from "../../preload/contract/feed.ts";
import { venueSummary, worstVenue } from "../../preload/contract/feed-summary.ts";
import { instrumentKey } from "../../preload/contract/instrument.ts";
import { keepsDecisions } from "../store/store-health.ts";
import type { StoreHealth } from "../store/store-interface.ts";
import type { ChannelState } from "./made-channels.ts";
import type { BlindSubject } from "./coverage/blind-periods.ts";

/** What the status is told of the database. */
export interface StoreState extends StoreHealth {
  /** Decisions that are not written yet. */
  readonly waiting: number;
  /** Why no backup could be made; null where one could, or none was due. */
  readonly backupFailure: string | null;
  /** What of it could not be read and is left out, in words. */
  readonly damagedRows?: string | null;
}

/** `venues`: those that are on, in the order in which they are offered. */
export function feedStatusOf(
  venues: readonly VenueStatus[],
  nowMs: number,
  store: StoreState,
  channels: readonly ChannelState[],
  { health, deadManSwitch }: Pick<FeedStatus, "health" | "deadManSwitch">,
): FeedStatus {
  const worst = worstVenue(venues, nowMs);
  return {
    // With none, prices are just about to be watched.
    summary: worst === undefined ? "connecting" : venueSummary(worst, nowMs),
    venues: [...venues],
    health,
    deadManSwitch,
    store: {
      state: store.state,
      message: formatStore(store),
      ...(store.damagedRows == null ? {} : { damagedRows: store.damagedRows }),
    },
    channels: channels.map((channel) => channelOf(channel, store)),
  };
}

function channelOf(
  { id, label, isOn, whenOff, status }: ChannelState,
  store: StoreState,
): FeedStatus["channels"][number] {
  const described = { channel: id, label, isRecord: status === null };
  if (!isOn) return { ...described, state: "off", detail: whenOff };
  if (status !== null) return { ...described, ...status };
  return { ...described, state: keepsDecisions(store) ? "ok" : "unavailable", detail: store.message };
}

function formatStore(store: StoreState): string | null {
  if (store.state === "ok") return store.backupFailure;
  const { waiting } = store;
  const words = store.message ?? message("database.failing");
  if (waiting === 0) return words;
  return message("database.waiting", { text: words, count: waiting });
}

/**
 * What of this venue is blind: all of it while it is not live, else single instruments that the venue refuses or that went
 * stale, as far as an armed rule waits for them.
 */
export function blindSubjects(
  venue: VenueStatus,
  isAwaited: (key: `${VenueStatus["venue"]}:${string}`) => boolean,
  anyAwaited: boolean,
  reason: BlindSubject["because"],
  nowMs: number,
): BlindSubject[] {
  if (!anyAwaited) return [];
  if (venue.state !== "live") {
    if (venue.state === "idle") return [];
    const fromMs = Date.parse(venue.blindSince ?? venue.since);
    const refused = venue.state === "key-refused" || venue.state === "key-missing";
    return [{ venue: venue.venue, instrument: null, fromMs, because: refused ? "key-refused" : reason }];
  }
  const liveFromMs = Date.parse(venue.since);
  return venue.instruments.flatMap(({ symbol, health, lastTickAt }): BlindSubject[] => {
    const key = instrumentKey({ venue: venue.venue, symbol });
    if ((health !== "rejected" && health !== "stale") || !isAwaited(key)) return [];
    // What was before the venue came back was the venue's blindness, or a quiet market, which is none: an instrument that
    // waits a moment for its first price must not tell the same outage, or the quiet hour before it, once more.
    const fromMs = lastTickAt === null ? nowMs : Math.max(liveFromMs, Date.parse(lastTickAt));
    return [{ venue: venue.venue, instrument: key, fromMs, because: "venue-silent" }];
  });
}
