/**
 * In which state a rule is, since when, and what it waits for in it (the truth table, "Hold, repeat, re-arm, cooldown"). Each
 * change is a method here; which one comes when is decided in transitions.ts and evaluate.ts.
 */
import type { RuleState } from "../../preload/contract/rule.ts";
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import type { Direction } from "./conditions/threshold.ts";
import type { MeasuredFrom, RuleSnapshot, Span } from "./decision.ts";

/** What a rule fires with, or begins to hold with. */
export interface Cause {
  readonly tick: Tick;
  readonly previous: Tick | null;
  readonly gap: Span | null;
  /** For `crosses`: the side it went to. */
  readonly direction: Direction;
}

/** The same with what a move was measured from at that moment: later prices may be beyond it. */
export interface ProvedCause extends Cause {
  readonly measuredFrom: MeasuredFrom | null;
}

/** What a holding rule will fire with. */
export interface Hold extends ProvedCause {
  readonly sinceWallMs: number;
  readonly dueMonoMs: number;
}

/** A hold of a transition that an outage broke: it starts anew if the first price afterwards is still on that side. */
export interface InterruptedHold {
  readonly sinceWallMs: number;
  /** Null after a restart: `crosses` has to be asked which side the last price known was on. */
  readonly direction: Direction | null;
}

export class RuleLifecycle {
  #generation = 0;
  #state: RuleState = "armed";
  #stateMs: number;
  #armedMs: number;
  #lastFiredMs: number | null = null;
  #cooldownUntilMs: number | null = null;
  #cooldownEndMonoMs = Number.NEGATIVE_INFINITY;
  #comparedSinceFire = false;
  #snoozedUntilMs: number | null = null;
  #hold: Hold | null = null;
  #interruptedHold: InterruptedHold | null = null;

  /** `createdMs`: wall time. Of generation 0, which never fires: arming is what begins the first one. */
  constructor(createdMs: number) {
    this.#stateMs = createdMs;
    this.#armedMs = createdMs;
  }

  /**
   * As the database remembers it. A hold does not survive: nobody watched. Of a transition it is remembered (`isTransition`), so
   * that the first price starts it anew or not. A triggered rule keeps its cooldown.
   */
  static restored(snapshot: RuleSnapshot, isTransition: boolean, now: Moment): RuleLifecycle {
    const lifecycle = new RuleLifecycle(snapshot.createdMs);
    const held = snapshot.state === "holding";
    lifecycle.#generation = snapshot.generation;
    lifecycle.#state = held ? "armed" : snapshot.state;
    lifecycle.#stateMs = held ? now.wallMs : snapshot.stateMs;
    lifecycle.#armedMs = snapshot.armedMs;
    if (snapshot.holdingSinceMs !== null && isTransition)
      lifecycle.#interruptedHold = { sinceWallMs: snapshot.holdingSinceMs, direction: null };
    lifecycle.#lastFiredMs = snapshot.lastFiredMs;
    lifecycle.#snoozedUntilMs = snapshot.snoozedUntilMs;
    if (snapshot.state !== "triggered" || snapshot.cooldownUntilMs === null) return lifecycle;
    lifecycle.#cooldownUntilMs = snapshot.cooldownUntilMs;
    // Monotonic time began anew with this process. A clock set back must not make a cooldown longer than it ever was.
    lifecycle.#cooldownEndMonoMs =
      now.monoMs + Math.min(Math.max(0, snapshot.cooldownUntilMs - now.wallMs), snapshot.spec.cooldownMs);
    return lifecycle;
  }

