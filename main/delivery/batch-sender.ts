/**
 * Hands one message to a destination's channel and writes down how it went. `begin` is durable before anything is shown and `end`
 * comes after: a crash in between leaves a row that says so and in which message, and the next start shows it again in that one.
 */
import { message as text } from "../../preload/contract/messages/message.ts";
import type { Moment } from "../../preload/contract/tick.ts";
import { failpoint } from "../lib/failpoint.ts";
import { WallClockSteps } from "../lib/wall-clock-steps.ts";
import type { DueDelivery } from "../store/delivery-types.ts";
import type { ChannelQueueOptions } from "./channel-queue-options.ts";
import type { Message, Outcome } from "./channel.ts";
import { externalIdOf, planFor, planOf } from "./dispatch-batch.ts";
import type { GroupPlan, Grouping } from "./grouping.ts";
import { groupMessageOf, messageOf } from "./message.ts";
import { isReminder, tellingOf, type Telling } from "./reminders/reminder-message.ts";
import { digestMessageOf } from "./quiet-hours/digest-message.ts";
import { isDigestId } from "./quiet-hours/digest.ts";
import { endingsOf, waitsAtService, type Ending } from "./retry.ts";

/**
 * `put-off`: it waits for the destination, and nothing else may be handed over before it. `unwritten`: the database failed, and nothing
 * more may be shown.
 */
export type BatchOutcome = "told" | "put-off" | "unwritten";

export class BatchSender {
  readonly #options: Omit<ChannelQueueOptions, "enabled" | "acted">;
  readonly #grouping: Grouping;
  readonly #started: Moment;
  readonly #steps: WallClockSteps;
  /** Shown, but the database could not be told: written as soon as it can be, never shown again by this process. */
  #unwritten: Ending[] = [];

  constructor(options: Omit<ChannelQueueOptions, "enabled" | "acted">, grouping: Grouping) {
    this.#options = options;
    this.#grouping = grouping;
    this.#started = options.clock.now();
    this.#steps = new WallClockSteps(options.clock);
  }

  /** One message: begin, show, end. */
  async send(batch: readonly DueDelivery[]): Promise<BatchOutcome> {
    const { store, clock } = this.#options;
    const [first] = batch;
    if (first === undefined) return "told";
    const planned = planOf(batch, store.deliveries, this.#grouping, clock.now().monoMs);
    if (!planned.ok) return "unwritten";
    const messageId = planned.value?.id ?? first.event.id;
    const supersedes = planned.value?.superseded.map(({ id }) => id) ?? [];
    const began = store.deliveries.begin(idsOf(batch), { messageId, supersedes }, clock.now().wallMs);
    if (!began.ok) return "unwritten";
    const rows = batch.filter((row) => began.value.includes(row.id));
    if (rows.length === 0) return "told";
    failpoint("sending");
    const plan = planFor(rows, batch, planned.value);
    const outcome = await this.#show(this.#messageOf(plan, first, tellingOf(rows)));
    failpoint("sent");
    // What was kept back is no sign that much happens now.
    const isOfNow = !isReminder(first) && first.keptUntilMs === null;
    if ((outcome.state === "shown" || outcome.state === "sent") && isOfNow) {
      const { monoMs } = clock.now();
      if (plan !== null) this.#grouping.shownInGroup(plan, monoMs);
      else this.#grouping.shownAlone(first.event, monoMs);
    }
    const now = clock.now();
    this.#unwritten.push(...endingsOf(rows, outcome, now.wallMs, this.steadyMs()));
    const written = this.writeUnwritten();
    failpoint("acknowledged");
    if (!written) return "unwritten";
    return waitsAtService(outcome) ? "put-off" : "told";
  }

  /** What the wall clock would show if nobody had set it since the start. */
  steadyMs(): number {
    return this.#started.wallMs + this.#options.clock.now().monoMs - this.#started.monoMs;
  }

  /** Has a look whether the wall clock was set: to be called whenever something may be due. */
  noticeClock(): void {
    this.#steps.look();
  }

  #messageOf(plan: GroupPlan | null, first: DueDelivery, telling: Telling): Message {
    const { clock, store, textOptions } = this.#options;
    const { wallMs } = clock.now();
    const agoMs = (pastMs: number): number => this.#steps.agoMs(pastMs);
    const options = { ...textOptions, wasKept: first.keptUntilMs !== null, agoMs };
    if (plan === null) return messageOf(first.event, wallMs, externalIdOf(first, store.deliveries), options, telling);
    return isDigestId(plan.id)
      ? digestMessageOf(plan, wallMs, textOptions, telling)
      : groupMessageOf(plan, wallMs, options, telling);
  }

  async #show(message: Message): Promise<Outcome> {
    try {
      return await this.#options.channel.show(message);
    } catch (error) {
      // A bug in a channel must not stop all other alerts; the history shows what it said.
      return {
        state: "failed",
        reason: text("notify.why.channel-failed", { reason: error instanceof Error ? error.message : String(error) }),
        retryable: true,
      };
    }
  }

  /** These are to be written as well, before anything else is shown. */
  keep(endings: readonly Ending[]): void {
    this.#unwritten.push(...endings);
  }

  /** True when nothing is left to be written. */
  writeUnwritten(): boolean {
    const { store, clock } = this.#options;
    let entry = this.#unwritten[0];
    while (entry !== undefined) {
      const ended = store.deliveries.end(idsOf(entry.rows), entry.outcome, clock.now().wallMs);
      if (!ended.ok) return false;
      this.#unwritten.shift();
      this.tell(entry.rows);
      const { outcome } = entry;
      if (outcome.state === "failed" || outcome.state === "unknown")
        this.#options.gaveUp?.(entry.rows, outcome.state, outcome.error);
      entry = this.#unwritten[0];
    }
    return true;
  }

  /** Says that the deliveries of these events are in another state. */
  tell(rows: readonly DueDelivery[]): void {
    const { store, changed } = this.#options;
    for (const id of new Set(rows.map((row) => row.event.id))) {
      const event = store.events.get(id);
      if (event.ok && event.value !== null) changed(event.value);
    }
  }
}

export const idsOf = (rows: readonly DueDelivery[]): number[] => rows.map((row) => row.id);
