/** What becomes of an answer by REST, by itself: no socket, no server, and answers that a test gives when it likes. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Connections } from "../../../main/market/feed/connections.ts";
import { RestPrices } from "../../../main/market/feed/rest-prices.ts";
import type { TickFilter } from "../../../main/market/feed/tick-filter.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { WatchedInstruments } from "../../../main/market/feed/watched-instruments.ts";
import type { CurrentPrice, OpenedVenue, RestOutcome, VenueTraits } from "../../../main/market/venues/session.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { tickOf } from "./tick-of.ts";

type Prices = RestOutcome<ReadonlyMap<string, RestOutcome<CurrentPrice>>>;
const priced: CurrentPrice = { last: "101", lastNumber: 101, tradeId: null, asOf: "answer", at: null };

class Staged {
  readonly clock = new ManualClock();
  readonly watched = ["A", "B", "C"].map((symbol) => new Watched(`demo:${symbol}`, symbol));
  readonly asked: {
    readonly symbol: string;
    readonly signal: AbortSignal;
    readonly answer: (given: Prices) => void;
  }[] = [];
  isLive = true;
  isKeyProven = false;
  readonly rest: RestPrices;
  readonly #heard: string[] = [];

  constructor() {
    const say = (words: string): void => void this.#heard.push(words);
    const of = (symbol: string): Watched | undefined => this.watched.find((one) => one.symbol === symbol);
    for (const { subscription } of this.watched) subscription.begin(this.clock.now().monoMs);
    const venue = {
      rest: {
        prices: ([symbol = ""]: readonly string[], signal: AbortSignal) => {
          const { promise, resolve } = Promise.withResolvers<Prices>();
          this.asked.push({ symbol, signal, answer: resolve });
          return promise;
        },
      },
    };
    const connections = {
      of: () => ({ live: this.isLive }),
      noticeSleep: () => false,
      sessionOf: () => undefined,
      refuse: (words: string) => say(`refused: ${words}`),
    };
    this.rest = new RestPrices({
      clock: this.clock,
      venue: () => venue as unknown as OpenedVenue,
      traits: {} as VenueTraits,
      watching: {
        called: of,
        isUrgent: () => false,
        [Symbol.iterator]: () => this.watched.values(),
      } as unknown as WatchedInstruments,
      connections: connections as unknown as Connections,
      path: {
        fromRest: ({ symbol }: Watched, { last }: CurrentPrice) => say(`${symbol} ${last}`),
      } as unknown as TickFilter,
      formatVenueText: (words) => words.toLowerCase(),
      isKeyProven: () => this.isKeyProven,
      onSkipped: () => say("skipped"),
      onStreamStalled: ({ symbol }) => say(`stalled ${symbol}`),
      onAgreement: ({ symbol }) => say(`agreed ${symbol}`),
      onVenueError: (error) => say(error === null ? "no error" : `${error.code}: ${error.message}`),
      onStatus: () => say("status"),
    });
  }

  heard(): string[] {
    return this.#heard.splice(0);
  }

  at(symbol: string): Watched {
    return this.watched.find((one) => one.symbol === symbol) as Watched;
  }

  /** Asks, and lets the answer to the newest request be this one. */
  async answered(symbol: string, answer: RestOutcome<CurrentPrice> = { ok: true, value: priced }): Promise<string[]> {
    this.rest.ask(symbol);
    this.asked.at(-1)?.answer({ ok: true, value: new Map([[symbol, answer]]) });
    await new Promise(setImmediate);
    return this.heard();
  }

  failed(symbol: string, code: "key-refused" | "unknown-symbol" | "unreachable" = "key-refused"): Promise<string[]> {
    return this.answered(symbol, { ok: false, error: { code, message: "NO", retryAfterMs: null } });
  }

  /** What is heard at the look of a second, so much later. */
  check(ms: number): string[] {
    this.clock.advance(ms);
    this.rest.check(this.clock.now());
    return this.heard();
  }
}

let s: Staged;
beforeEach(() => {
  s = new Staged();
});

describe("a key that REST refuses", () => {
  test("is refused 5 s later, once, where no price has proven it by then", async () => {
    expect(await s.failed("A")).toEqual(["rest-key-refused: no", "status"]);
    expect([s.check(4_999), s.check(1), s.check(10_000)]).toEqual([[], ["refused: no"], []]);
  });

  test("is good once a price has come over the stream with it, and then no refusal says otherwise", async () => {
    await s.failed("A");
    s.isKeyProven = true;
    expect(s.check(1_000)).toEqual([]);
    s.isKeyProven = false;
    expect(s.check(10_000)).toEqual([]);
    s.isKeyProven = true;
    await s.failed("A");
    s.isKeyProven = false;
    expect(s.check(10_000)).toEqual([]);
  });

  test("is good once REST has answered with it, over this connection", async () => {
    await s.answered("A");
    await s.failed("B");
    expect(s.check(5_000)).toEqual([]);
    s.rest.drop(s.watched);
    await s.failed("B");
    expect(s.check(5_000)).toEqual(["refused: no"]);
    s.rest.forget();
    await s.answered("A");
    s.rest.forget();
    await s.failed("B");
    expect(s.check(5_000), "another key").toEqual(["refused: no"]);
  });

  test("of two symbols asks for no third one until it has proven itself, of one symbol twice it does", async () => {
    await s.failed("A");
    await s.failed("A");
    s.rest.ask("B");
    expect(s.asked.map(({ symbol }) => symbol)).toEqual(["A", "A", "B"]);
    s.asked[2]?.answer({ ok: false, error: { code: "key-refused", message: "NO", retryAfterMs: null } });
    await new Promise(setImmediate);
    s.rest.ask("C");
    expect(s.asked).toHaveLength(3);
    s.isKeyProven = true;
    s.check(1_000);
    expect(s.asked.map(({ symbol }) => symbol)).toEqual(["A", "A", "B", "C"]);
  });

  test.each<[string, boolean, boolean, boolean]>([
    ["refused before its end and not proven is at once", true, false, true],
    ["refused before its end and proven waits again", true, true, false],
    ["not refused before its end waits", false, false, false],
  ])("after a connection that ended: %s", async (_what, wasRefused, isProven, isAtOnce) => {
    if (wasRefused) await s.failed("A");
    s.isKeyProven = isProven;
    s.rest.drop(s.watched);
    s.isKeyProven = false;
    expect(s.check(10_000), "what was refused over the old one").toEqual([]);
    expect(await s.failed("A")).toEqual(isAtOnce ? ["refused: no", "status"] : ["rest-key-refused: no", "status"]);
  });

  test("is another one after a change of settings", async () => {
    await s.failed("A");
    s.rest.forget();
    expect(s.check(10_000)).toEqual([]);
    await s.failed("A");
    s.rest.drop(s.watched);
    s.rest.forget();
    expect(await s.failed("A")).toEqual(["rest-key-refused: no", "status"]);
  });
});

