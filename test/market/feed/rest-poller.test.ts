/** What is asked of a venue over REST: how many at once, in which order, and what of it is no longer wanted. */
import { beforeEach, describe, expect, test } from "vitest";
import { RestPoller } from "../../../main/market/feed/rest-poller.ts";
import type { CurrentPrice, OpenedVenue, RestFailureCode, RestOutcome } from "../../../main/market/venues/session.ts";
import { ManualClock } from "../../doubles/clock.ts";

interface Request {
  readonly symbols: readonly string[];
  readonly signal: AbortSignal;
  readonly answer: (answers: RestOutcome<ReadonlyMap<string, RestOutcome<CurrentPrice>>>) => void;
}

let clock: ManualClock;
let requests: Request[];
let answered: string[];
let unwanted: Set<string>;
let urgent: Set<string>;
let timeless: Set<string>;
beforeEach(() => {
  clock = new ManualClock();
  requests = [];
  answered = [];
  unwanted = new Set();
  urgent = new Set();
  timeless = new Set();
});

function poller(batchSize = 1): RestPoller {
  const prices = (symbols: readonly string[], signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<Parameters<Request["answer"]>[0]>();
    requests.push({ symbols, signal, answer: resolve });
    return promise;
  };
  return new RestPoller({
    clock,
    venue: () => ({ rest: { prices } }) as unknown as OpenedVenue,
    batchSize,
    isWanted: (symbol) => !unwanted.has(symbol),
    isUrgent: (symbol) => urgent.has(symbol),
    lacksTime: (symbol) => timeless.has(symbol),
    onAnswer: (symbol, answer, askedMonoMs) =>
      answered.push(`${symbol} ${answer.ok ? "price" : answer.error.code} ${askedMonoMs}`),
  });
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const asked = (): string[] => requests.map(({ symbols }) => symbols.join("+"));
const good = { ok: true, value: {} as CurrentPrice } as const;
const refused = (code: RestFailureCode, retryAfterMs: number | null = null) =>
  ({ ok: false, error: { code, message: "m", retryAfterMs } }) as const;

/** Answers the request of this place, each of its symbols with a price. */
async function answer(at: number, outcome: RestOutcome<CurrentPrice> = good): Promise<void> {
  const request = requests[at] as Request;
  request.answer({ ok: true, value: new Map(request.symbols.map((symbol) => [symbol, outcome])) });
  await settled();
}

describe("one at a time", () => {
  test("four requests are under way, the fifth goes out when one has ended", async () => {
    const polls = poller();
    for (const symbol of ["A", "B", "C", "D", "E", "F"]) expect(polls.ask(symbol)).toBe(true);
    expect(asked()).toEqual(["A", "B", "C", "D"]);
    expect([polls.ask("A"), polls.ask("E")]).toEqual([false, true]);
    await answer(1);
    expect(asked()).toEqual(["A", "B", "C", "D", "E"]);
    expect(answered).toEqual(["B price 1000"]);
    expect(polls.ask("B")).toBe(true);
    await answer(0);
    await answer(2);
    expect(asked().slice(5)).toEqual(["F", "B"]);
  });

  test("what is not wanted any more when its turn comes is not asked for", async () => {
    const polls = poller();
    unwanted.add("A");
    polls.ask("A");
    polls.ask("B");
    expect(asked()).toEqual(["B"]);
  });

  test("what is dropped is ended, and what waits of it never goes out", async () => {
    const polls = poller();
    for (const symbol of ["A", "B", "C", "D", "E"]) polls.ask(symbol);
    polls.drop(["A", "E"]);
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false, false, false]);
    await answer(0);
    await answer(1);
    expect([answered, asked()]).toEqual([["B price 1000"], ["A", "B", "C", "D"]]);
    polls.clear();
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false, true, true]);
  });

  test("what is dropped makes room for others, and what comes of it all the same is not heard", async () => {
    const polls = poller();
    for (const symbol of ["A", "B", "C", "D"]) polls.ask(symbol);
    polls.drop(["A", "B", "C", "D"]);
    for (const symbol of ["E", "F", "G", "H"]) polls.ask(symbol);
    expect(asked().slice(4)).toEqual(["E", "F", "G", "H"]);
    await answer(0);
    expect(answered).toEqual([]);
  });

  test("they go in the order in which they were asked for: it is the gate that lets the urgent through", async () => {
    const polls = poller();
    urgent.add("F");
    for (const symbol of ["A", "B", "C", "D", "E", "F"]) polls.ask(symbol);
    await answer(0);
    await answer(1);
    expect(asked().slice(4)).toEqual(["E", "F"]);
  });

  test("paused it begins nothing new until it goes on, or until something is dropped", async () => {
    const polls = poller();
    polls.resume();
    polls.pause();
    polls.ask("A");
    expect(asked()).toEqual([]);
    polls.resume();
    expect(asked()).toEqual(["A"]);
    polls.pause();
    polls.drop([]);
    polls.ask("B");
    expect(asked()).toEqual(["A", "B"]);
  });
});

