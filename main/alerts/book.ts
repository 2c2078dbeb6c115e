/** One instrument: the tracks that its rules look at, and whether it can be seen. */
import type { InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Tick } from "../../preload/contract/tick.ts";
import { numberOf, type Quantity } from "./quantity.ts";
import type { RuleState } from "./rule-state.ts";
import { Track } from "./track.ts";

export class Book {
  readonly key: InstrumentKey;
  /** Only tracks that some rule watches; the rest of a tick is not even read. */
  tracks: Track[] = [];
  /**
   * `live`: a tick has come since the start and the last outage. `blind`: rules, or ticks, from before are waiting for the
   * first one. `new`: nothing was ever known, so that the word of whoever arms a rule is all there is.
   */
  sight: "new" | "blind" | "live" = "new";
  /** Arrival times as this book counts them: a tick held back for a while does not turn them back. */
  monoMs = Number.NEGATIVE_INFINITY;

  constructor(key: InstrumentKey) {
    this.key = key;
  }

  track(quantity: Quantity): Track | null {
    for (const track of this.tracks) if (track.quantity === quantity) return track;
    return null;
  }

  /** The track that `rule` belongs on, made if need be. */
  trackFor(rule: RuleState): Track {
    let track = this.track(rule.quantity);
    if (track === null) {
      track = new Track(rule.quantity, this.sight !== "live");
      this.tracks.push(track);
    }
    return track;
  }

  leave(rule: RuleState): void {
    const track = this.track(rule.quantity);
    if (track === null) return;
    track.removeMember(rule);
    if (track.members.size === 0) this.tracks = this.tracks.filter((other) => other !== track);
  }

  /**
   * Whether a rule that is armed now on `track` may take its present price as q. `known` is the caller's word that the feed
   * is live; its price is taken over where the track has not seen one itself. Never across a start or an outage.
   */
  canTakePrevious(track: Track, known: Tick | null): boolean {
    if (known === null) return false;
    if (this.sight === "new") {
      this.sight = "live";
      for (const other of this.tracks) other.blind = false;
    }
    if (track.blind) return false;
    const n = numberOf(track.quantity, known);
    if (track.tick === null) {
      if (Number.isNaN(n)) return false;
      this.monoMs = Math.max(this.monoMs, known.receivedMonoMs);
      track.seed(known, n, this.monoMs);
      return true;
    }
    return !Number.isNaN(n);
  }
}
