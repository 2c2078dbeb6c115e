/** Alerts that fire on time, and how long each took from there to the desktop. */
import type { Outbox } from "../../main/delivery/outbox.ts";
import type { Clock } from "../../main/lib/clock.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { decision } from "../delivery/decision.ts";
import type { RecordingChannel } from "../delivery/recording-channel.ts";

/** Until the desktop's channel had been handed the message, which was some steps later; of each alert, real milliseconds. */
export interface Latencies {
  /** From when the price was due: what holds up the process at that moment counts too. */
  readonly fromDue: readonly number[];
  /** From when the alert was decided, just before it was written. */
  readonly fromDecision: readonly number[];
}

export class TimedFires {
  count = 0;
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #speed: number;
  /** When each was due, and when its decision was made, by the real clock. */
  readonly #times = new Map<string, { readonly dueMs: number; readonly decidedMs: number }>();
  readonly latencies: Record<keyof Latencies, number[]> = { fromDue: [], fromDecision: [] };

  constructor(store: Store, outbox: Outbox, desktop: RecordingChannel, clock: Clock, speed: number) {
    this.#store = store;
    this.#outbox = outbox;
    this.#clock = clock;
    this.#speed = speed;
    desktop.answer = ({ id, subject }) => {
      for (const event of subject?.events ?? []) {
        const times = this.#times.get(event.ruleId ?? "");
        if (times === undefined) continue;
        this.#times.delete(event.ruleId ?? "");
        this.latencies.fromDue.push(performance.now() - times.dueMs);
        this.latencies.fromDecision.push(performance.now() - times.decidedMs);
      }
      return { state: "shown", externalId: `x-${id}` };
    };
  }

  async run(seconds: number, perSecond: number, ids: readonly string[]): Promise<void> {
    const startedMs = this.#clock.now().monoMs;
    for (let made = 0; made < seconds * perSecond; made += 1) {
      const dueInMs = startedMs + (made * 1_000) / perSecond - this.#clock.now().monoMs;
      const dueMs = performance.now() + dueInMs / this.#speed;
      if (dueInMs > 0) await new Promise<void>((resolve) => void this.#clock.after(dueInMs, resolve));
      const { wallMs, monoMs } = this.#clock.now();
      this.count += 1;
      this.#times.set(`r${this.count}`, { dueMs, decidedMs: performance.now() });
      const fired = decision(this.count, "BTC-USD", "once", Math.round(wallMs), monoMs);
      const written = this.#store.commit([fired], ["desktop", "history", ...ids], Math.round(wallMs));
      if (!written.ok) throw new Error(written.error.message);
      this.#outbox.wake();
    }
  }
}

export function quantile(latencies: readonly number[], share: number): number {
  const sorted = [...latencies].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
