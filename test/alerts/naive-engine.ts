/**
 * The truth table a second time, for clarity only: it rescans every rule and every remembered price at every tick, has no
 * index, and shares nothing with the engine but the types and big.js. Where the two differ, one of them is wrong.
 */
import Big from "big.js";
import type { Decision, RuleSnapshot } from "../../main/alerts/decision.ts";
import { instrumentKey, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { By, RuleSpec } from "../../preload/contract/rule.ts";
import type { Candle, Moment, Tick, TickGap } from "../../preload/contract/tick.ts";

interface Price {
  value: Big;
  /** Spread in percent of the mid is compared without dividing: the value is 200 * spread, and this its divisor. */
  per: Big;
  text: string;
}
interface Seen extends Price {
  monoMs: number;
}
interface Span {
  fromWallMs: number;
  toWallMs: number;
}
type Way = "up" | "down";

interface NaiveRule {
  id: string;
  spec: RuleSpec;
  generation: number;
  state: RuleSnapshot["state"];
  createdMs: number;
  stateMs: number;
  armedMs: number;
  lastFiredMs: number | null;
  cooldownUntilMs: number | null;
  coolMonoMs: number | null;
  snoozedUntilMs: number | null;
  /** What is left of a snooze is waited for by the clock that nobody sets. */
  awakeMonoMs: number | null;
  hold: { tick: Tick; previous: Tick | null; gap: Span | null; sinceMs: number; dueMonoMs: number; way: Way } | null;
  /** A crossing whose hold was cut off by not seeing; `way` is null where a restart has forgotten it. */
  cutOff: { sinceMs: number; way: Way | null } | null;
  extreme: { value: Big; text: string } | null;
  /** The last tick since it was armed. */
  q: Tick | null;
  /** Every price since the window began. */
  window: Seen[];
  /** Armed, loaded or lost, and no tick since: the next one is no "just now". */
  unseen: boolean;
  /** Armed while nothing could be seen. */
  armedUnseen: boolean;
  gap: TickGap | null;
}

interface Place {
  coverage: "new" | "blind" | "live";
  monoMs: number;
  /** The last tick, so that a trailing rule that fires by a timer knows the price of the moment. */
}

type Plain = Omit<Extract<Decision, { kind: "fired" }>, "decisionMicros"> | Exclude<Decision, { kind: "fired" }>;

export class Naive {
  rules: NaiveRule[] = [];
  #places = new Map<InstrumentKey, Place>();
  #out: Plain[] = [];

  load(lives: readonly RuleSnapshot[], now: Moment): Plain[] {
    for (const snapshot of lives) {
      const held = snapshot.state === "holding";
      const rule: NaiveRule = {
        id: snapshot.id,
        spec: snapshot.spec,
        generation: snapshot.generation,
        state: held ? "armed" : snapshot.state,
        createdMs: snapshot.createdMs,
        stateMs: held ? now.wallMs : snapshot.stateMs,
        armedMs: snapshot.armedMs,
        lastFiredMs: snapshot.lastFiredMs,
        cooldownUntilMs: snapshot.cooldownUntilMs,
        coolMonoMs:
          snapshot.cooldownUntilMs === null
            ? null
            : now.monoMs + Math.min(Math.max(0, snapshot.cooldownUntilMs - now.wallMs), snapshot.spec.cooldownMs),
        snoozedUntilMs: snapshot.snoozedUntilMs,
        awakeMonoMs:
          snapshot.snoozedUntilMs === null
            ? null
            : now.monoMs +
              Math.max(0, Math.min(snapshot.snoozedUntilMs - now.wallMs, snapshot.snoozedUntilMs - snapshot.stateMs)),
        hold: null,
        cutOff:
          snapshot.holdingSinceMs !== null && needsPrevious(snapshot.spec)
            ? { sinceMs: snapshot.holdingSinceMs, way: null }
            : null,
        extreme: snapshot.extreme === null ? null : { value: new Big(snapshot.extreme), text: snapshot.extreme },
        q: null,
        window: [],
        unseen: true,
        armedUnseen: snapshot.armedBlind,
        gap: null,
      };
      this.rules.push(rule);
      this.#place(rule).coverage = "blind";
      if (held) this.#changed(rule);
    }
    return this.#take();
  }

  add(id: string, spec: RuleSpec, now: Moment, known: Tick | null): Plain[] {
    const rule: NaiveRule = {
      id,
      spec,
      generation: 0,
      state: "armed",
      createdMs: now.wallMs,
      stateMs: now.wallMs,
      armedMs: now.wallMs,
      lastFiredMs: null,
      cooldownUntilMs: null,
      coolMonoMs: null,
      snoozedUntilMs: null,
      awakeMonoMs: null,
      hold: null,
      cutOff: null,
      extreme: null,
      q: null,
      window: [],
      unseen: false,
      armedUnseen: false,
      gap: null,
    };
    this.rules.push(rule);
    this.#armAt(rule, now, known);
    return this.#take();
  }

  edit(id: string, spec: RuleSpec, now: Moment, known: Tick | null): Plain[] {
    const rule = this.#find(id);
    rule.spec = spec;
    this.#armAt(rule, now, known);
    return this.#take();
  }

  pause(id: string, now: Moment, untilMs: number | null): Plain[] {
    const rule = this.#find(id);
    if (rule.state === "expired" || (rule.state === "done" && untilMs === null)) return [];
    this.#enter(rule, "paused", now.wallMs);
    rule.snoozedUntilMs = untilMs;
    rule.awakeMonoMs = untilMs === null ? null : now.monoMs + untilMs - now.wallMs;
    this.#changed(rule);
    return this.#take();
  }

  resume(id: string, now: Moment, known: Tick | null): Plain[] {
    const rule = this.#find(id);
    if (rule.state !== "paused" && rule.state !== "done") return [];
    if (expiryOf(rule) <= now.wallMs) this.#expire(rule, now.wallMs);
    else this.#armAt(rule, now, known);
    return this.#take();
  }

  remove(id: string): void {
    this.rules = this.rules.filter((rule) => rule.id !== id);
  }

  onTick(tick: Tick, gap: TickGap | null): Plain[] {
    const place = this.#places.get(tick.instrument);
    const at: Moment = {
      wallMs: tick.receivedWallMs,
      monoMs: Math.max(place?.monoMs ?? -Infinity, tick.receivedMonoMs),
    };
    const here = this.rules.filter((rule) => instrumentKey(rule.spec.instrument) === tick.instrument);
    if (gap !== null) {
      if (place !== undefined && place.coverage !== "blind") this.#markBlind([tick.instrument], at);
      for (const rule of here) if (watches(rule)) rule.gap = gap;
    }
    this.#processTimers(at, null);
    const isBefore = tick.ageMs != null;
    if (place !== undefined) {
      if (!isBefore || gap !== null) place.coverage = "live";
      place.monoMs = at.monoMs;
    }
    for (const rule of here) {
      if (!watches(rule)) continue;
      const price = priceOf(rule.spec, tick);
      if (price === null) continue;
      if (isBefore && rule.gap === null) {
        if (rule.unseen) rule.q = tick;
        continue;
      }
      // It came with a tick that did not have this price, so it ends for this rule only now.
      if (rule.gap !== null && rule.gap !== gap)
        rule.gap = { ...rule.gap, fromWallMs: Math.min(rule.gap.fromWallMs, at.wallMs), toWallMs: at.wallMs };
      if (rule.unseen) this.#firstTick(rule, tick, price, at);
      else this.#nextTick(rule, tick, price, at);
      rule.q = tick;
    }
    return this.#take();
  }

  onLost(keys: readonly InstrumentKey[], now: Moment): Plain[] {
    this.#processTimers(now, null);
    this.#markBlind(keys, now);
    return this.#take();
  }

  onTime(now: Moment, knownOf: (key: InstrumentKey) => Tick | null): Plain[] {
    this.#processTimers(now, knownOf);
    return this.#take();
  }

  all(): RuleSnapshot[] {
    return this.rules.map(snapshotOf);
  }

  #firstTick(rule: NaiveRule, tick: Tick, price: Price, at: Moment): void {
    const cutOff = rule.cutOff;
    rule.cutOff = null;
    const before = this.#decideFirstTick(rule, tick, price, at);
    if (cutOff === null || rule.state !== "armed") return;
    // Seen to cross before, and still beyond: nothing that comes can cross it again, so that the hold has to begin here.
    const side = before === null ? price : (priceOf(rule.spec, before) ?? price);
    const way =
      cutOff.way ?? (levelOf(rule.spec) !== null && against(side, levelOf(rule.spec) ?? "0") < 0 ? "down" : "up");
    if (isSatisfied(rule.spec, price, way)) this.#satisfy(rule, tick, before, null, way, at);
    else this.#changed(rule);
  }

  /** Answers the tick that counts as the one before. */
  #decideFirstTick(rule: NaiveRule, tick: Tick, price: Price, at: Moment): Tick | null {
    const gap = rule.gap !== null && (!rule.armedUnseen || rule.armedMs <= rule.gap.fromWallMs) ? rule.gap : null;
    const hasBefore = gap?.before != null && priceOf(rule.spec, gap.before) !== null;
    // A price from before a rule was armed is none that it has seen.
    const isOld = rule.armedUnseen && hasBefore && gap.before.receivedWallMs < rule.armedMs;
    const isBefore = tick.ageMs != null;
    const before = gap === null ? (rule.q?.ageMs != null ? rule.q : null) : hasBefore && !isOld ? gap.before : rule.q;
    rule.unseen = false;
    rule.armedUnseen = false;
    rule.gap = null;
    rule.window = isBefore ? [] : [{ ...price, monoMs: at.monoMs }];
    if (rule.state === "triggered") {
      // Asleep, the monotonic clock may have stood still.
      if (rule.coolMonoMs !== null && rule.cooldownUntilMs !== null) {
        const leftMs = Math.max(0, rule.cooldownUntilMs - at.wallMs);
        rule.coolMonoMs = Math.min(rule.coolMonoMs, at.monoMs + leftMs);
      }
      this.#tryRearm(rule, tick, price, at);
      return before;
    }
    const kind = rule.spec.condition.kind;
    // Of a price from before it is only told what a gap explains.
    if (isBefore && (gap === null || kind === "trade-size-at-least")) return before;
    const useCandles =
      gap !== null && rule.spec.source === "last" && !kind.startsWith("spread") && !kind.startsWith("trade");
    const candles = useCandles ? candlesOf(gap) : [];
    if (kind === "pulls-back" || kind === "rebounds") {
      for (const candle of candles)
        for (const known of [candle.open, candle.high, candle.low, candle.close])
          if (known !== null) includeInExtreme(rule, known);
      includeInExtreme(rule, price);
      if (isTrue(rule, null, price, at, "up"))
        this.#satisfy(rule, tick, before, gap === null ? null : spanOf(gap), "up", at);
      return before;
    }
    if (isWindow(rule)) return before;
    if (gap === null || kind === "trade-size-at-least") {
      const previous = before === null ? null : priceOf(rule.spec, before);
      const way = (["up", "down"] as const).find((one) => isTrue(rule, previous, price, at, one));
      if (way !== undefined) this.#satisfy(rule, tick, before, null, way, at);
      return before;
    }
    const ways: Way[] = (kind === "crosses" ? (["up", "down"] as const) : (["up"] as const)).filter(
      (way) => rule.spec.holdForMs === 0 || isSatisfied(rule.spec, price, way),
    );
    const hit = hitOf(rule, gap, before === null ? null : priceOf(rule.spec, before), price, candles, ways);
    if (hit !== null) this.#satisfy(rule, tick, before, hit.span, hit.way, at);
    return before;
  }

  #nextTick(rule: NaiveRule, tick: Tick, price: Price, at: Moment): void {
    rule.window.push({ ...price, monoMs: at.monoMs });
    if (rule.state === "triggered") {
      this.#tryRearm(rule, tick, price, at);
      return;
    }
    if (rule.spec.condition.kind === "pulls-back" || rule.spec.condition.kind === "rebounds")
      includeInExtreme(rule, price);
    if (rule.state === "holding") {
      const lasts =
        isTrailing(rule) || isWindow(rule)
          ? isTrue(rule, null, price, at, "up")
          : isSatisfied(rule.spec, price, rule.hold?.way ?? "up");
      if (lasts) return;
      this.#enter(rule, "armed", at.wallMs);
      if (!this.#satisfyIfTrue(rule, tick, price, at)) this.#changed(rule);
      return;
    }
    this.#satisfyIfTrue(rule, tick, price, at);
  }

  #satisfyIfTrue(rule: NaiveRule, tick: Tick, price: Price, at: Moment): boolean {
    const previous = rule.q === null ? null : priceOf(rule.spec, rule.q);
    for (const way of ["up", "down"] as const) {
      if (!isTrue(rule, previous, price, at, way)) continue;
      this.#satisfy(rule, tick, rule.q, null, way, at);
      return true;
    }
    return false;
  }

  #satisfy(rule: NaiveRule, tick: Tick, previous: Tick | null, gap: Span | null, way: Way, at: Moment): void {
    if (rule.spec.holdForMs === 0) {
      this.#fire(rule, tick, previous, gap, at, tick);
      return;
    }
    this.#enter(rule, "holding", at.wallMs);
    rule.hold = { tick, previous, gap, way, sinceMs: at.wallMs, dueMonoMs: at.monoMs + rule.spec.holdForMs };
    this.#changed(rule);
  }

  #fire(rule: NaiveRule, tick: Tick, previous: Tick | null, gap: Span | null, at: Moment, latest: Tick | null): void {
    const generation = rule.generation;
    rule.lastFiredMs = at.wallMs;
    if (rule.spec.repeat === "once") this.#enter(rule, "done", at.wallMs);
    else if (isTrailing(rule) && rule.spec.cooldownMs === 0) this.#rearm(rule, at, latest);
    else {
      this.#enter(rule, "triggered", at.wallMs);
      if (rule.spec.cooldownMs > 0) {
        rule.coolMonoMs = at.monoMs + rule.spec.cooldownMs;
        rule.cooldownUntilMs = at.wallMs + rule.spec.cooldownMs;
      }
    }
    this.#out.push({
      kind: "fired",
      rule: snapshotOf(rule),
      generation,
      previous,
      tick,
      gap,
      decidedWallMs: at.wallMs,
    });
  }

  #tryRearm(rule: NaiveRule, tick: Tick, price: Price, at: Moment): void {
    if (rule.coolMonoMs !== null && at.monoMs < rule.coolMonoMs) return;
    if (
      isWindow(rule)
        ? isTrue(rule, null, price, at, "up") || isTrue(rule, null, price, at, "down")
        : !hasReturned(rule.spec, price)
    )
      return;
    this.#rearm(rule, at, tick);
    this.#changed(rule);
  }

  #rearm(rule: NaiveRule, at: Moment, latest: Tick | null): void {
    rule.generation++;
    this.#enter(rule, "armed", at.wallMs);
    rule.armedMs = at.wallMs;
    rule.q = latest;
    const price = latest === null ? null : priceOf(rule.spec, latest);
    rule.extreme = isTrailing(rule) && price !== null ? price : null;
    rule.window = price === null || latest?.ageMs != null ? [] : [{ ...price, monoMs: at.monoMs }];
  }

  #armAt(rule: NaiveRule, now: Moment, known: Tick | null): void {
    const place = this.#place(rule);
    if (known !== null && place.coverage === "new") place.coverage = "live";
    const taken = known !== null && place.coverage === "live" && priceOf(rule.spec, known) !== null ? known : null;
    // What is accepted later counts as no earlier, whatever its own time says.
    if (taken !== null) place.monoMs = Math.max(place.monoMs, taken.receivedMonoMs);
    this.#rearm(rule, { wallMs: now.wallMs, monoMs: taken === null ? now.monoMs : place.monoMs }, taken);
    rule.unseen = place.coverage !== "live";
    rule.armedUnseen = rule.unseen;
    rule.gap = null;
    this.#changed(rule);
    const price = taken === null ? null : priceOf(rule.spec, taken);
    if (taken !== null && price !== null && !isWindow(rule) && isTrue(rule, null, price, now, "up"))
      this.#satisfy(rule, taken, null, null, "up", now);
  }

  #processTimers(now: Moment, knownOf: ((key: InstrumentKey) => Tick | null) | null): void {
    for (const rule of this.rules) {
      const hold = rule.hold;
      if (hold !== null && hold.dueMonoMs <= now.monoMs) {
        const wallMs = now.wallMs - (now.monoMs - hold.dueMonoMs);
        if (wallMs < expiryOf(rule))
          this.#fire(rule, hold.tick, hold.previous, hold.gap, { wallMs, monoMs: hold.dueMonoMs }, rule.q);
      }
      if (rule.state === "done" || rule.state === "expired") continue;
      if (expiryOf(rule) <= now.wallMs) this.#expire(rule, now.wallMs);
      else if (
        knownOf !== null &&
        rule.state === "paused" &&
        rule.awakeMonoMs !== null &&
        rule.awakeMonoMs <= now.monoMs
      )
        this.#armAt(rule, now, knownOf(instrumentKey(rule.spec.instrument)));
    }
  }

  #markBlind(keys: readonly InstrumentKey[], now: Moment): void {
    for (const key of keys) {
      const place = this.#places.get(key);
      if (place !== undefined) place.coverage = "blind";
    }
    for (const rule of this.rules) {
      if (!watches(rule) || !keys.includes(instrumentKey(rule.spec.instrument))) continue;
      if (!rule.unseen) rule.armedUnseen = false;
      rule.unseen = true;
      rule.gap = null;
      if (rule.state !== "holding") continue;
      const { hold } = rule;
      this.#enter(rule, "armed", now.wallMs);
      if (hold !== null && needsPrevious(rule.spec)) rule.cutOff = { sinceMs: hold.sinceMs, way: hold.way };
      this.#changed(rule);
    }
  }

  #expire(rule: NaiveRule, wallMs: number): void {
    this.#enter(rule, "expired", wallMs);
    this.#out.push({ kind: "expired", rule: snapshotOf(rule), generation: rule.generation, decidedWallMs: wallMs });
  }

  /** What belongs to the state that is left goes with it. */
  #enter(rule: NaiveRule, state: RuleSnapshot["state"], wallMs: number): void {
    rule.state = state;
    rule.stateMs = wallMs;
    rule.hold = null;
    rule.cutOff = null;
    rule.snoozedUntilMs = null;
    rule.awakeMonoMs = null;
    rule.cooldownUntilMs = null;
    rule.coolMonoMs = null;
  }

  #changed(rule: NaiveRule): void {
    this.#out.push({ kind: "changed", rule: snapshotOf(rule) });
  }

  #take(): Plain[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #place(rule: NaiveRule): Place {
    const key = instrumentKey(rule.spec.instrument);
    const place = this.#places.get(key) ?? { coverage: "new", monoMs: -Infinity };
    this.#places.set(key, place);
    return place;
  }

  #find(id: string): NaiveRule {
    const rule = this.rules.find((candidate) => candidate.id === id);
    if (rule === undefined) throw new Error(`no rule ${id}`);
    return rule;
  }
}

