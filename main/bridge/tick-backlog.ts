/** Prices that one slow window has not been sent yet: the latest of each instrument, so that it never grows beyond the watchlist. */
import type { TickBatch } from "../../preload/contract/market.ts";
import { withAges } from "./tick-conflator.ts";

interface Row {
  readonly last: string | null;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly receivedMs: number;
  readonly ageMs: number | null;
}

export class TickBacklog {
  readonly #rows = new Map<string, Row>();

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /** Keeps a batch that was not sent; later prices take the place of earlier ones. */
  add(batch: TickBatch): void {
    batch.keys.forEach((key, i) => {
      const before = this.#rows.get(key);
      const last = batch.last[i];
      this.#rows.set(key, {
        last: last ?? before?.last ?? null,
        bid: batch.bid[i] ?? before?.bid ?? null,
        ask: batch.ask[i] ?? before?.ask ?? null,
        receivedMs: batch.receivedMs[i]!,
        ageMs: (typeof last === "string" ? batch.ageMs?.[i] : before?.ageMs) ?? null,
      });
    });
  }

  /** Everything kept as one batch; the backlog is empty afterwards. */
  take(): TickBatch {
    const rows = [...this.#rows.values()];
    const batch: TickBatch = {
      keys: [...this.#rows.keys()],
      last: rows.map((row) => row.last),
      bid: rows.map((row) => row.bid),
      ask: rows.map((row) => row.ask),
      receivedMs: rows.map((row) => row.receivedMs),
    };
    this.#rows.clear();
    return withAges(
      batch,
      rows.map((row) => row.ageMs),
    );
  }
}
