/** One venue's feed that finds that the machine slept, or is live again: the others have to look before rules are judged. */
import { expect, it } from "vitest";
import { createFeedSink } from "../../main/app/feed-sink.ts";
import { Signal } from "../../main/lib/signal.ts";

function sinkWith(calls: string[]) {
  return createFeedSink({
    engine: { onTick: () => [], onHistory: () => [], onLost: () => [], evaluatedTicks: 0 },
    driver: { take: () => undefined },
    market: { note: () => undefined },
    store: { ticks: { lost: () => ({ ok: true, value: null }) } },
    checkpointer: { passed: () => undefined },
    awaitedHistories: { note: () => undefined, settle: () => undefined, toldOf: () => undefined },
    coverageMonitor: { lost: (venue, because) => void calls.push(`${venue} ${because}`) },
    ticked: new Signal(),
    statusChanged: () => void calls.push("status"),
    noticeSleep: () => void calls.push("look for sleep"),
  });
}

it.each([
  ["asleep", ["demo asleep", "look for sleep"]],
  ["disconnected", ["demo disconnected"]],
] as const)("a venue that is lost because it is %s", (because, expected) => {
  const calls: string[] = [];
  sinkWith(calls).onLost(["demo:BTC-USD"], { wallMs: 0, monoMs: 0 }, because);
  expect(calls).toEqual(expected);
});

it("a venue whose status changes has all look for sleep first", () => {
  const calls: string[] = [];
  sinkWith(calls).onStatus();
  expect(calls).toEqual(["look for sleep", "status"]);
});