function watches(rule: NaiveRule): boolean {
  return rule.state === "armed" || rule.state === "holding" || rule.state === "triggered";
}

function isTrailing(rule: NaiveRule): boolean {
  return rule.spec.condition.kind === "pulls-back" || rule.spec.condition.kind === "rebounds";
}

function isWindow(rule: NaiveRule): boolean {
  return "windowMs" in rule.spec.condition;
}

function expiryOf(rule: NaiveRule): number {
  return rule.spec.expiresAt === null ? Infinity : Date.parse(rule.spec.expiresAt);
}

function needsPrevious(spec: RuleSpec): boolean {
  return ["crosses-up", "crosses-down", "crosses", "enters", "leaves"].includes(spec.condition.kind);
}

/** Only `crosses` has two sides to tell apart. */
function levelOf(spec: RuleSpec): string | null {
  return spec.condition.kind === "crosses" ? spec.condition.level : null;
}

const one = new Big(1);
/** What has been read once: the prices of a generated life are few, and reading one takes longer than comparing it. */
const read = new Map<string, Big>();

function big(text: string): Big {
  let value = read.get(text);
  if (value === undefined) read.set(text, (value = new Big(text)));
  return value;
}

function plain(text: string): Price {
  return { value: big(text), per: one, text };
}

function priceOf(spec: RuleSpec, tick: Tick): Price | null {
  const condition = spec.condition;
  if (condition.kind === "trade-size-at-least") return tick.size === null ? null : plain(tick.size);
  if (condition.kind === "spread-at-least" || spec.source === "mid") {
    if (tick.bid === null || tick.ask === null) return null;
    const [bid, ask] = [big(tick.bid), big(tick.ask)];
    if (condition.kind !== "spread-at-least") return plain(bid.plus(ask).times("0.5").toFixed());
    if ("amount" in condition.by) return plain(ask.minus(bid).toFixed());
    return { value: ask.minus(bid).times(200), per: bid.plus(ask), text: "" };
  }
  const text = tick[spec.source];
  return text === null ? null : plain(text);
}

