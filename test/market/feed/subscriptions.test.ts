/** What is asked for over one socket, against what is wanted: which frames go out, when, and what counts as asked for. */
import { beforeEach, describe, expect, test } from "vitest";
import { FrameQueue } from "../../../main/market/feed/frame-queue.ts";
import { Subscriptions } from "../../../main/market/feed/subscriptions.ts";
import { shownOnly, type Need } from "../../../main/market/venues/need.ts";
import { ManualClock } from "../../doubles/clock.ts";

const quotes: Need = { ...shownOnly, quotes: true };

let clock: ManualClock;
let wanted: Map<string, Need>;
let confirmedAlready: Set<string>;
/** Since it was last asked: frames sent, and the symbols that count as newly asked for. */
let sent: string[];
let asked: string[];
let subscriptions: Subscriptions;

beforeEach(() => {
  clock = new ManualClock();
  wanted = new Map([
    ["A", shownOnly],
    ["B", shownOnly],
  ]);
  confirmedAlready = new Set();
  sent = [];
  asked = [];
  const frames = new FrameQueue({
    clock,
    limit: { max: 100, perMs: 1_000 },
    send: (frame) => sent.push(frame) > 0,
  });
  subscriptions = new Subscriptions({
    clock,
    frames,
    session: {
      subscribe: (needs) => [`+${[...needs].map(([symbol, { quotes: q }]) => (q ? `${symbol}q` : symbol)).join(" ")}`],
      unsubscribe: (symbols) => [`-${symbols.join(" ")}`],
      probe: () => null,
      isConfirmed: (symbol) => confirmedAlready.has(symbol),
      parse: () => ({ kind: "ignored" }),
    },
    wanted: () => wanted,
    onAsked: (symbol) => asked.push(symbol),
  });
});

function heard(): { sent: string[]; asked: string[] } {
  return { sent: sent.splice(0), asked: asked.splice(0) };
}
const nothing = { sent: [], asked: [] };

describe("an open socket", () => {
  test("asks for everything at once, and then for what has changed within a quarter of a second, together", () => {
    subscriptions.open();
    expect(heard()).toEqual({ sent: ["+A B"], asked: ["A", "B"] });
    wanted = new Map([["B", quotes]]);
    subscriptions.onChanged();
    clock.advance(100);
    wanted.set("C", shownOnly);
    subscriptions.onChanged();
    clock.advance(149);
    expect(heard()).toEqual(nothing);
    clock.advance(1);
    expect(heard()).toEqual({ sent: ["-A", "+Bq C"], asked: ["C"] });
    subscriptions.onChanged();
    clock.advance(250);
    expect(heard()).toEqual(nothing);
    expect(clock.pending).toBe(0);
  });

  test("knows frames of what it gave up from foreign ones, until that is asked for again", () => {
    subscriptions.open();
    const released = () => ["A", "B", "C"].map((symbol) => subscriptions.wasReleased(symbol));
    expect(released()).toEqual([false, false, false]);
    wanted.delete("A");
    subscriptions.onChanged();
    clock.advance(250);
    expect(released()).toEqual([true, false, false]);
    wanted.set("A", shownOnly);
    subscriptions.onChanged();
    clock.advance(250);
    expect(released()).toEqual([false, false, false]);
  });

  test("renews one symbol at once, and none that it has not asked for", () => {
    subscriptions.open();
    heard();
    subscriptions.onConfirmed(["A", "B"], true);
    subscriptions.renew("A");
    expect(heard()).toEqual({ sent: ["-A", "+A"], asked: ["A"] });
    expect(subscriptions.isComplete).toBe(false);
    subscriptions.renew("C");
    expect(heard()).toEqual(nothing);
  });

  test("asks again for those that the venue does not name, and for no others", () => {
    subscriptions.open();
    heard();
    subscriptions.onMissing(["B", "C"]);
    expect(heard()).toEqual({ sent: ["+B"], asked: ["B"] });
    subscriptions.onMissing(["C"]);
    expect(heard()).toEqual(nothing);
  });
});

