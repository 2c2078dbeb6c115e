/**
 * Ticks and time in, decisions out, as the truth table says. It has no clock, no database and no socket of its own: every
 * moment is an argument, and whoever calls it makes a decision durable before anything is shown of it.
 */
import type { InstrumentKey, VenueId } from "../../preload/contract/instrument.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import type { Moment, Tick, TickGap } from "../../preload/contract/tick.ts";
import { armRule, type Known } from "./arm.ts";
import { Book } from "./book.ts";
import type { Decision, RuleLife } from "./decision.ts";
import { loseSight } from "./lose-sight.ts";
import { meetTick } from "./meet-tick.ts";
import { passTime, type KnownOf } from "./pass-time.ts";
import { distanceOf, previewOf, type Distance, type Preview } from "./preview.ts";
import { numberOf } from "./quantity.ts";
import { restoredRule } from "./restore.ts";
import { compiled, inOrder, isWatching, lifeOf, newRule, type RuleState } from "./rule-state.ts";
import type { Track } from "./track.ts";
import { Transitions } from "./transitions.ts";
import { watchRule } from "./watch.ts";

export type { Known } from "./arm.ts";
export type { Distance, Preview } from "./preview.ts";

const nothing: readonly Decision[] = Object.freeze([]);

export class Engine {
  readonly #transitions: Transitions;
  readonly #rules = new Map<string, RuleState>();
  readonly #books = new Map<InstrumentKey, Book>();
  readonly #bookNamed = (key: InstrumentKey): Book => this.#bookOf(key);
  #order = 0;

  /** `micros`: a clock of high resolution, read only when a rule is looked at, for `decisionMicros`. */
  constructor(options: { micros: () => number }) {
    this.#transitions = new Transitions(options.micros);
  }

  /** Restart from durable state. Returns a `changed` for each hold that did not survive. */
  load(rules: readonly RuleLife[], now: Moment): readonly Decision[] {
    this.#transitions.begin();
    for (const life of rules) {
      const rule = this.#restored(life, now);
      const book = this.#bookOf(rule.key);
      book.sight = "blind";
      if (isWatching(rule)) book.trackFor(rule).addMember(rule);
      if (life.state === "holding") this.#transitions.changed(rule, null);
    }
    return this.#transitions.take();
  }