describe("many in one request", () => {
  test("what is asked for in one go goes together, the urgent first", async () => {
    const polls = poller(3);
    urgent.add("C");
    for (const symbol of ["A", "B", "C", "D"]) polls.ask(symbol);
    expect(asked()).toEqual([]);
    await settled();
    expect(asked()).toEqual(["C+A+B", "D"]);
  });

  test("what lacks its time alone is asked for last, and by itself", async () => {
    const polls = poller(3);
    for (const symbol of ["A", "B"]) timeless.add(symbol);
    urgent.add("B");
    for (const symbol of ["A", "B", "C"]) polls.ask(symbol);
    await settled();
    expect(asked()).toEqual(["C", "B", "A"]);
  });

  test("of a symbol that the answer does not name nothing is known; it goes on while others of its request are dropped", async () => {
    const polls = poller(3);
    for (const symbol of ["A", "B", "C"]) polls.ask(symbol);
    await settled();
    polls.drop(["B"]);
    expect(requests[0]?.signal.aborted).toBe(false);
    for (const symbol of ["D", "E"]) polls.ask(symbol);
    await settled();
    polls.drop(["D"]);
    expect(requests[1]?.signal.aborted).toBe(false);
    polls.drop(["E"]);
    expect(requests[1]?.signal.aborted).toBe(true);
    clock.advance(7);
    requests[0]?.answer({ ok: true, value: new Map([["A", good]]) });
    await settled();
    expect(answered).toEqual(["A price 1000", "C unknown-symbol 1000"]);
  });

  test("a refusal of all is the answer of each", async () => {
    const polls = poller(3);
    for (const symbol of ["A", "B"]) polls.ask(symbol);
    await settled();
    requests[0]?.answer(refused("maintenance"));
    await settled();
    expect(answered).toEqual(["A maintenance 1000", "B maintenance 1000"]);
    expect(polls.ask("A")).toBe(true);
  });
});

describe("where the venue asks us to hold off", () => {
  test.each<[RestFailureCode, number | null, number]>([
    ["rate-limited", null, 30_000],
    ["banned", null, 30_000],
    ["maintenance", 10_000, 30_000],
    ["maintenance", 90_000, 90_000],
  ])("%s, for %s: nothing is asked for %i ms, and what waited is given up", async (code, retryAfterMs, holdMs) => {
    const polls = poller();
    for (const symbol of ["A", "B", "C", "D", "E"]) polls.ask(symbol);
    await answer(0, refused(code, retryAfterMs));
    expect(asked()).toHaveLength(4);
    clock.advance(holdMs - 1);
    expect(polls.ask("E")).toBe(false);
    clock.advance(1);
    expect(polls.ask("E")).toBe(true);
  });

  test("another venue is not held off", async () => {
    const polls = poller();
    polls.ask("A");
    await answer(0, refused("banned"));
    polls.forget();
    expect(polls.ask("A")).toBe(true);
    polls.forget();
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([false, true]);
  });
});
