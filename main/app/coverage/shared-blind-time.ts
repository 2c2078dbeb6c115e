/**
 * A time in which the whole app could not watch: this computer slept, or Pricebell did not run. That is one blind time and one message,
 * however many venues there are. It is over with the first of them that is back; what is still blind then is so for a reason of
 * its own, since that moment.
 */
import type { VenueId } from "../../../preload/contract/instrument.ts";
import type { BlindSubject } from "./blind-periods.ts";

/** Blindness of venues that began within this of each other began together: the last frames of each are of different moments. */
const togetherMs = 30_000;

type OfVenue = BlindSubject & { readonly venue: VenueId };

export class SharedBlindTime {
  #shared: { readonly subject: BlindSubject; readonly venues: ReadonlySet<VenueId> } | null = null;
  /** Venues that were not back when the shared time was over, and when that was. */
  readonly #left = new Map<VenueId, number>();

  /** The same subjects with those that are one as one. To be called with all of them, each time they are looked for. */
  join(subjects: readonly BlindSubject[], nowMs: number): readonly BlindSubject[] {
    const blind = new Map(subjects.filter(isOfVenue).map((subject) => [subject.venue, subject]));
    for (const venue of this.#left.keys()) if (!blind.has(venue)) this.#left.delete(venue);
    if (this.#shared !== null && ![...this.#shared.venues].every((venue) => blind.has(venue))) this.#end(blind, nowMs);
    this.#shared ??= this.#begin([...blind.values()].filter(({ venue }) => !this.#left.has(venue)));
    const shared = this.#shared;
    const others = subjects
      .filter((subject) => !isOfVenue(subject) || shared?.venues.has(subject.venue) !== true)
      .map((subject) => this.#since(subject));
    return shared === null ? others : [shared.subject, ...others];
  }

  #begin(subjects: readonly OfVenue[]): { subject: BlindSubject; venues: ReadonlySet<VenueId> } | null {
    for (const because of ["asleep", "not-running"] as const) {
      const all = subjects.filter((subject) => subject.because === because).sort((a, b) => b.fromMs - a.fromMs);
      const [newest] = all;
      if (newest === undefined) continue;
      // A venue that was blind long before has a blind time of its own, which goes on.
      const together = all.filter(({ fromMs }) => newest.fromMs - fromMs <= togetherMs);
      const fromMs = together.at(-1)?.fromMs ?? newest.fromMs;
      if (together.length > 1) {
        const subject = { venue: null, instrument: null, fromMs, because };
        return { subject, venues: new Set(together.map(({ venue }) => venue)) };
      }
    }
    return null;
  }

  #end(blind: ReadonlyMap<VenueId, OfVenue>, nowMs: number): void {
    for (const venue of this.#shared?.venues ?? []) if (blind.has(venue)) this.#left.set(venue, nowMs);
    this.#shared = null;
  }

  #since(subject: BlindSubject): BlindSubject {
    const fromMs = isOfVenue(subject) ? this.#left.get(subject.venue) : undefined;
    return fromMs === undefined ? subject : { ...subject, fromMs, because: laterReason(subject.because) };
  }
}

function laterReason(because: BlindSubject["because"]): BlindSubject["because"] {
  return because === "asleep" || because === "not-running" ? "disconnected" : because;
}

function isOfVenue(subject: BlindSubject): subject is OfVenue {
  return subject.instrument === null && subject.venue !== null;
}
