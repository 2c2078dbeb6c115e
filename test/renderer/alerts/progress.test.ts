/** How far along alerts without a level are: when it is asked, and what is said of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../../../preload/api.ts";
import type { RuleProgress } from "../../../preload/contract/rule-progress.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import type { Condition } from "../../../preload/contract/rule.ts";
import { formatProgress } from "../../../renderer/alerts/format-progress.ts";
import { ProgressList } from "../../../renderer/alerts/progress.svelte.ts";
import { later } from "../../../renderer/lib/later.ts";

describe("What is said of it", () => {
  const low = (extreme: string, firesAt: string) => ({ side: "low", extreme, firesAt }) as const;
  const high = (extreme: string, firesAt: string) => ({ side: "high", extreme, firesAt }) as const;
  it.each<[Condition, Omit<RuleProgress, "id">, string, string, number]>([
    [
      { kind: "pulls-back", by: { percent: "2" } },
      { value: "3131.96", sides: [high("3170", "3106.6")] },
      "1.20% of 2% · 3,106.60",
      "High 3,170.00, fires at 3,106.60: 1.20% of 2%",
      0.6,
    ],
    [
      { kind: "rebounds", by: { amount: "100" } },
      { value: "1031.5", sides: [low("1000", "1100")] },
      "31.50 of 100 · 1,100.00",
      "Low 1,000.00, fires at 1,100.00: 31.50 of 100",
      0.315,
    ],
    [
      { kind: "moves", by: { percent: "1" }, windowMs: 60_000 },
      { value: "99.4", sides: [low("99", "99.99"), high("100", "99")] },
      "0.60% of 1% · 99.00",
      "High 100.00, fires at 99.00: 0.60% of 1%",
      0.6,
    ],
    [
      { kind: "rises", by: { percent: "1" }, windowMs: 60_000 },
      { value: "102", sides: [low("100", "101")] },
      "2.00% of 1% · 101.00",
      "Low 100.00, fires at 101.00: 2.00% of 1%",
      1,
    ],
    [
      { kind: "spread-at-least", by: { percent: "0.2" } },
      { value: "0.05", sides: [] },
      "0.05% of 0.2%",
      "Spread now: 0.05% of 0.2%",
      0.25,
    ],
    [
      { kind: "spread-at-least", by: { amount: "4" } },
      { value: "-1", sides: [] },
      "-1.00 of 4",
      "Spread now: -1.00 of 4",
      0,
    ],
    [
      { kind: "trade-size-at-least", size: "250" },
      { value: "12.5", sides: [] },
      "12.5 of 250",
      "Last trade: 12.5 of 250",
      0.05,
    ],
  ])("of %j", (condition, progress, seen, sentence, share) => {
    const words = formatProgress(condition, { id: "r", ...progress }, 2);
    expect([words?.done, words?.firesAt].filter(Boolean).join(" · ").replaceAll("\u2212", "-")).toBe(seen);
    expect(words?.sentence.replaceAll("\u2212", "-")).toBe(sentence);
    expect(words?.share).toBeCloseTo(share, 6);
  });

  it("is nothing of a level", () => {
    expect(formatProgress({ kind: "at-or-above", level: "5" }, { id: "r", value: "4", sides: [] }, 2)).toBeNull();
  });
});

describe("The progress of rows that are seen", () => {
  let asked: (readonly string[])[];
  let answer: (ids: readonly string[]) => Result<RuleProgress[]>;
  let isHidden: boolean;
  let list: ProgressList;
  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    isHidden = false;
    answer = (ids) => ok(ids.map((id) => ({ id, value: String(asked.length), sides: [] })));
    const progress = ({ ids }: { ids: readonly string[] }) => {
      asked.push(ids);
      return Promise.resolve(answer(ids));
    };
    list = new ProgressList({
      api: { rules: { progress } as unknown as Api["rules"] },
      later,
      isHidden: () => isHidden,
    });
  });
  afterEach(() => void vi.useRealTimers());
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it("is asked of all of them together, once a second, and no longer once none is seen", async () => {
    const ends = ["a", "b", "c"].map((id) => list.follow(id));
    await pass(100);
    expect(asked).toEqual([["a", "b", "c"]]);
    expect(list.of("b")?.value).toBe("1");
    ends[0]?.();
    await pass(1_000);
    expect(asked.slice(1)).toEqual([["b", "c"]]);
    expect(list.of("c")?.value).toBe("2");
    for (const end of ends.slice(1)) end();
    await pass(10_000);
    expect(asked).toHaveLength(2);
  });

  it("is not asked while nobody can see it, and at once of a row that comes into view", async () => {
    isHidden = true;
    list.follow("a");
    await pass(5_000);
    expect(asked).toEqual([]);
    isHidden = false;
    await pass(1_000);
    expect(asked).toEqual([["a"]]);
    list.follow("b");
    await pass(100);
    expect(asked.slice(1)).toEqual([["a", "b"]]);
  });

  it("of before is no progress of now: what main does not tell, or cannot be asked, is not shown", async () => {
    list.follow("a");
    list.follow("b");
    await pass(100);
    answer = () => ok([{ id: "a", value: "5", sides: [] }]);
    await pass(1_000);
    expect([list.of("a")?.value, list.of("b")]).toEqual(["5", null]);
    answer = () => fail("host-unreachable", "Gone.");
    await pass(1_000);
    expect(list.of("a")).toBeNull();
  });
});
