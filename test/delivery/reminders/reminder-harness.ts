/** Critical alerts with the outbox and their reminders, on a real database file, with a clock of its own. */
import type { Decision } from "../../../main/alerts/decision.ts";
import { maxTimes, repeatsAfterMs, type ReminderRules } from "../../../main/delivery/reminders/next-reminders.ts";
import { Reminders } from "../../../main/delivery/reminders/reminders.ts";
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { AcknowledgedBy, AlertEvent, Delivery } from "../../../preload/contract/event.ts";
import { decision } from "../decision.ts";
import { Harness, value } from "../outbox-harness.ts";
import type { RecordingChannel } from "../recording-channel.ts";

export const minuteMs = 60_000;
export const somebody: AcknowledgedBy = { destination: null, name: null, person: null };
export { maxTimes };

export function criticalDecision(rule: number, wallMs: number, monoMs: number, symbol = "BTC-USD"): Decision {
  const made = decision(rule, symbol, "once", wallMs, monoMs);
  const { spec } = made.rule;
  return { ...made, rule: { ...made.rule, spec: { ...spec, notify: { to: "default", urgency: "critical" } } } };
}

export class ReminderHarness {
  readonly outboxes: Harness;
  reminders: Reminders;
  /** As set by the person. */
  escalatesAfterMs: number | null = null;
  escalatesTo: DestinationId[] = [];
  /** Destinations whose service repeats by itself. */
  readonly repeatsItself = new Set<DestinationId>();
  #rules = 100;

  constructor(...others: RecordingChannel[]) {
    this.outboxes = new Harness(...others);
    this.reminders = this.#make();
  }

  get clock() {
    return this.outboxes.clock;
  }
  get channel() {
    return this.outboxes.channel;
  }
  get store() {
    return this.outboxes.store;
  }

  async start(): Promise<void> {
    this.outboxes.outbox.start();
    this.reminders.start();
    await this.outboxes.settle();
  }

  /** Nothing but the file is left of the run before; what it had planned never comes. */
  async restart(): Promise<void> {
    this.reminders.stop();
    void this.outboxes.outbox.stop();
    await this.outboxes.settle();
    this.outboxes.restart();
    this.reminders = this.#make();
    await this.start();
  }

  async fire(count = 1, to: DestinationId[] = this.#everywhere()): Promise<AlertEvent[]> {
    const { wallMs, monoMs } = this.clock.now();
    const decisions = Array.from({ length: count }, () => criticalDecision((this.#rules += 1), wallMs, monoMs));
    const events = value(this.store.commit(decisions, to, wallMs));
    for (const event of events) this.reminders.update(event);
    this.outboxes.outbox.wake();
    await this.outboxes.settle();
    return events;
  }

  async acknowledge(id: string): Promise<void> {
    const event = value(this.store.events.acknowledge(id, somebody, this.clock.now().wallMs));
    if (event !== null) this.reminders.update(event);
    await this.outboxes.settle();
  }

  /** From timer to timer: what one sets off has happened before the next one runs. */
  async advance(ms: number): Promise<void> {
    let leftMs = ms;
    do {
      const stepMs = Math.min(leftMs, this.clock.nextDelayMs ?? leftMs);
      leftMs -= stepMs;
      await this.outboxes.advance(stepMs);
    } while (leftMs > 0);
  }

  deliveries(id: string, destination: DestinationId): Delivery[] {
    const event = value(this.store.events.get(id));
    return (event?.deliveries ?? []).filter((delivery) => delivery.destination === destination);
  }

  async end(): Promise<void> {
    this.reminders.stop();
    await this.outboxes.outbox.stop();
  }

  #everywhere(): DestinationId[] {
    return ["desktop", ...this.outboxes.others.map(({ id }) => id), "history"];
  }

  #make(): Reminders {
    const rules: ReminderRules = {
      repeatsAfterMs: (destination) => {
        if (destination === "history" || this.repeatsItself.has(destination)) return null;
        return destination === "desktop" ? repeatsAfterMs.desktop : repeatsAfterMs.elsewhere;
      },
      escalatesAfterMs: null,
    };
    Object.defineProperty(rules, "escalatesAfterMs", { get: () => this.escalatesAfterMs });
    const reminders: Reminders = new Reminders({
      clock: this.clock,
      store: this.store,
      rules,
      escalatesTo: () => this.escalatesTo,
      added: (event) => {
        reminders.update(event);
        this.outboxes.outbox.wake();
      },
    });
    this.outboxes.make({ changed: (event) => reminders.update(event) });
    return reminders;
  }
}
