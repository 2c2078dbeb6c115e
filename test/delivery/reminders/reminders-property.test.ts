/** Generated lives of alerts: fires, answers, services that are away, restarts and clocks that are set, against a naive second opinion. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Reminders } from "../../../main/delivery/reminders/reminders.ts";
import type { StoredReminders } from "../../../main/store/reminders-table.ts";
import type { AlertEvent, Delivery } from "../../../preload/contract/event.ts";
import { ok } from "../../../preload/contract/result.ts";
import { inMemoryEvent } from "../../../main/store/events-table.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { NaiveReminders } from "./naive-reminders.ts";
import { criticalDecision } from "./reminder-harness.ts";

const second = 1_000;
const places = ["desktop", "phone-1"] as const;
const allPlaces = [...places, "mail-1"];

/** The rows of a database in memory: thousands of lives cannot each have a file. What the real one does is tested beside it. */
class MemoryRun {
  readonly told: string[] = [];
  readonly clock = new ManualClock();
  readonly #events = new Map<string, AlertEvent>();
  readonly #names = new Map<string, string>();
  readonly #away = new Set<string>();
  readonly #escalatesAfterMs: number | null;
  readonly #startMs = this.clock.now().monoMs;
  #reminders: Reminders;

  constructor(escalatesAfterMs: number | null) {
    this.#escalatesAfterMs = escalatesAfterMs;
    this.#reminders = this.#start();
  }

  fire(name: string, destinations: readonly string[]): void {
    const { wallMs, monoMs } = this.clock.now();
    const decision = criticalDecision(this.#events.size + 1, wallMs, monoMs);
    if (decision.kind === "changed") return;
    const event = inMemoryEvent(decision);
    this.#names.set(event.id, name);
    this.#put({ ...event, deliveries: destinations.map((destination) => this.#row(destination, "event", 1)) });
    this.#send(event.id);
  }

  acknowledge(name: string): void {
    for (const [id, event] of this.#events)
      if (this.#names.get(id) === name) this.#put({ ...event, acknowledgedAt: this.#now() });
    this.#tellAll();
  }

  away(destination: string, isAway: boolean): void {
    if (isAway) this.#away.add(destination);
    else this.#away.delete(destination);
    for (const id of this.#events.keys()) this.#send(id);
  }

  restart(): void {
    this.#reminders.stop();
    this.#reminders = this.#start();
  }

  end(): void {
    this.#reminders.stop();
  }

  #start(): Reminders {
    const store: StoredReminders = {
      awaiting: () => ok([...this.#events.values()].filter(({ acknowledgedAt }) => acknowledgedAt === null)),
      repeat: ({ eventId, destination, occasion, nth }) => ok(this.#add(eventId, destination, occasion, nth)),
      escalate: (eventId, destinations) =>
        ok(destinations.map((each) => this.#add(eventId, each, "escalation", 1)).includes(true)),
      end: () => ok(null),
    };
    const reminders: Reminders = new Reminders({
      clock: this.clock,
      store: { reminders: store, events: { get: (id) => ok(this.#events.get(id) ?? null) } },
      rules: {
        repeatsAfterMs: (destination) => (destination === "desktop" ? 60 : 300) * second,
        escalatesAfterMs: this.#escalatesAfterMs,
      },
      escalatesTo: () => ["mail-1"],
      added: ({ id }) => this.#send(id),
    });
    this.#reminders = reminders;
    reminders.start();
    return reminders;
  }

  #add(id: string, destination: string, occasion: Delivery["occasion"], nth: number): boolean {
    const event = this.#events.get(id);
    if (event === undefined || event.acknowledgedAt !== null) return false;
    this.#put({ ...event, deliveries: [...event.deliveries, this.#row(destination, occasion, nth)] });
    return true;
  }

  /** What waits is taken at once, unless the service is away. */
  #send(id: string): void {
    const event = this.#events.get(id);
    if (event === undefined || event.acknowledgedAt !== null) return;
    const atS = (this.clock.now().monoMs - this.#startMs) / second;
    const deliveries = event.deliveries.map((delivery): Delivery => {
      if (delivery.state !== "pending" || this.#away.has(delivery.destination)) return delivery;
      this.told.push(`${atS} ${delivery.destination} ${this.#names.get(id) ?? ""} ${delivery.nth}`);
      return { ...delivery, state: "sent", at: this.#now() };
    });
    this.#put({ ...event, deliveries });
    this.#reminders.update({ ...event, deliveries });
  }

  #tellAll(): void {
    for (const event of this.#events.values()) this.#reminders.update(event);
  }

  #row(destination: string, occasion: Delivery["occasion"], nth: number): Delivery {
    const more = { name: null, error: null, receipt: null, isAgain: false } as const;
    return { ...more, destination, occasion, nth, state: "pending", at: this.#now() };
  }

  #put(event: AlertEvent): void {
    this.#events.set(event.id, event);
  }

  #now(): string {
    return new Date(this.clock.now().wallMs).toISOString();
  }
}

const seconds = fc.integer({ min: 0, max: 400 });
const clockStepMs = fc.constantFrom(0, 3_600_000, -3_600_000, 86_400_000, -86_400_000, 40_000, -40_000);
const step = fc.oneof(
  fc.record({ kind: fc.constant("fire" as const), to: fc.subarray([...places], { minLength: 1 }) }),
  fc.record({ kind: fc.constant("acknowledge" as const), which: fc.nat({ max: 5 }) }),
  fc.record({
    kind: fc.constant("away" as const),
    destination: fc.constantFrom(...allPlaces),
    isAway: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("set-clock" as const), byMs: clockStepMs }),
  fc.record({ kind: fc.constant("restart" as const), byMs: clockStepMs }),
  fc.record({ kind: fc.constant("wait" as const) }),
);
const life = fc.array(fc.record({ step, thenS: seconds }), { minLength: 1, maxLength: 14 });

test("every alert is told as often, where and when a naive second opinion says", () => {
  fc.assert(
    fc.property(life, fc.option(fc.constantFrom(60, 300, 301), { nil: null }), (steps, escalatesAfterS) => {
      const real = new MemoryRun(escalatesAfterS === null ? null : escalatesAfterS * second);
      const naive = new NaiveReminders({
        repeatsAfterS: { desktop: 60, "phone-1": 300, "mail-1": 300 },
        escalatesAfterS,
        escalatesTo: "mail-1",
      });
      const wallMs = (): number => real.clock.now().wallMs;
      let fired = 0;
      for (const { step: made, thenS } of steps) {
        switch (made.kind) {
          case "fire":
            fired += 1;
            real.fire(`a${fired}`, made.to);
            naive.fire(`a${fired}`, made.to, wallMs());
            break;
          case "acknowledge":
            real.acknowledge(`a${made.which}`);
            naive.acknowledge(`a${made.which}`);
            break;
          case "away":
            real.away(made.destination, made.isAway);
            naive.away(made.destination, made.isAway, wallMs());
            break;
          case "set-clock":
            real.clock.stepWall(made.byMs);
            break;
          case "restart":
            real.clock.stepWall(made.byMs);
            real.restart();
            naive.restart(wallMs());
            break;
          case "wait":
            break;
        }
        for (let passed = 0; passed < thenS; passed += 1) {
          real.clock.advance(second);
          naive.second(wallMs());
        }
      }
      real.end();
      const sorted = (told: readonly string[]): string[] => [...told].sort();
      expect(sorted(real.told)).toEqual(sorted(naive.told));
      expect(real.clock.pending).toBe(0);
    }),
    { numRuns: 120 },
  );
});