/** -1, 0, 1. */
function against(price: Price, limit: Big | string): number {
  const exact = typeof limit === "string" ? big(limit) : limit;
  return price.value.cmp(price.per === one ? exact : price.per.times(exact));
}

function isSatisfied(spec: RuleSpec, price: Price, way: Way): boolean {
  const condition = spec.condition;
  switch (condition.kind) {
    case "at-or-above":
    case "crosses-up":
      return against(price, condition.level) >= 0;
    case "at-or-below":
    case "crosses-down":
      return against(price, condition.level) <= 0;
    case "crosses":
      return way === "up" ? against(price, condition.level) >= 0 : against(price, condition.level) <= 0;
    case "inside":
    case "enters":
      return against(price, condition.low) >= 0 && against(price, condition.high) <= 0;
    case "outside":
    case "leaves":
      return against(price, condition.low) < 0 || against(price, condition.high) > 0;
    case "spread-at-least":
      return against(price, "amount" in condition.by ? condition.by.amount : condition.by.percent) >= 0;
    case "trade-size-at-least":
      return against(price, condition.size) >= 0;
    default:
      throw new Error(condition.kind);
  }
}

/** The table. `way` matters to `crosses` alone. */
function isTrue(rule: NaiveRule, q: Price | null, p: Price, at: Moment, way: Way): boolean {
  const condition = rule.spec.condition;
  switch (condition.kind) {
    case "at-or-above":
      return against(p, condition.level) >= 0;
    case "at-or-below":
      return against(p, condition.level) <= 0;
    case "inside":
      return against(p, condition.low) >= 0 && against(p, condition.high) <= 0;
    case "outside":
      return against(p, condition.low) < 0 || against(p, condition.high) > 0;
    case "spread-at-least":
    case "trade-size-at-least":
      return isSatisfied(rule.spec, p, way);
    case "crosses-up":
      return q !== null && against(q, condition.level) < 0 && against(p, condition.level) >= 0;
    case "crosses-down":
      return q !== null && against(q, condition.level) > 0 && against(p, condition.level) <= 0;
    case "crosses":
      if (q === null) return false;
      return way === "up"
        ? against(q, condition.level) < 0 && against(p, condition.level) >= 0
        : against(q, condition.level) > 0 && against(p, condition.level) <= 0;
    case "enters":
    case "leaves":
      return q !== null && !isSatisfied(rule.spec, q, way) && isSatisfied(rule.spec, p, way);
    case "rises":
    case "falls":
    case "moves": {
      const inWindow = rule.window.filter((seen) => seen.monoMs > at.monoMs - condition.windowMs);
      const least = inWindow.reduce((least, seen) => (seen.value.lt(least) ? seen.value : least), p.value);
      const greatest = inWindow.reduce((greatest, seen) => (seen.value.gt(greatest) ? seen.value : greatest), p.value);
      const rises = p.value.gte(least.plus(distance(least, condition.by)));
      const falls = p.value.lte(greatest.minus(distance(greatest, condition.by)));
      if (condition.kind === "rises") return rises;
      return condition.kind === "falls" ? falls : rises || falls;
    }
    case "pulls-back":
      return rule.extreme !== null && p.value.lte(rule.extreme.value.minus(distance(rule.extreme.value, condition.by)));
    case "rebounds":
      return rule.extreme !== null && p.value.gte(rule.extreme.value.plus(distance(rule.extreme.value, condition.by)));
  }
}

