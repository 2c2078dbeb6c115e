/** What the window asks of the past of the alert that is being made, and when. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fail, ok } from "../../../preload/contract/result.ts";
import {
  DryRunState,
  dryRunAgainMs,
  dryRunDelayMs,
  dryRunMostDelayMs,
} from "../../../renderer/composer/dry-run.svelte.ts";
import { later } from "../../../renderer/lib/later.ts";
import { aDryRun } from "../dry-run-sample.ts";
import { nowMs } from "../state-harness.ts";
import { spec } from "../scenes.ts";
import type { CallInput, CallOutput } from "../../../preload/contract/contract.ts";
import type { Result } from "../../../preload/contract/result.ts";
import type { Api } from "../../../preload/api.ts";

type Answer = Result<CallOutput<"rules.dryRun">>;
let asked: CallInput<"rules.dryRun">[];
let answers: ((answer: Answer) => void)[];
let state: DryRunState;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  const dryRun = (input: CallInput<"rules.dryRun">): Promise<Answer> => {
    asked.push(input);
    return new Promise((resolve) => answers.push(resolve));
  };
  state = new DryRunState({ api: { rules: { dryRun } as unknown as Api["rules"] }, later, nowMs: Date.now });
});
afterEach(() => void vi.useRealTimers());

const above = (level: string) => spec({ kind: "at-or-above", level });
const settle = (ms = dryRunDelayMs) => vi.advanceTimersByTimeAsync(ms);
const answer = async (place: number, given: Answer) => {
  answers[place]?.(given);
  await settle(0);
};
const whole = aDryRun(nowMs);

it("Asks once typing has settled, of the alert as it is then", async () => {
  state.follow(above("45000"));
  await settle(dryRunDelayMs - 1);
  state.follow(above("45001"));
  await settle(dryRunDelayMs - 1);
  expect(asked).toEqual([]);
  await settle(1);
  expect(asked).toEqual([{ rule: above("45001") }]);
  await answer(0, ok(whole));
  expect([state.answer, state.answered, state.isOutdated]).toEqual([whole, above("45001"), false]);
});

it("Asks nothing anew for a note, and nothing more once there is no alert", async () => {
  state.follow(above("45000"));
  await settle();
  await answer(0, ok(whole));
  state.follow({ ...above("45000"), note: "lunch" });
  await settle();
  expect(asked).toHaveLength(1);
  state.follow(null);
  await settle();
  expect([asked.length, state.answer]).toEqual([1, null]);
});

it("Shows the answer before, as outdated, until there is another", async () => {
  state.follow(above("45000"));
  await settle();
  await answer(0, ok(whole));
  state.follow(above("46000"));
  expect([state.answer, state.isOutdated]).toEqual([whole, true]);
  await settle();
  state.follow(above("47000"));
  const second = { ...whole, count: { min: 1, max: 1 } };
  await answer(1, ok(second));
  expect([state.answer, state.answered, state.isOutdated]).toEqual([second, above("46000"), true]);
  await settle();
  await answer(2, ok({ ...whole, count: { min: 2, max: 2 } }));
  expect([state.answer?.count?.min, state.isOutdated]).toEqual([2, false]);
});

it("Shows no answer that comes after a newer question", async () => {
  state.follow(above("45000"));
  await settle();
  state.follow(above("46000"));
  await settle();
  await answer(0, ok(whole));
  expect(state.answer).toBeNull();
  await answer(1, fail("superseded", "A newer question took the place of this one."));
  expect(state.answer).toBeNull();
});

it("Follows a line that is dragged on and on, and the composer's alert again after it", async () => {
  state.follow(above("45000"));
  await settle();
  await answer(0, ok(whole));
  const levels = Array.from({ length: 12 }, (_, at) => above(String(46_000 + at)));
  for (const level of levels) {
    state.followMoved(level);
    await settle(dryRunMostDelayMs / 10);
  }
  // What the composer's alert would have done says nothing of the one that is moved.
  expect([state.answer, state.isOfMoved]).toEqual([null, true]);
  expect(asked.slice(1)).toEqual([{ rule: levels[9] }]);
  const moved = { ...whole, count: { min: 3, max: 3 } };
  await answer(1, ok(moved));
  expect([state.answer, state.isOutdated]).toEqual([moved, true]);
  await settle();
  expect(asked.slice(2)).toEqual([{ rule: levels[11] }]);
  state.followMoved(null);
  await answer(2, ok(moved));
  expect([state.answer, state.isOfMoved]).toEqual([null, false]);
  await settle();
  expect(asked.slice(3)).toEqual([{ rule: above("45000") }]);
  await answer(3, ok(whole));
  expect([state.answer, state.answered, state.isOfMoved]).toEqual([whole, above("45000"), false]);
});

it("Of another instrument, the answer before says nothing", async () => {
  state.follow(above("45000"));
  await settle();
  await answer(0, ok(whole));
  state.follow({ ...above("45000"), instrument: { venue: "kraken", symbol: "ETH-USD" } });
  expect([state.answer, state.isOutdated]).toEqual([null, false]);
});

it("Asks again while more of the past is being fetched", async () => {
  state.follow(above("45000"));
  await settle();
  await answer(0, ok({ ...whole, isFetching: true }));
  await settle(dryRunAgainMs);
  expect(asked).toHaveLength(2);
  await answer(1, ok(whole));
  await settle(dryRunAgainMs);
  expect(asked).toHaveLength(2);
});

it("Has nothing to say where the host refuses", async () => {
  state.follow(above("45000"));
  await settle();
  await answer(0, fail("venue-unreachable", "The venue is off."));
  expect([state.answer, state.isOutdated]).toEqual([null, false]);
});
