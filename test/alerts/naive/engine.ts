/**
 * The truth table a second time, for clarity only: it rescans every rule and every remembered price at every tick, has no
 * index, and shares nothing with the engine but the types and big.js. Where the two differ, one of them is wrong.
 */
import type { RuleSnapshot } from "../../../main/alerts/decision.ts";
import { instrumentKey, type InstrumentKey } from "../../../preload/contract/instrument.ts";
import type { RuleDetails, RuleSpec } from "../../../preload/contract/rule.ts";
import type { Moment, Tick, TickGap } from "../../../preload/contract/tick.ts";
import {
  type Price,
  type Way,
  type NaiveRule,
  type Place,
  type Plain,
  watches,
  isTrailing,
  isWindow,
  expiryOf,
  newRule,
  loadedRule,
  snapshotOf,
} from "./rule.ts";
import { priceOf, against } from "./prices.ts";
import { needsPrevious, levelOf, isSatisfied, isTrue, includeInExtreme } from "./conditions.ts";
import { spanOf, candlesOf, hitOf, sizeHitOf } from "./gap.ts";
import { NaiveStates } from "./states.ts";

export class Naive extends NaiveStates {
  rules: NaiveRule[] = [];
  #places = new Map<InstrumentKey, Place>();

  load(lives: readonly RuleSnapshot[], now: Moment): Plain[] {
    for (const snapshot of lives) {
      const rule = loadedRule(snapshot, now);
      this.rules.push(rule);
      this.#place(rule).coverage = "blind";
      if (snapshot.state === "holding") this.changed(rule);
    }
    return this.take();
  }

  add(id: string, spec: RuleSpec, now: Moment, known: Tick | null): Plain[] {
    const rule = newRule(id, spec, now);
    this.rules.push(rule);
    this.#armAt(rule, now, known);
    return this.take();
  }

  edit(id: string, spec: RuleSpec, now: Moment, known: Tick | null): Plain[] {
    const rule = this.#find(id);
    rule.spec = spec;
    this.#armAt(rule, now, known);
    return this.take();
  }

  setDetails(id: string, details: RuleDetails): Plain[] {
    const rule = this.#find(id);
    rule.spec = { ...rule.spec, ...details };
    this.changed(rule);
    return this.take();
  }

  pause(id: string, now: Moment, untilMs: number | null): Plain[] {
    const rule = this.#find(id);
    if (rule.state === "expired" || (rule.state === "done" && untilMs === null)) return [];
    this.enter(rule, "paused", now.wallMs);
    rule.snoozedUntilMs = untilMs;
    rule.awakeMonoMs = untilMs === null ? null : now.monoMs + untilMs - now.wallMs;
    this.changed(rule);
    return this.take();
  }

  resume(id: string, now: Moment, known: Tick | null): Plain[] {
    const rule = this.#find(id);
    if (rule.state !== "paused" && rule.state !== "done") return [];
    if (expiryOf(rule) <= now.wallMs) this.expire(rule, now.wallMs);
    else this.#armAt(rule, now, known);
    return this.take();
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
      const bySize = sizeHitOf(rule, gap, at);
      if (bySize !== null) this.satisfy(rule, bySize.tick, null, bySize.span, "up", at);
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
    return this.take();
  }

  onLost(keys: readonly InstrumentKey[], now: Moment): Plain[] {
    this.#processTimers(now, null);
    this.#markBlind(keys, now);
    return this.take();
  }

  onTime(now: Moment, knownOf: (key: InstrumentKey) => Tick | null): Plain[] {
    this.#processTimers(now, knownOf);
    return this.take();
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
    if (isSatisfied(rule.spec, price, way)) this.satisfy(rule, tick, before, null, way, at);
    else this.changed(rule);
  }