test("before it is open, and after it has closed, nothing is asked", () => {
  const tryAll = (): void => {
    subscriptions.onChanged();
    subscriptions.renew("A");
    subscriptions.onMissing(["A"]);
    clock.advance(1_000);
  };
  tryAll();
  expect(heard()).toEqual(nothing);
  subscriptions.open();
  wanted.set("C", shownOnly);
  subscriptions.onChanged();
  heard();
  subscriptions.close();
  expect(clock.pending).toBe(0);
  tryAll();
  expect(heard()).toEqual(nothing);
});

describe("it is complete when all that is wanted", () => {
  test.each<[string, () => void, boolean]>([
    ["was confirmed", () => subscriptions.onConfirmed(["A", "B"], true), true],
    ["but one was confirmed", () => subscriptions.onConfirmed(["A"], true), false],
    ["was confirmed or refused", () => (subscriptions.onConfirmed(["A"], true), subscriptions.onRefused(["B"])), true],
    [
      "was confirmed with other needs",
      () => (subscriptions.onConfirmed(["A", "B"], true), wanted.set("A", quotes)),
      false,
    ],
    [
      "was confirmed, and one is wanted since",
      () => (subscriptions.onConfirmed(["A", "B"], true), wanted.set("C", quotes)),
      false,
    ],
    [
      "was confirmed, of which one is wanted no more",
      () => (subscriptions.onConfirmed(["A"], true), wanted.delete("B")),
      true,
    ],
  ])("%s", (_what, happens, isComplete) => {
    subscriptions.open();
    happens();
    // What was never asked for changes nothing.
    subscriptions.onConfirmed(["X"], true);
    subscriptions.onRefused(["X"]);
    expect(subscriptions.isComplete).toBe(isComplete);
  });

  test("takes no other stream than those that are confirmed", () => {
    subscriptions.open();
    subscriptions.onConfirmed(["A", "B"], true);
    wanted.set("A", quotes).set("B", quotes);
    confirmedAlready = new Set(["A"]);
    subscriptions.onChanged();
    clock.advance(250);
    expect(heard().sent).toEqual(["+A B", "+Aq Bq"]);
    expect(subscriptions.isComplete).toBe(false);
    subscriptions.onConfirmed(["B"], true);
    expect(subscriptions.isComplete).toBe(true);
  });
});

describe("what is not confirmed", () => {
  test("is asked for again after ten seconds, three times", () => {
    subscriptions.open();
    heard();
    subscriptions.onConfirmed(["A"], true);
    const sentWithin = (ms: number): string[] => {
      clock.advance(ms);
      subscriptions.check(clock.now().monoMs);
      return heard().sent;
    };
    expect([9_999, 1, 9_999, 1, 10_000, 10_000, 10_000].map(sentWithin)).toEqual([
      [],
      ["+B"],
      [],
      ["+B"],
      ["+B"],
      [],
      [],
    ]);
  });

  test("is not asked for again of a venue that confirms none, though prices have come", () => {
    subscriptions.open();
    heard();
    subscriptions.onConfirmed(["A"], false);
    clock.advance(60_000);
    subscriptions.check(clock.now().monoMs);
    expect(heard()).toEqual(nothing);
  });

  test.each<[number | null, number]>([
    [null, 5_000],
    [1_200, 1_200],
  ])(
    "of a venue that was sent too much, asking for %j ms of pause, is asked for again after %i ms",
    (retryAfterMs, pauseMs) => {
      subscriptions.open();
      subscriptions.onConfirmed(["A"], true);
      heard();
      subscriptions.onRateExceeded(retryAfterMs);
      clock.advance(pauseMs - 1);
      expect(heard().sent).toEqual([]);
      clock.advance(1);
      expect(heard().sent).toEqual(["+B"]);
    },
  );
});