  /** One that goes on from here by itself: for a dry run, in which a price may have gone two ways. */
  copy(): RuleLifecycle {
    const copy = new RuleLifecycle(this.#stateMs);
    copy.#generation = this.#generation;
    copy.#state = this.#state;
    copy.#armedMs = this.#armedMs;
    copy.#lastFiredMs = this.#lastFiredMs;
    copy.#cooldownUntilMs = this.#cooldownUntilMs;
    copy.#cooldownEndMonoMs = this.#cooldownEndMonoMs;
    copy.#comparedSinceFire = this.#comparedSinceFire;
    copy.#snoozedUntilMs = this.#snoozedUntilMs;
    copy.#hold = this.#hold;
    copy.#interruptedHold = this.#interruptedHold;
    return copy;
  }

  /** Grows by one with each arming (H15). */
  get generation(): number {
    return this.#generation;
  }

  get state(): RuleState {
    return this.#state;
  }

  /** Wall time at which `state` was entered. */
  get stateMs(): number {
    return this.#stateMs;
  }

  /** Wall time at which the present generation was armed. */
  get armedMs(): number {
    return this.#armedMs;
  }

  get lastFiredMs(): number | null {
    return this.#lastFiredMs;
  }

  get cooldownUntilMs(): number | null {
    return this.#cooldownUntilMs;
  }

  /** Monotonic time until which a triggered rule cannot re-arm; -Infinity without a cooldown. */
  get cooldownEndMonoMs(): number {
    return this.#cooldownEndMonoMs;
  }

  /** While triggered, and cooled down: a tick after the fire has been compared with the way back. */
  get comparedSinceFire(): boolean {
    return this.#comparedSinceFire;
  }

  get snoozedUntilMs(): number | null {
    return this.#snoozedUntilMs;
  }

  get hold(): Hold | null {
    return this.#hold;
  }

  get interruptedHold(): InterruptedHold | null {
    return this.#interruptedHold;
  }

  /** The states in which ticks matter to a rule. */
  get isWatching(): boolean {
    return this.#state === "armed" || this.#state === "holding" || this.#state === "triggered";
  }

  /** A new generation. */
  arm(wallMs: number): void {
    this.endGeneration();
    this.#generation++;
    this.#enter("armed", wallMs);
    this.#armedMs = wallMs;
  }

  /** Ends what belongs to a generation. The state stays, until another one is entered. */
  endGeneration(): void {
    this.#hold = null;
    this.#interruptedHold = null;
    this.#cooldownUntilMs = null;
    this.#cooldownEndMonoMs = Number.NEGATIVE_INFINITY;
    this.#comparedSinceFire = false;
    this.#snoozedUntilMs = null;
  }

  /** The condition is true since `at`. Returns the monotonic time at which the hold will be complete. */
  beginHold(cause: ProvedCause, at: Moment, holdForMs: number): number {
    const { tick, previous, gap, direction, measuredFrom } = cause;
    const dueMonoMs = at.monoMs + holdForMs;
    this.#hold = { tick, previous, gap, direction, measuredFrom, sinceWallMs: at.wallMs, dueMonoMs };
    this.#enter("holding", at.wallMs);
    return dueMonoMs;
  }

  /** A hold that did not last. The generation stays. */
  breakHold(wallMs: number): void {
    this.#hold = null;
    this.#enter("armed", wallMs);
  }

  /** An outage broke the hold of a transition, which no later price repeats: it is remembered. */
  interruptHold(wallMs: number): void {
    if (this.#hold !== null)
      this.#interruptedHold = { sinceWallMs: this.#hold.sinceWallMs, direction: this.#hold.direction };
    this.breakHold(wallMs);
  }

  /** The hold that an outage broke, once: the first price afterwards decides what becomes of it. */
  takeInterruptedHold(): InterruptedHold | null {
    const interrupted = this.#interruptedHold;
    this.#interruptedHold = null;
    return interrupted;
  }

  /** Its generation ends with a fire; the state that follows is entered next. */
  fire(wallMs: number): void {
    this.#lastFiredMs = wallMs;
    this.endGeneration();
  }

  /** It waits to re-arm: until the price has come back, and `cooldownMs` have passed since `at`. */
  waitToRearm(at: Moment, cooldownMs: number): void {
    this.#enter("triggered", at.wallMs);
    if (cooldownMs === 0) return;
    this.#cooldownEndMonoMs = at.monoMs + cooldownMs;
    this.#cooldownUntilMs = at.wallMs + cooldownMs;
  }

  /** A tick after the fire has been compared with the way back. */
  compareSinceFire(): void {
    this.#comparedSinceFire = true;
  }

  /**
   * After a time in which nobody watched: the machine may have slept, and monotonic time stands still then. A cooldown that by
   * the wall clock is over is over (H18), as it is after a restart.
   */
  cooldownEndsByWall(at: Moment): void {
    if (this.#cooldownUntilMs === null) return;
    this.#cooldownEndMonoMs = Math.min(
      this.#cooldownEndMonoMs,
      at.monoMs + Math.max(0, this.#cooldownUntilMs - at.wallMs),
    );
  }

  /** `snoozedUntilMs`: wall time at which it ends by itself; null: it does not. */
  pause(wallMs: number, snoozedUntilMs: number | null): void {
    this.endGeneration();
    this.#enter("paused", wallMs);
    this.#snoozedUntilMs = snoozedUntilMs;
  }

  /** What is left of a snooze at `wallMs`, never more than its own length; null where none runs. */
  snoozeLeftMs(wallMs: number): number | null {
    const until = this.#snoozedUntilMs;
    if (this.#state !== "paused" || until === null) return null;
    return Math.max(0, Math.min(until - wallMs, until - this.#stateMs));
  }

  end(state: "done" | "expired", wallMs: number): void {
    this.#enter(state, wallMs);
  }

  #enter(state: RuleState, wallMs: number): void {
    this.#state = state;
    this.#stateMs = wallMs;
  }
}
