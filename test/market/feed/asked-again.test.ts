/** History that a venue refuses for a while: one rule, whatever it is asked for, and words while it goes on and when it is given up. */
import { expect, test } from "vitest";
import { askedAgainMs } from "../../../main/market/feed/asked-again.ts";
import { until } from "../../doubles/until.ts";
import { AskedHistory, startAfterOutage } from "./asked-history.ts";
import { startScripted, subscribed, trade, type Scripted } from "./scripted-venue.ts";

test.each<[string, (asked: AskedHistory) => Promise<Scripted>]>([
  ["of a gap", startAfterOutage],
  [
    "of trades missed while connected",
    async (asked) => {
      const v = await startScripted({ rest: { history: asked.history } });
      v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: false });
      await until(() => v.asked().length > 0, "asked for");
      const missed = { kind: "missed", symbol: "A-USD", fromId: "2", toId: "3" } as const;
      await v.say([subscribed("A-USD"), trade("A-USD", "100", "1"), missed, trade("A-USD", "101", "4")]);
      v.clock.advance(2_000);
      return v;
    },
  ],
])("what is asked for %s is asked for twenty times in all, and is said to be lacking then", async (_, starts) => {
  const asked = new AskedHistory();
  const v = await starts(asked);
  const words = () => v.feed.status().instruments[0]?.detail ?? "";
  for (let at = 0; at < 19; at++) {
    await asked.refuses(at, "rate-limited", 30_000);
    expect(words(), `refusal ${at + 1}`).toMatch(/still being read/);
    v.clock.advance(30_000);
  }
  await asked.refuses(19, "rate-limited", 30_000);
  // For an hour, while the connection lives.
  for (let at = 0; at < 8; at++) {
    await v.say([trade("A-USD", "101", String(20 + at))]);
    expect(words()).toMatch(/could be read/);
    v.clock.advance(450_000);
  }
  expect(words()).toMatch(/could be read/);
  v.clock.advance(1_000);
  expect(words()).toBe("");
  expect(asked.spans).toHaveLength(20);
});

test("that the history of a gap was given up is said also where trades missed after it were refused, and came", async () => {
  const asked = new AskedHistory();
  const v = await startAfterOutage(asked);
  const words = () => v.feed.status().instruments[0]?.detail ?? "";
  await asked.refuses(0, "unreachable", null);
  const missed = { kind: "missed", symbol: "A-USD", fromId: "12", toId: "12" } as const;
  await v.say([missed, trade("A-USD", "101", "13")]);
  v.clock.advance(2_000);
  await asked.refuses(1, "unreachable", null);
  expect(words()).toMatch(/still being read/);
  v.clock.advance(28_000);
  await asked.refuses(2, "unknown-symbol", null);
  v.clock.advance(2_000);
  await asked.tradesFrom(3, 12, "101");
  expect(words()).toMatch(/could be read/);
});

test.each([
  ["at once", 0],
  ["a second", 1_000],
])("a venue that says %s each time is not hammered, nor given up within five minutes", (_, retryAfterMs) => {
  const waits: number[] = [];
  for (let attempts = 1; attempts < 20; attempts++)
    waits.push(askedAgainMs({ code: "maintenance", message: "no", retryAfterMs }, attempts) ?? Number.NaN);
  expect(waits.slice(0, 5)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000]);
  expect(waits.reduce((sum, ms) => sum + ms)).toBeGreaterThan(300_000);
});