function distance(from: Big, by: By): Big {
  return "amount" in by ? big(by.amount) : from.times(by.percent).times("0.01");
}

function bounds(spec: RuleSpec): { below: Big | null; above: Big | null } {
  const condition = spec.condition;
  const by = spec.rearmBy ?? { amount: "0" };
  const under = (text: string): Big | null => {
    const result = big(text).minus(distance(big(text), by));
    return result.gt(0) ? result : null;
  };
  const over = (text: string): Big => big(text).plus(distance(big(text), by));
  switch (condition.kind) {
    case "at-or-above":
    case "crosses-up":
      return { below: under(condition.level), above: null };
    case "at-or-below":
    case "crosses-down":
      return { below: null, above: over(condition.level) };
    case "crosses":
      return { below: under(condition.level), above: over(condition.level) };
    case "inside":
    case "enters":
      return { below: under(condition.low), above: over(condition.high) };
    case "outside":
    case "leaves": {
      const [below, above] = [under(condition.high), over(condition.low)];
      return below === null || above.gt(below)
        ? { below: big(condition.high), above: big(condition.low) }
        : { below, above };
    }
    default:
      return { below: null, above: null };
  }
}

function hasReturned(spec: RuleSpec, p: Price): boolean {
  const condition = spec.condition;
  const { below, above } = bounds(spec);
  switch (condition.kind) {
    case "outside":
    case "leaves":
      return below !== null && above !== null && against(p, below) <= 0 && against(p, above) >= 0;
    case "spread-at-least":
    case "trade-size-at-least":
      return !isSatisfied(spec, p, "up");
    case "pulls-back":
    case "rebounds":
      return true;
    default: {
      const [low, high] =
        "level" in condition
          ? [condition.level, condition.level]
          : "low" in condition
            ? [condition.low, condition.high]
            : ["0", "0"];
      const backBelow = below !== null && against(p, below) <= 0 && against(p, low) < 0;
      const backAbove = above !== null && against(p, above) >= 0 && against(p, high) > 0;
      return backBelow || backAbove;
    }
  }
}

