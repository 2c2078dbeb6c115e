/** How long until the next dial, by itself: what the venue asked for, and after what the delays begin anew. */
import { beforeEach, expect, test } from "vitest";
import type { DisconnectReason } from "../../../main/market/feed/disconnect-reason.ts";
import { ReconnectSchedule } from "../../../main/market/feed/reconnect-schedule.ts";

const ended: DisconnectReason = { code: "gone", message: "gone", because: "disconnected" };
let schedule: ReconnectSchedule;
beforeEach(() => {
  schedule = new ReconnectSchedule(() => 0);
});

test("what the venue asked for is waited out, also after the machine has slept, and binds no other address", () => {
  expect(schedule.afterFailure({ ...ended, retryAfterMs: 60_000 }, false, 1_000)).toBe(60_000);
  expect([schedule.afterFailure(ended, false, 11_000), schedule.attempt]).toEqual([50_000, 2]);
  expect([schedule.afterWake(false, 21_000), schedule.attempt]).toEqual([40_000, 0]);
  schedule.afterFailure(ended, false, 21_000);
  schedule.forget();
  expect([schedule.attempt, schedule.afterFailure(ended, false, 21_000), schedule.afterWake(false, 21_000)]).toEqual([
    0, 1_000, 1_500,
  ]);
});
