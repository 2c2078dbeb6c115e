/** What the feed remembers and counts, step by step. */
import { describe, expect, test } from "vitest";
import { FeedCounters } from "../../../main/market/feed/counters.ts";
import { ListedState } from "../../../main/market/feed/listed-state.ts";
import { ReplayedTrades } from "../../../main/market/feed/replayed-trades.ts";
import { RestAnswers } from "../../../main/market/feed/rest-answers.ts";
import { VenueNotice } from "../../../main/market/feed/venue-notice.ts";
import { BAD_ASK, BAD_BID, BAD_SIZE } from "../../../main/market/venues/venue.ts";
import type { CurrentPrice, ListedInstrument, SessionPrice } from "../../../main/market/venues/session.ts";

const now = { wallMs: 1_700_000_000_000, monoMs: 500 };

describe("what a venue says of itself", () => {
  const state = (of: "online" | "halted" | "maintenance", from: number | null = null) =>
    ({ state: of, from, message: `it is ${of}` }) as const;

  test.each<[string, (notice: VenueNotice) => void, { code: string; message: string } | null, string | null]>([
    ["nothing", () => undefined, null, null],
    ["a complaint", (notice) => notice.setError({ code: "c", message: "m" }), { code: "c", message: "m" }, null],
    [
      "that it halts",
      (notice) => notice.setState(state("halted"), now),
      { code: "venue-halted", message: "it is halted" },
      "it is halted",
    ],
    ["that it is online", (notice) => notice.setState(state("online"), now), null, null],
    [
      "that it will halt",
      (notice) => notice.setState(state("halted", now.wallMs + 1), now),
      { code: "venue-halted", message: "it is halted" },
      null,
    ],
    [
      "that it halts from now",
      (notice) => notice.setState(state("halted", now.wallMs), now),
      { code: "venue-halted", message: "it is halted" },
      "it is halted",
    ],
    [
      "both: its state weighs more",
      (notice) => (notice.setState(state("maintenance"), now), notice.setError({ code: "c", message: "m" })),
      { code: "venue-maintenance", message: "it is maintenance" },
      "it is maintenance",
    ],
    [
      "both, and trades again",
      (notice) => (
        notice.setState(state("halted"), now),
        notice.setError({ code: "c", message: "m" }),
        notice.setState(state("online"), now)
      ),
      { code: "c", message: "m" },
      null,
    ],
    [
      "both, on a socket before this",
      (notice) => (
        notice.setState(state("halted"), now),
        notice.setError({ code: "c", message: "m" }),
        notice.newSocket()
      ),
      null,
      null,
    ],
  ])("%s", (_what, tell, shown, notTrading) => {
    const notice = new VenueNotice();
    tell(notice);
    expect([notice.shown, notice.notTrading]).toEqual([shown, notTrading]);
  });
});

test("bad fields of a good price are counted each, and every refusal is something new to show", () => {
  const counts = new FeedCounters();
  counts.rejectFields(0);
  expect([counts.revision, counts.view(3).rejected]).toEqual([0, {}]);
  counts.rejectFields(BAD_BID);
  counts.rejectFields(BAD_ASK | BAD_SIZE);
  counts.reject("frame-invalid");
  counts.reject("frame-invalid");
  expect(counts.view(3)).toEqual({
    ...{ frames: 0, ticks: 0, ignored: 0, late: 0, duplicate: 0, heldBack: 0, absurd: 0, dials: 3 },
    rejected: { "bid-invalid": 1, "ask-invalid": 1, "size-invalid": 1, "frame-invalid": 2 },
  });
  expect(counts.revision).toBe(5);
});

test("an instrument is gone where the list lacks it, and has the venue's words while it does not trade", () => {
  const listed = (state: "trading" | "halted") => ({ state, note: "why" }) as unknown as ListedInstrument;
  const kept = new ListedState();
  const after = (one: ListedInstrument | null) => (kept.update(one), [kept.isGone, kept.note]);
  expect([kept.isGone, kept.note]).toEqual([false, null]);
  expect(after(null)).toEqual([true, null]);
  expect(after(listed("halted"))).toEqual([false, "why"]);
  expect(after(listed("trading"))).toEqual([false, null]);
});

test("an early answer of REST is kept until it is dropped, and its words until others come", () => {
  const answers = new RestAnswers();
  expect([answers.early, answers.words]).toEqual([null, null]);
  const price = { last: "1" } as unknown as CurrentPrice;
  answers.holdEarly(price);
  answers.explain("why");
  expect([answers.early, answers.words]).toEqual([price, "why"]);
  answers.dropEarly();
  answers.explain(null);
  expect([answers.early, answers.words]).toEqual([null, null]);
});

describe("trades that are told again", () => {
  const told = (tradeId: string | null, more: object = {}) =>
    ({ last: `1${tradeId}`, size: "2", tradeId, at: 1_700_000_000_000, ...more }) as unknown as SessionPrice;
  const idsOf = (trades: ReturnType<ReplayedTrades["between"]>) => trades?.map(({ tradeId }) => tradeId) ?? null;

  test("are those between two, where they reach back to the first of them", () => {
    const trades = new ReplayedTrades();
    expect(trades.between("4", null)).toBeNull();
    for (const id of ["5", "6", "7", "8"]) trades.note(told(id));
    expect(idsOf(trades.between("5", "8"))).toEqual(["6", "7"]);
    expect(idsOf(trades.between("6", null))).toEqual(["7", "8"]);
    expect(idsOf(trades.between("4", "8")), "5 may not be the next one").toBeNull();
    expect(idsOf(trades.between(null, "8"))).toBeNull();
    trades.clear();
    expect(trades.between("6", null)).toBeNull();
  });

  test("need an id, a time and a price, and no size", () => {
    const trades = new ReplayedTrades();
    trades.note(told("5"));
    for (const bad of [told(null), told("6", { at: null }), told("6", { last: null })]) trades.note(bad);
    trades.note(told("7", { size: null }));
    expect(trades.between("5", null)).toEqual([{ tradeId: "7", price: "17", size: "0", atMs: 1_700_000_000_000 }]);
  });

  test("are the last thousand", () => {
    const trades = new ReplayedTrades();
    for (let id = 1; id <= 1_001; id++) trades.note(told(String(id)));
    expect(trades.between("1", null)).toBeNull();
    expect(trades.between("2", null)).toHaveLength(999);
  });
});