function includeInExtreme(rule: NaiveRule, price: Price): void {
  const further =
    rule.extreme === null ||
    (rule.spec.condition.kind === "pulls-back"
      ? price.value.gt(rule.extreme.value)
      : price.value.lt(rule.extreme.value));
  if (further) rule.extreme = price;
}

interface Bar {
  span: Span;
  lengthMs: number;
  open: Price | null;
  high: Price | null;
  low: Price | null;
  close: Price | null;
}

function spanOf(gap: TickGap): Span {
  return { fromWallMs: gap.fromWallMs, toWallMs: gap.toWallMs };
}

function candlesOf(gap: TickGap): Bar[] {
  const bars: Bar[] = [];
  for (const candle of gap.candles) {
    const endMs = candle.openMs + candle.lengthMs;
    if (endMs <= gap.fromWallMs || candle.openMs >= gap.toWallMs) continue;
    const span = { fromWallMs: Math.max(candle.openMs, gap.fromWallMs), toWallMs: Math.min(endMs, gap.toWallMs) };
    const started = candle.openMs < gap.fromWallMs;
    bars.push({
      span,
      lengthMs: candle.lengthMs,
      open: started ? null : plain(candle.open),
      high: !started || isNews(candle, gap, "high") ? plain(candle.high) : null,
      low: !started || isNews(candle, gap, "low") ? plain(candle.low) : null,
      close: plain(candle.close),
    });
  }
  return bars;
}

