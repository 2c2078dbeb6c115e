/** Several rules of one instrument that one tick met are one message, from the first on. */
import { beforeEach, expect, test } from "vitest";
import type { Decision } from "../../main/alerts/decision.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { decision, Harness, value } from "./outbox-harness.ts";
import { criticalDecision } from "./reminders/reminder-harness.ts";

let h: Harness;
let rules = 500;
beforeEach(() => {
  h = new Harness();
  h.outbox.start();
});

/** They fire at the price of the first. */
async function met(...decisions: Decision[]): Promise<AlertEvent[]> {
  const [first] = decisions;
  const alike = decisions.map((each) =>
    each.kind === "fired" && first?.kind === "fired" ? { ...each, tick: first.tick } : each,
  );
  const events = value(h.store.commit(alike, ["desktop", "history"], h.clock.now().wallMs));
  h.outbox.wake();
  await h.settle();
  return events;
}
const made = (symbol = "BTC-USD", repeat: "once" | "always" = "once"): Decision => {
  const { wallMs, monoMs } = h.clock.now();
  return decision((rules += 1), symbol, repeat, wallMs, monoMs);
};
const named = (): number[] => h.channel.messages.map(({ subject }) => subject?.events.length ?? 0);

test("two are one message that names both, and each is an event with its own delivery", async () => {
  const [first, second] = await met(made(), made());
  expect(h.channel.messages).toHaveLength(1);
  expect(h.channel.messages[0]).toMatchObject({ id: `joined:${first?.id}`, title: "BTC-USD: 2 alerts fired" });
  expect(h.channel.messages[0]?.body.split("\n")).toHaveLength(2);
  for (const event of [first, second]) expect(h.desktop(event?.id ?? "")?.state).toBe("shown");
});

test("those of another tick, or that were decided by another price of the same moment, stand alone", async () => {
  await met(made());
  await h.advance(1);
  await met(made());
  expect(named()).toEqual([1, 1]);
});

test("others do not join it, and it counts as what it names", async () => {
  await met(made(), made());
  await h.advance(1_000);
  await met(made());
  await h.advance(1);
  await met(made(), made());
  expect(named(), "five in all").toEqual([2, 1, 2]);
  await h.advance(1);
  await met(made());
  expect(named(), "the sixth brings the message that names all").toEqual([2, 1, 2, 6]);
});

test("a restart goes on counting", async () => {
  await met(made(), made(), made());
  h.restart().start();
  await h.settle();
  await met(made(), made());
  expect(named()).toEqual([3, 2]);
  await met(made());
  expect(named()).toEqual([3, 2, 6]);
});

test("it stays on the screen where one of them must not be missed, and can be acknowledged where one is critical", async () => {
  await met(made("BTC-USD", "always"), made("BTC-USD", "always"));
  await h.advance(1);
  const { wallMs, monoMs } = h.clock.now();
  await met(made("BTC-USD", "always"), criticalDecision((rules += 1), wallMs, monoMs));
  expect(h.channel.messages.map(({ urgency, actions }) => [urgency, actions])).toEqual([
    ["normal", ["open"]],
    ["critical", ["open", "acknowledge"]],
  ]);
});