  /**
   * A rule that fires nothing by itself (spent, paused, done, expired), as it was when it was removed. A spent one goes on
   * waiting for the price to come back; what it missed of that meanwhile it is told by the next tick.
   */
  putBack(life: RuleLife, now: Moment): readonly Decision[] {
    if (this.#rules.has(life.id)) throw new Error(`There is a rule ${life.id} already.`);
    if (life.state === "armed" || life.state === "holding") throw new Error(`The rule ${life.id} could fire.`);
    this.#transitions.begin();
    const rule = this.#restored(life, now);
    let track: Track | null = null;
    if (isWatching(rule)) {
      track = this.#bookOf(rule.key).trackFor(rule);
      track.addMember(rule);
      rule.windowSeq = track.seq;
      watchRule(rule, track);
    }
    this.#transitions.changed(rule, track);
    return this.#transitions.take();
  }

  /** A new rule. The first decision is always its `changed`; where it is already true at `known` it fires at once. */
  add(id: string, spec: RuleSpec, now: Moment, known: Known): readonly Decision[] {
    if (this.#rules.has(id)) throw new Error(`There is a rule ${id} already.`);
    this.#transitions.begin();
    const rule = newRule(id, this.#order++, spec, now.wallMs);
    this.#rules.set(id, rule);
    this.#transitions.watchExpiry(rule);
    this.#arm(rule, now, known);
    return this.#transitions.take();
  }

  /** Arms the rule anew with what it now says. */
  edit(id: string, spec: RuleSpec, now: Moment, known: Known): readonly Decision[] {
    this.#transitions.begin();
    const rule = this.#ruleOf(id);
    this.#bookOf(rule.key).leave(rule);
    Object.assign(rule, compiled(spec));
    rule.comeBack = null;
    this.#transitions.watchExpiry(rule);
    this.#arm(rule, now, known);
    return this.#transitions.take();
  }

  /**
   * `snoozedUntilMs`: wall time at which the pause would end by itself if nobody set the clock, or null: it lasts as long as it is from now. A snoozed rule that is done is armed anew then
   * ("tell me again if it is so"). Nothing happens to one that has expired, nor to a done one without a snooze.
   */
  pause(id: string, now: Moment, snoozedUntilMs: number | null): readonly Decision[] {
    const rule = this.#ruleOf(id);
    if (rule.phase === "expired" || (rule.phase === "done" && snoozedUntilMs === null)) return nothing;
    this.#transitions.begin();
    // Being done ended its expiry; a rule that waits again can expire again.
    if (rule.phase === "done") this.#transitions.watchExpiry(rule);
    this.#bookOf(rule.key).leave(rule);
    this.#transitions.pause(rule, now, snoozedUntilMs);
    return this.#transitions.take();
  }

  /** Arms a paused or done rule anew. Nothing happens to any other. */
  resume(id: string, now: Moment, known: Known): readonly Decision[] {
    const rule = this.#ruleOf(id);
    if (rule.phase !== "paused" && rule.phase !== "done") return nothing;
    this.#transitions.begin();
    this.#transitions.watchExpiry(rule);
    this.#armOrExpire(rule, now, known);
    return this.#transitions.take();
  }

  /** False where there is no such rule. */
  remove(id: string): boolean {
    const rule = this.#rules.get(id);
    if (rule === undefined) return false;
    this.#bookOf(rule.key).leave(rule);
    this.#transitions.disarm(rule);
    this.#transitions.forgetExpiry(rule);
    this.#rules.delete(id);
    return true;
  }

  /**
   * One accepted tick. `gap` comes with the first price of an instrument after it could not be watched. Where nothing
   * happens, which is nearly always, the same empty array is returned and nothing has been allocated.
   */
  onTick(tick: Tick, gap: TickGap | null = null): readonly Decision[] {
    const { holds, expiries } = this.#transitions;
    const book = this.#books.get(tick.instrument);
    const monoMs = book === undefined ? tick.receivedMonoMs : Math.max(book.monoMs, tick.receivedMonoMs);
    const timeDue = monoMs >= holds.nextMs || tick.receivedWallMs >= expiries.nextMs;
    if (!timeDue && gap === null) {
      if (book === undefined) return nothing;
      book.monoMs = monoMs;
      book.sight = "live";
      let first = 0;
      for (; first < book.tracks.length; first++) {
        const track = book.tracks[first] as Track;
        const n = numberOf(track.quantity, tick);
        if (!Number.isNaN(n) && !track.passQuietly(tick, n, monoMs)) break;
      }
      if (first === book.tracks.length) return nothing;
      this.#transitions.begin();
      meetTick(this.#transitions, book, tick, { wallMs: tick.receivedWallMs, monoMs }, first);
      return this.#transitions.take();
    }
    this.#transitions.begin();
    const at: Moment = { wallMs: tick.receivedWallMs, monoMs };
    if (book !== undefined && gap !== null) {
      if (book.sight !== "blind") loseSight(this.#transitions, [book], at);
      for (const track of book.tracks) track.gap = gap;
    }
    this.#passTime(at, null);
    if (book !== undefined) {
      book.monoMs = monoMs;
      book.sight = "live";
      meetTick(this.#transitions, book, tick, at, 0);
    }
    return this.#transitions.take();
  }

  /**
   * Grows with each tick that was no quiet one: since then a price may stand on another side of some rule's level, and a
   * restart would judge a gap from the side it was on before.
   */
  get unquietTicks(): number {
    return this.#transitions.steps;
  }

  /**
   * The feed of a venue, or of these instruments, is gone since `now`, its last frame: what cannot be seen is not held, and no
   * price is "just now". A hold that was complete before is, though its timer is late.
   */
  onLost(lost: VenueId | readonly InstrumentKey[], now: Moment): readonly Decision[] {
    this.#transitions.begin();
    this.#passTime(now, null);
    const books = [...this.#books.values()].filter((book) =>
      typeof lost === "string" ? book.key.startsWith(`${lost}:`) : lost.includes(book.key),
    );
    loseSight(this.#transitions, books, now);
    return this.#transitions.take();
  }

  /** Time has come to `now`: completes holds, expires rules, ends snoozes. `knownOf` as `known` of {@link add}. */
  onTime(now: Moment, knownOf: KnownOf): readonly Decision[] {
    this.#transitions.begin();
    this.#passTime(now, knownOf);
    return this.#transitions.take();
  }

  /** Milliseconds until {@link onTime} could have something to do; null where nothing waits for time. */
  nextDue(now: Moment): number | null {
    const { holds, expiries, snoozes } = this.#transitions;
    const due = Math.min(holds.nextMs - now.monoMs, expiries.nextMs - now.wallMs, snoozes.nextMs - now.monoMs);
    return due === Number.POSITIVE_INFINITY ? null : Math.max(0, due);
  }

  get(id: string): RuleLife | null {
    const rule = this.#rules.get(id);
    return rule === undefined ? null : this.#lifeOf(rule);
  }

  /** Every rule, in the order in which they were made. */
  all(): readonly RuleLife[] {
    return [...this.#rules.values()].sort(inOrder).map((rule) => this.#lifeOf(rule));
  }

  /** Rules that are armed, holding or waiting to re-arm: what they say, without a copy of their lives. In no order. */
  *waiting(): Generator<{ readonly id: string; readonly spec: RuleSpec; readonly state: RuleLife["state"] }> {
    for (const rule of this.#rules.values())
      if (isWatching(rule)) yield { id: rule.id, spec: rule.spec, state: rule.phase };
  }

  /** Instruments on which some rule is armed, holding or waiting to re-arm. */
  instruments(): readonly InstrumentKey[] {
    return [...this.#books.values()].filter((book) => book.tracks.length > 0).map((book) => book.key);
  }

  /** Whether some rule there can only be decided by trades. */
  needsTrades(key: InstrumentKey): boolean {
    return this.#books.get(key)?.track("size") !== null && this.#books.has(key);
  }

  /** How many rules there are armed, holding or waiting to re-arm: those that an outage blinds. */
  armedCount(key: InstrumentKey): number {
    let count = 0;
    for (const track of this.#books.get(key)?.tracks ?? []) count += track.members.size;
    return count;
  }

  /** Extremes of trailing rules that have moved since they were last given out, to be written down at most once a second. */
  drainExtremes(): readonly { readonly ruleId: string; readonly extreme: string }[] {
    const moved: { ruleId: string; extreme: string }[] = [];
    for (const book of this.#books.values())
      for (const track of book.tracks) {
        if (!track.takeMoved()) continue;
        for (const rule of track.members) {
          if (rule.family !== "trailing" || rule.phase === "spent") continue;
          const extreme = this.#lifeOf(rule).extreme;
          if (extreme === null || extreme === rule.savedExtreme) continue;
          rule.savedExtreme = extreme;
          moved.push({ ruleId: rule.id, extreme });
        }
      }
    return moved;
  }

  /** Rules armed while blind that have had their first price since this was last asked: `armedBlind` of theirs has ended. */
  drainSighted(): readonly string[] {
    return this.#transitions.takeSighted().map((rule) => rule.id);
  }

  /** What `spec` would do if it were saved now, at this price. */
  preview(spec: RuleSpec, tick: Known): Preview {
    return previewOf(spec, tick);
  }

  /** How far an existing rule is from its nearest level at this price; null where it has none. */
  distance(id: string, tick: Known): Distance | null {
    const rule = this.#rules.get(id);
    if (rule === undefined || tick === null) return null;
    return distanceOf(rule, this.#books.get(rule.key)?.track(rule.quantity) ?? null, tick);
  }

  #restored(life: RuleLife, now: Moment): RuleState {
    const rule = restoredRule(life, this.#order++, now);
    this.#rules.set(rule.id, rule);
    if (rule.phase !== "done" && rule.phase !== "expired") this.#transitions.watchExpiry(rule);
    this.#transitions.watchSnooze(rule, now);
    return rule;
  }

  #passTime(now: Moment, knownOf: KnownOf | null): void {
    passTime(this.#transitions, this.#bookNamed, now, knownOf);
  }

  #armOrExpire(rule: RuleState, now: Moment, known: Known): void {
    if (rule.expiresMs <= now.wallMs) this.#transitions.expire(rule, now.wallMs);
    else this.#arm(rule, now, known);
  }

  #arm(rule: RuleState, now: Moment, known: Known): void {
    armRule(this.#transitions, this.#bookOf(rule.key), rule, now, known);
  }

  #lifeOf(rule: RuleState): RuleLife {
    const track = isWatching(rule) ? (this.#books.get(rule.key)?.track(rule.quantity) ?? null) : null;
    return lifeOf(rule, track === null ? rule.extreme : track.extremeOf(rule));
  }

  #bookOf(key: InstrumentKey): Book {
    let book = this.#books.get(key);
    if (book === undefined) {
      book = new Book(key);
      this.#books.set(key, book);
    }
    return book;
  }

  #ruleOf(id: string): RuleState {
    const rule = this.#rules.get(id);
    if (rule === undefined) throw new Error(`There is no rule ${id}.`);
    return rule;
  }
}