/** Whether the high or low of the candle in which the gap began exceeds what was seen live. */
function isNews(candle: Candle, gap: TickGap, edge: "high" | "low"): boolean {
  if (gap.seen === null) return gap.before === null;
  if (candle.openMs < gap.seen.openMs) return false;
  return edge === "high" ? new Big(candle.high).gt(gap.seen.high) : new Big(candle.low).lt(gap.seen.low);
}

function hitOf(
  rule: NaiveRule,
  gap: TickGap,
  before: Price | null,
  after: Price,
  bars: readonly Bar[],
  ways: readonly Way[],
): { span: Span; way: Way } | null {
  const first = isStateKind(rule);
  const turns = (from: Price | null, to: Price | null, way: Way): boolean => {
    if (to === null || !isSatisfied(rule.spec, to, way)) return false;
    return first || (from !== null && !isSatisfied(rule.spec, from, way));
  };
  const candidates: { span: Span; way: Way }[] = [];
  for (const lengthMs of [...new Set(bars.map((bar) => bar.lengthMs))].sort((a, b) => a - b)) {
    const row = bars.filter((bar) => bar.lengthMs === lengthMs);
    let previous = before;
    for (const bar of row) {
      const { open, high, low, close } = bar;
      const pairs = [
        [previous, open],
        [previous, high],
        [previous, low],
        [previous, close],
        [open, high],
        [open, low],
        [open, close],
        [high, close],
        [low, close],
      ] as const;
      for (const way of ways) if (pairs.some(([from, to]) => turns(from, to, way))) return { span: bar.span, way };
      previous = close ?? previous;
    }
    const last = row.at(-1);
    for (const way of ways)
      if (last !== undefined && turns(previous, after, way)) {
        candidates.push({ span: { fromWallMs: last.span.fromWallMs, toWallMs: gap.toWallMs }, way });
        break;
      }
  }
  for (const way of ways) if (turns(before, after, way)) return { span: spanOf(gap), way };
  return candidates[0] ?? null;
}

