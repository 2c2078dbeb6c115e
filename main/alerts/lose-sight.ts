/** An outage begins: what cannot be seen is not held, and no price is "just now" any more (the truth table, "Gaps"). */
import type { Moment } from "../../preload/contract/tick.ts";
import type { Book } from "./book.ts";
import { inOrder, type RuleState } from "./rule-state.ts";
import type { Track } from "./track.ts";
import type { Transitions } from "./transitions.ts";

/** The instruments of `books` cannot be watched since `now`. */
export function loseSight(transitions: Transitions, books: readonly Book[], now: Moment): void {
  const holding: { rule: RuleState; track: Track }[] = [];
  for (const book of books) {
    book.sight = "blind";
    for (const track of book.tracks) {
      track.lose();
      for (const rule of track.members) {
        if (rule.gaps === "none") rule.gaps = "any";
        if (rule.phase === "holding") holding.push({ rule, track });
      }
    }
  }
  holding.sort((a, b) => inOrder(a.rule, b.rule));
  for (const { rule, track } of holding) {
    transitions.interrupted(rule, now.wallMs);
    transitions.changed(rule, track);
  }
}
