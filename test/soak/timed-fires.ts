/** Alerts that fire on time, and how long each took from there to the desktop. */
import type { Outbox } from "../../main/delivery/outbox.ts";
import type { Clock } from "../../main/lib/clock.ts";
import type { Store } from "../../main/store/store-interface.ts";
import { decision } from "../delivery/decision.ts";
import type { RecordingChannel } from "../delivery/recording-channel.ts";

export class TimedFires {
  count = 0;
  readonly #store: Store;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #speed: number;
  /** When each was due, by the real clock. */
  readonly #dueMs = new Map<string, number>();
  readonly #latencies: number[] = [];

  constructor(store: Store, outbox: Outbox, desktop: RecordingChannel, clock: Clock, speed: number) {
    this.#store = store;
    this.#outbox = outbox;
    this.#clock = clock;
    this.#speed = speed;
    desktop.answer = ({ id, subject }) => {
      for (const event of subject?.events ?? []) {
        const dueMs = this.#dueMs.get(event.ruleId ?? "");
        if (dueMs === undefined) continue;
        this.#dueMs.delete(event.ruleId ?? "");
        this.#latencies.push(performance.now() - dueMs);
      }
      return { state: "shown", externalId: `x-${id}` };
    };
  }

  /** From when the price was due until the desktop's channel had been handed the message, which was some steps later; real milliseconds. */
  get latencies(): readonly number[] {
    return this.#latencies;
  }

  async run(seconds: number, perSecond: number, ids: readonly string[]): Promise<void> {
    const startedMs = this.#clock.now().monoMs;
    for (let made = 0; made < seconds * perSecond; made += 1) {
      const dueInMs = startedMs + (made * 1_000) / perSecond - this.#clock.now().monoMs;
      // What holds up this process as the price comes counts too.
      const dueMs = performance.now() + dueInMs / this.#speed;
      if (dueInMs > 0) await new Promise<void>((resolve) => void this.#clock.after(dueInMs, resolve));
      const { wallMs, monoMs } = this.#clock.now();
      this.count += 1;
      this.#dueMs.set(`r${this.count}`, dueMs);
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