function isStateKind(rule: NaiveRule): boolean {
  return ["at-or-above", "at-or-below", "inside", "outside", "spread-at-least", "trade-size-at-least"].includes(
    rule.spec.condition.kind,
  );
}

function snapshotOf(rule: NaiveRule): RuleSnapshot {
  const { below, above } = bounds(rule.spec);
  const waits =
    rule.state === "triggered" &&
    rule.spec.condition.kind !== "spread-at-least" &&
    rule.spec.condition.kind !== "trade-size-at-least" &&
    !isWindow(rule) &&
    !isTrailing(rule);
  return {
    id: rule.id,
    spec: rule.spec,
    generation: rule.generation,
    state: rule.state,
    createdMs: rule.createdMs,
    stateMs: rule.stateMs,
    armedMs: rule.armedMs,
    armedBlind: rule.armedUnseen,
    lastFiredMs: rule.lastFiredMs,
    cooldownUntilMs: rule.cooldownUntilMs,
    rearmAt: waits ? { below: below?.toFixed() ?? null, above: above?.toFixed() ?? null } : null,
    holdingSinceMs: rule.hold?.sinceMs ?? rule.cutOff?.sinceMs ?? null,
    snoozedUntilMs: rule.snoozedUntilMs,
    extreme: rule.extreme?.text ?? null,
  };
}
