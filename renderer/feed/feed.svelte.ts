/** What the window knows of its watching: the feed, the host behind it, and what a person should be told. */
import type { ConnectionState, FeedStatus, InstrumentHealth } from "../../preload/contract/feed.ts";
import type { FeedSummary } from "../../preload/contract/feed-summary.ts";
import { instrumentKey, type Instrument, type VenueId } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { isWellOrStarting } from "../../preload/contract/health.ts";
import { formatFeedState } from "../../preload/contract/text/feed.ts";
import type { AppInfo } from "../../preload/contract/app-info.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";
import { plainMap } from "../lib/plain-collections.ts";
import { bannersOf, problemsChangeKey, type Banner } from "./banners.ts";

/** Whether the window can hear its host. Over Electron's IPC always; over HTTP the host may be gone, or not know this page. */
export type HostState = "connecting" | "connected" | "reconnecting" | "unauthorized";

/** A host that restarts is back within this: no reason to alarm anyone. */
const hostGraceMs = 3_000;

/** The state in one shape: a disc, a ring that is broken, a bar, an empty ring. Never by colour alone. */
export type FeedShape = "live" | "trying" | "blind" | "idle";

export function shapeOf(summary: FeedSummary): FeedShape {
  switch (summary) {
    case "live":
    case "idle":
      return summary;
    case "blind":
    case "key-missing":
    case "key-refused":
      return "blind";
    case "connecting":
    case "reconnecting":
      return "trying";
  }
}

interface Needs {
  readonly nowMs: () => number;
  readonly info: () => AppInfo | null;
  readonly venues: () => readonly VenueView[];
}

export class Feed {
  status = $state.raw<FeedStatus | null>(null);
  host = $state.raw<HostState>("connecting");
  #awaySinceMs = $state<number | null>(null);
  readonly #needs: Needs;

  /** The host is gone for longer than a restart takes: what is on the screen is from before. */
  readonly hostLost = $derived.by(
    () => this.#awaySinceMs !== null && this.#needs.nowMs() - this.#awaySinceMs >= hostGraceMs,
  );

  readonly words = $derived.by(() => {
    if (this.host === "unauthorized") return message("bar.no-access");
    if (this.hostLost) return message("bar.host-lost");
    if (this.host === "reconnecting") return message("bar.host-reconnecting");
    return this.status === null
      ? message("bar.starting")
      : formatFeedState(this.status, this.#needs.nowMs(), (id) => this.#labelOf(id));
  });
  readonly shape = $derived.by((): FeedShape => {
    if (this.hostLost || this.host === "unauthorized") return "blind";
    if (this.host !== "connected") return "trying";
    if (this.status === null) return "trying";
    const shape = shapeOf(this.status.summary);
    return shape === "live" && !isWellOrStarting(this.status.health) ? "blind" : shape;
  });
  /** Whatever is seen is made up. Beside real prices an instrument's venue says it. */
  readonly demo = $derived.by(
    () => this.status?.venues.every((venue) => venue.demo) ?? this.#needs.info()?.demo ?? false,
  );
  /** Venues that are on, in the order in which they are offered. More than one: an instrument is told with its venue. */
  readonly venuesOn: readonly VenueId[] = $derived.by(() => (this.status?.venues ?? []).map(({ venue }) => venue));
  /** Asked for by every row: looked up, not searched. */
  readonly #healthByKey = $derived.by(() => {
    const found = plainMap<string, InstrumentHealth>();
    for (const { venue, instruments } of this.status?.venues ?? []) {
      for (const health of instruments) found.set(instrumentKey({ venue, symbol: health.symbol }), health);
    }
    return found;
  });
  readonly banners: readonly Banner[] = $derived.by(() =>
    bannersOf({
      status: this.status,
      hostLost: this.hostLost && this.host !== "unauthorized",
      info: this.#needs.info(),
      venues: this.#needs.venues(),
      nowMs: this.#needs.nowMs(),
    }),
  );

  readonly #problemsKey = $derived.by(() => problemsChangeKey(this.banners, this.status));
  #foldedKey = $state<string | null>(null);
  /** They were folded away, and are still the same. What stops every alert is never folded. */
  readonly areProblemsFolded = $derived.by(
    () =>
      this.banners.length > 0 &&
      this.#foldedKey === this.#problemsKey &&
      this.banners.every(({ tone }) => tone !== "bad"),
  );

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  foldProblems(): void {
    this.#foldedKey = this.#problemsKey;
  }

  unfoldProblems(): void {
    this.#foldedKey = null;
  }

  /** The transport's own word for the host. */
  hear(state: HostState): void {
    this.host = state;
    if (state === "connected") this.#awaySinceMs = null;
    else this.#awaySinceMs ??= this.#needs.nowMs();
  }

  #labelOf(venue: VenueId): string | undefined {
    return this.#needs.venues().find(({ description }) => description.id === venue)?.description.label;
  }

  /** Undefined while it is not watched. */
  venueState(venue: VenueId): ConnectionState | undefined {
    return this.status?.venues.find((each) => each.venue === venue)?.state;
  }

  health(instrument: Instrument): InstrumentHealth | null {
    return this.#healthByKey.get(instrumentKey(instrument)) ?? null;
  }
}