describe("an answer", () => {
  test("counts over a live socket, takes back what was said before, and is shown", async () => {
    s.at("A").rest.explain("no such symbol");
    expect(await s.answered("A")).toEqual(["no error", "A 101", "status"]);
    expect(s.at("A").rest.words).toBeNull();
  });

  test("agrees with a stream that has told its price, and with none that has not", async () => {
    s.at("A").subscription.confirm();
    expect(await s.answered("A")).toEqual(["no error", "A 101", "agreed A", "status"]);
  });

  test.each<[string, number, string[]]>([
    ["is older than what the stream told at the moment of the question", 0, ["no error", "status"]],
    ["is news where the stream told its price before that", -1, ["no error", "A 101", "status"]],
  ])("%s", async (_, toldMs, heard) => {
    s.rest.ask("A");
    const receivedMonoMs = s.clock.now().monoMs + toldMs;
    s.at("A").prices.accept(tickOf({ last: "100", receivedMonoMs }));
    s.asked.at(-1)?.answer({ ok: true, value: new Map([["A", { ok: true, value: priced }]]) });
    await new Promise(setImmediate);
    expect(s.heard()).toEqual(heard);
  });

  test("that no such symbol is known is shown while the stream says nothing of it", async () => {
    expect(await s.failed("A", "unknown-symbol")).toEqual(["status"]);
    expect(s.at("A").rest.words).toBe("no");
    s.at("B").subscription.confirm();
    await s.failed("B", "unknown-symbol");
    expect(s.at("B").rest.words).toBeNull();
    expect(await s.failed("C", "unreachable")).toEqual(["rest-unreachable: no", "status"]);
  });

  test("of a socket that has not proven itself waits for that, and counts once", async () => {
    s.isLive = false;
    expect(await s.answered("A")).toEqual(["no error", "status"]);
    s.rest.onLive(s.watched);
    expect([s.heard(), s.at("A").rest.early]).toEqual([["A 101"], null]);
  });

  test("or counts 2 s after it was asked for all the same", async () => {
    s.isLive = false;
    await s.answered("A");
    s.clock.advance(1_999);
    s.rest.takeEarly(s.at("A"), s.clock.now());
    expect(s.heard()).toEqual([]);
    s.clock.advance(1);
    s.rest.takeEarly(s.at("A"), s.clock.now());
    s.rest.takeEarly(s.at("A"), s.clock.now());
    expect([s.heard(), s.at("A").rest.early]).toEqual([["A 101", "status"], null]);
  });

  test.each(["drop", "forget", "stop"] as const)("is not listened to any longer after `%s`", async (end) => {
    s.rest.ask("A");
    if (end === "drop") s.rest.drop(s.watched);
    else s.rest[end]();
    s.asked[0]?.answer({ ok: true, value: new Map([["A", { ok: true, value: priced }]]) });
    await new Promise(setImmediate);
    expect([s.asked[0]?.signal.aborted, s.heard()]).toEqual([true, []]);
  });
});

test.each(["drop", "stop"] as const)(
  "with the socket (%s) goes what came early, and REST's words on what the stream tells",
  async (end) => {
    s.isLive = false;
    await s.answered("A");
    s.at("A").subscription.confirm();
    for (const symbol of ["A", "B"]) s.at(symbol).rest.explain("no such symbol");
    if (end === "drop") s.rest.drop(s.watched);
    else s.rest.stop();
    expect([s.at("A").rest.early, s.at("A").rest.words, s.at("B").rest.words]).toEqual([null, null, "no such symbol"]);
  },
);

test("nothing is asked any longer once it has stopped, of what nobody watches any more neither", () => {
  s.rest.ask("A");
  s.watched.splice(0);
  s.rest.stop();
  expect(s.asked[0]?.signal.aborted).toBe(true);
});

test("what is not watched, and what the stream has told within 5 s, is not asked for", () => {
  const tell = (symbol: string): void =>
    s.at(symbol).prices.accept(tickOf({ last: "100", receivedMonoMs: s.clock.now().monoMs }));
  tell("A");
  s.clock.advance(1);
  tell("B");
  s.clock.advance(4_999);
  for (const symbol of ["A", "B", "Z"]) s.rest.ask(symbol);
  expect(s.asked.map(({ symbol }) => symbol)).toEqual(["A"]);
});