  #decideFirstTick(rule: NaiveRule, tick: Tick, price: Price, at: Moment): Tick | null {
    const isLater = rule.armedMs > (rule.gap?.knownMs ?? Infinity);
    const isTold = !isLater && (!rule.armedUnseen || rule.armedMs <= (rule.gap?.fromWallMs ?? 0));
    const gap = isTold ? rule.gap : null;
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
      if (rule.cooldownEndMonoMs !== null && rule.cooldownUntilMs !== null) {
        const leftMs = Math.max(0, rule.cooldownUntilMs - at.wallMs);
        rule.cooldownEndMonoMs = Math.min(rule.cooldownEndMonoMs, at.monoMs + leftMs);
      }
      this.tryRearm(rule, tick, price, at);
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
        this.satisfy(rule, tick, before, gap === null ? null : spanOf(gap), "up", at);
      return before;
    }
    if (isWindow(rule)) return before;
    if (gap === null || kind === "trade-size-at-least") {
      const previous = before === null ? null : priceOf(rule.spec, before);
      const way = (["up", "down"] as const).find((one) => isTrue(rule, previous, price, at, one));
      if (way !== undefined) this.satisfy(rule, tick, before, null, way, at);
      return before;
    }
    const ways: Way[] = (kind === "crosses" ? (["up", "down"] as const) : (["up"] as const)).filter(
      (way) => rule.spec.holdForMs === 0 || isSatisfied(rule.spec, price, way),
    );
    const hit = hitOf(rule, gap, before === null ? null : priceOf(rule.spec, before), price, candles, ways);
    if (hit !== null) this.satisfy(rule, tick, before, hit.span, hit.way, at);
    return before;
  }

  #nextTick(rule: NaiveRule, tick: Tick, price: Price, at: Moment): void {
    rule.window.push({ ...price, monoMs: at.monoMs });
    if (rule.state === "triggered") {
      this.tryRearm(rule, tick, price, at);
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
      this.enter(rule, "armed", at.wallMs);
      if (!this.#satisfyIfTrue(rule, tick, price, at)) this.changed(rule);
      return;
    }
    this.#satisfyIfTrue(rule, tick, price, at);
  }

  #satisfyIfTrue(rule: NaiveRule, tick: Tick, price: Price, at: Moment): boolean {
    const previous = rule.q === null ? null : priceOf(rule.spec, rule.q);
    for (const way of ["up", "down"] as const) {
      if (!isTrue(rule, previous, price, at, way)) continue;
      this.satisfy(rule, tick, rule.q, null, way, at);
      return true;
    }
    return false;
  }

  #armAt(rule: NaiveRule, now: Moment, known: Tick | null): void {
    const place = this.#place(rule);
    if (known !== null && place.coverage === "new") place.coverage = "live";
    const taken = known !== null && place.coverage === "live" && priceOf(rule.spec, known) !== null ? known : null;
    // What is accepted later counts as no earlier, whatever its own time says.
    if (taken !== null) place.monoMs = Math.max(place.monoMs, taken.receivedMonoMs);
    this.rearm(rule, { wallMs: now.wallMs, monoMs: taken === null ? now.monoMs : place.monoMs }, taken);
    rule.unseen = place.coverage !== "live";
    rule.armedUnseen = rule.unseen;
    rule.gap = null;
    this.changed(rule);
    const price = taken === null ? null : priceOf(rule.spec, taken);
    if (taken !== null && price !== null && !isWindow(rule) && isTrue(rule, null, price, now, "up"))
      this.satisfy(rule, taken, null, null, "up", now);
  }

  #processTimers(now: Moment, knownOf: ((key: InstrumentKey) => Tick | null) | null): void {
    for (const rule of this.rules) {
      const hold = rule.hold;
      if (hold !== null && hold.dueMonoMs <= now.monoMs) {
        const wallMs = now.wallMs - (now.monoMs - hold.dueMonoMs);
        if (wallMs < expiryOf(rule))
          this.fire(rule, hold.tick, hold.previous, hold.gap, { wallMs, monoMs: hold.dueMonoMs }, rule.q);
      }
      if (rule.state === "done" || rule.state === "expired") continue;
      if (expiryOf(rule) <= now.wallMs) this.expire(rule, now.wallMs);
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
      this.enter(rule, "armed", now.wallMs);
      if (hold !== null && needsPrevious(rule.spec)) rule.cutOff = { sinceMs: hold.sinceMs, way: hold.way };
      this.changed(rule);
    }
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
