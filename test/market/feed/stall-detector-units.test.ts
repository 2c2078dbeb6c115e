/** When REST is asked about silence, and what is done about a stream that does not tell: one instrument, and moments of the test's own. */
import { beforeEach, describe, expect, test } from "vitest";
import { isStreamStalled, StallDetector } from "../../../main/market/feed/stall-detector.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { CurrentPrice } from "../../../main/market/venues/session.ts";
import { tickOf } from "./tick-of.ts";

const momentAt = (monoMs: number) => ({ wallMs: monoMs, monoMs });
let watched: Watched;
let told: string[];
let needsTrades: boolean;
let detector: StallDetector;

beforeEach(() => {
  [watched, told, needsTrades] = [new Watched("demo:A-USD", "A-USD"), [], false];
  detector = new StallDetector({
    needsTrades: () => needsTrades,
    probe: () => told.push("probe") > 0,
    resubscribe: () => told.push("again"),
    reconnect: () => told.push("reconnect"),
  });
});
const heard = (): string[] => told.splice(0);

/** What is heard of the look at this moment, and of the one before it. */
function looks(monoMs: number): string[][] {
  return [monoMs - 1, monoMs].map((at) => {
    detector.check(watched, momentAt(at));
    return heard();
  });
}

describe("REST is asked about a live one a minute after", () => {
  beforeEach(() => {
    watched.subscription.begin(1_000);
    watched.subscription.confirm();
    watched.prices.accept(tickOf({ last: "100", receivedMonoMs: 2_000 }));
    watched.prices.accept(tickOf({ last: null, bid: "99", receivedMonoMs: 3_000 }));
  });

  test("its last price of any kind", () => {
    expect(looks(63_000)).toEqual([[], ["probe"]]);
  });

  test("its last trade, where a rule waits for each", () => {
    needsTrades = true;
    expect(looks(62_000)).toEqual([[], ["probe"]]);
  });

  test("it was asked for, where no price is of this connection", () => {
    watched.prices.endConnection();
    expect(looks(61_000)).toEqual([[], ["probe"]]);
  });

  test("it was asked for, where no trade was told that a rule waits for", () => {
    watched = new Watched("demo:A-USD", "A-USD");
    watched.subscription.begin(1_000);
    watched.subscription.confirm();
    watched.prices.accept(tickOf({ last: null, bid: "99", receivedMonoMs: 3_000 }));
    needsTrades = true;
    expect(looks(61_000)).toEqual([[], ["probe"]]);
  });
});

describe("a stream that does not tell what is traded", () => {
  test("is asked for again first, then redialled, at most every five minutes", () => {
    const stalledAt = (monoMs: number): string[] => {
      detector.onStreamStalled(watched, momentAt(monoMs));
      return heard();
    };
    expect([stalledAt(0), stalledAt(1_000), stalledAt(300_999), stalledAt(301_000)]).toEqual([
      ["again"],
      ["reconnect"],
      [],
      ["reconnect"],
    ]);
    expect(watched.silence.isStalled).toBe(true);
    detector.onAgreement(watched);
    expect(watched.silence.isStalled).toBe(false);
    detector.onStreamStalled(watched, momentAt(302_000));
    detector.endConnection(watched);
    expect([watched.silence.isStalled, heard(), stalledAt(303_000)]).toEqual([false, [], ["again"]]);
  });

  test("is stalled until it tells news, and what was asked of an earlier subscription is not of this one", () => {
    watched.silence.stall();
    detector.onPrice(watched, false);
    expect(watched.silence.isStalled).toBe(true);
    detector.onPrice(watched, true);
    expect(watched.silence.isStalled).toBe(false);
    watched.silence.probe(1_000);
    detector.beginSubscription(watched);
    expect(watched.silence.probedMonoMs).toBeNull();
  });

  test("is mute once trades were read three times in a row, and not before", () => {
    const reads = [1, 2, 3, 4].map((second) => {
      detector.onTradesRead(watched, momentAt(second * 1_000));
      return heard();
    });
    expect([reads, watched.silence.isMute]).toEqual([[[], [], ["again"], []], true]);
  });
});

describe("REST knows of another trade", () => {
  const price = (last: string): CurrentPrice => ({
    last,
    lastNumber: Number(last),
    tradeId: null,
    asOf: "answer",
    at: null,
  });
  test.each<[string, boolean, string, boolean, boolean]>([
    ["than the live stream has told", true, "101", true, true],
    ["and not: it is the same", true, "100", true, false],
    ["while the stream has not begun", false, "101", true, false],
    ["while none is of this connection", true, "101", false, false],
  ])("%s", (_what, isConfirmed, last, isCurrent, isStalled) => {
    watched.subscription.begin(0);
    if (isConfirmed) watched.subscription.confirm();
    expect(isStreamStalled(watched, price(last)), "nothing is known").toBe(false);
    watched.prices.accept(tickOf({ last: "100" }));
    if (!isCurrent) watched.prices.endConnection();
    expect(isStreamStalled(watched, price(last))).toBe(isStalled);
  });
});
