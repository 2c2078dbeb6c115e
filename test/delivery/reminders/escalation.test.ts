/** A critical alert that nobody has acknowledged in time goes to the destinations of the second step. */
import { afterEach, expect, test } from "vitest";
import { RecordingChannel } from "../recording-channel.ts";
import { minuteMs, maxTimes, ReminderHarness } from "./reminder-harness.ts";

let run: ReminderHarness;
let second: RecordingChannel;
afterEach(() => run.end());

async function started(): Promise<string> {
  second = new RecordingChannel("second-1");
  second.answer = () => ({ state: "sent", externalId: null });
  run = new ReminderHarness(second);
  run.escalatesAfterMs = 5 * minuteMs;
  run.escalatesTo = ["second-1"];
  await run.start();
  const [event] = await run.fire(1, ["desktop", "history"]);
  return event?.id ?? "";
}

test("once, with the words that say why, and repeated from then on as elsewhere", async () => {
  const id = await started();
  await run.advance(5 * minuteMs - 1);
  expect(second.messages).toHaveLength(0);
  await run.advance(1);
  expect(second.messages).toHaveLength(1);
  expect(second.messages[0]?.title).toMatch(/ \(nobody has acknowledged it\)$/);
  expect(second.messages[0]?.body.split("\n")[0]).toBe(
    "Nobody has acknowledged it for 5 min. It happened at 12:00:00.",
  );
  expect(run.deliveries(id, "second-1")).toMatchObject([{ occasion: "escalation", nth: 1, state: "sent" }]);
  await run.advance(5 * minuteMs);
  expect(second.messages[1]?.title).toMatch(/\(again, 2nd time\)$/);
  for (let minute = 0; minute < 90; minute += 1) await run.advance(minuteMs);
  expect(second.messages).toHaveLength(maxTimes);
  expect(run.channel.messages).toHaveLength(maxTimes);
});

test("not where somebody has acknowledged it", async () => {
  const id = await started();
  await run.advance(4 * minuteMs);
  await run.acknowledge(id);
  await run.advance(60 * minuteMs);
  expect(second.messages).toHaveLength(0);
});

test("not by an answer that was written while it fell due", async () => {
  const id = await started();
  run.store.events.acknowledge(id, { destination: null, name: null, person: null }, run.clock.now().wallMs);
  await run.advance(60 * minuteMs);
  expect(second.messages).toHaveLength(0);
  expect(run.deliveries(id, "second-1")).toEqual([]);
});

test("never, where it is not set", async () => {
  await started();
  run.escalatesAfterMs = null;
  await run.advance(60 * minuteMs);
  expect(second.messages).toHaveLength(0);
});

test.each([
  ["as it was", 0, 2 * minuteMs],
  ["a day back", -86_400_000, 5 * minuteMs],
  ["a day ahead", 86_400_000, 0],
])("after a restart with the clock set %s it waits no longer than whole", async (_name, stepMs, leftMs) => {
  await started();
  await run.advance(3 * minuteMs);
  run.clock.stepWall(stepMs);
  await run.restart();
  await run.advance(Math.max(0, leftMs - 1));
  expect(second.messages).toHaveLength(leftMs === 0 ? 1 : 0);
  await run.advance(1);
  expect(second.messages).toHaveLength(1);
  await run.restart();
  await run.advance(minuteMs);
  expect(second.messages, "a restart does not do it again").toHaveLength(1);
});

test("what waits at the second step when somebody answers is skipped", async () => {
  const id = await started();
  second.answer = () => ({ state: "later", reason: "away" });
  await run.advance(5 * minuteMs);
  await run.acknowledge(id);
  second.answer = () => ({ state: "sent", externalId: null });
  await run.advance(60 * minuteMs);
  expect(second.messages).toHaveLength(1);
  expect(run.deliveries(id, "second-1")).toMatchObject([{ state: "skipped" }]);
});
