/** The outbox on a real database file, with a clock of its own and a channel that records. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { Outbox, type OutboxOptions, type OutboxStore } from "../../main/delivery/outbox.ts";
import { openStore, type Store } from "../../main/store/store.ts";
import { quietUntil } from "../../main/delivery/quiet-hours/quiet-until.ts";
import type { DestinationId, Notify } from "../../preload/contract/destination.ts";
import type { AlertEvent, Delivery } from "../../preload/contract/event.ts";
import { defaultQuietHours, type QuietHours } from "../../preload/contract/quiet-hours.ts";
import type { Result } from "../../preload/contract/result.ts";
import { afterTest } from "../doubles/after-test.ts";
import { ManualClock } from "../doubles/clock.ts";
import { decision } from "./decision.ts";
import { RecordingChannel } from "./recording-channel.ts";

export { decision } from "./decision.ts";

export class Harness {
  readonly clock = new ManualClock();
  readonly channel = new RecordingChannel();
  /** Events as told to windows, newest last. */
  readonly told: AlertEvent[] = [];
  enabled = true;
  quietHours: QuietHours = defaultQuietHours;
  zone = "UTC";
  /** Further channels, beside {@link channel}. */
  readonly others: readonly RecordingChannel[];
  store: Store;
  outbox: Outbox;
  readonly #folder = mkdtempSync(join(tmpdir(), "pricebell-outbox-"));
  #rules = 0;

  constructor(...others: RecordingChannel[]) {
    this.others = others;
    this.store = this.#open();
    this.outbox = this.make();
    afterTest(() => this.end());
  }

  make(changes: Partial<OutboxOptions> = {}): Outbox {
    this.outbox = new Outbox({
      clock: this.clock,
      store: this.store,
      channels: [
        { channel: this.channel, enabled: () => this.enabled },
        ...this.others.map((channel) => ({ channel, enabled: () => true })),
      ],
      changed: (event) => this.told.push(event),
      quietUntilMs: () => quietUntil(this.quietHours, this.clock.now().wallMs, this.zone),
      textOptions: { locale: "en", timeZone: "UTC" },
      ...changes,
    });
    return this.outbox;
  }

  /** The process is gone and starts anew: nothing but the file is left. The old outbox is not stopped, only forgotten. */
  restart(): Outbox {
    this.store.close();
    this.store = this.#open();
    this.told.length = 0;
    return this.make();
  }

  /** Commits that many alerts that fire now, as one transaction. */
  fire(
    count = 1,
    symbol = "BTC-USD",
    repeat: "once" | "always" = "once",
    urgency: Notify["urgency"] = "normal",
  ): AlertEvent[] {
    const { wallMs, monoMs } = this.clock.now();
    const decisions = Array.from({ length: count }, () =>
      decision((this.#rules += 1), symbol, repeat, wallMs, monoMs, urgency),
    );
    return value(this.store.commit(decisions, this.#destinations(), wallMs));
  }

  blind(toMs: number | null): AlertEvent {
    const nowMs = this.clock.now().wallMs;
    const blind = { venue: null, instrument: null, fromMs: nowMs - 180_000, toMs, because: "disconnected" } as const;
    return value(this.store.recordBlind(blind, this.#destinations(), nowMs));
  }

  /** Lets everything that waits for no clock happen. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  desktop(id: string): Delivery | undefined {
    return this.delivery(id, "desktop");
  }

  delivery(id: string, destination: DestinationId): Delivery | undefined {
    return value(this.store.events.get(id))?.deliveries.find((delivery) => delivery.destination === destination);
  }

  #destinations(): DestinationId[] {
    return ["desktop", ...this.others.map(({ id }) => id), "history"];
  }

  /** A store whose named delivery call fails while `failing()` says so. */
  failing(call: "begin" | "end" | "due" | "recover" | "retry", failing: () => boolean): OutboxStore {
    const { deliveries } = this.store;
    const broken = (): { ok: false; error: { code: "store-failed"; message: string } } => ({
      ok: false,
      error: { code: "store-failed", message: "disk full" },
    });
    const real = deliveries[call].bind(deliveries) as (...input: never[]) => unknown;
    return {
      events: this.store.events,
      deliveries: {
        ...deliveries,
        [call]: (...input: never[]) => (failing() ? broken() : real(...input)),
      } as Store["deliveries"],
    };
  }

  async end(): Promise<void> {
    await this.outbox.stop();
    this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
    expect(this.clock.pending).toBe(0);
  }

  #open(): Store {
    const opened = openStore({
      shownByWriting: ["history"],
      dataDir: join(this.#folder, "data"),
      nowMs: this.clock.now().wallMs,
    });
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  }
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
