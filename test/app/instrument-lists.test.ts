/** When the venues' lists are read, what is kept of them, and what they say of an instrument. */
import { describe, expect, it } from "vitest";
import { InstrumentLists, type FetchList } from "../../main/app/instrument-lists.ts";
import type { RestOutcome } from "../../main/market/venues/session.ts";
import type { KeptList } from "../../main/store/instruments-table.ts";
import type { ListedInstrument } from "../../preload/contract/listed-instrument.ts";
import { ManualClock } from "../doubles/clock.ts";

const hourMs = 3_600_000;
const kraken = { id: "kraken", label: "Kraken" };

function listed(symbol: string): ListedInstrument {
  const [base = "", quote = ""] = symbol.split("-");
  return {
    symbol,
    wireSymbol: `${base}/${quote}`,
    base,
    quote,
    name: null,
    aliases: [],
    tickSize: null,
    state: "trading",
    note: null,
  };
}

type Answer = RestOutcome<readonly ListedInstrument[]>;
const good = (...symbols: string[]): Answer => ({ ok: true, value: symbols.map(listed) });
const failed: Answer = { ok: false, error: { code: "unreachable", message: "No route.", retryAfterMs: null } };

/** A venue that gives these answers, one after the other, and a store that remembers. */
function setUp(answers: readonly Answer[], kept = new Map<string, KeptList>()) {
  const clock = new ManualClock();
  const lists = new InstrumentLists({
    clock,
    kept: { get: (venue) => kept.get(venue) ?? null, put: (venue, list) => kept.set(venue, list).size > 0 },
  });
  const signals: AbortSignal[] = [];
  const fetch: FetchList = (signal) => {
    signals.push(signal);
    const answer = answers[signals.length - 1] ?? failed;
    return Promise.resolve(answer);
  };
  return { clock, lists, kept, fetch, signals, asked: () => signals.length };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("The list of a venue that is on", () => {
  it("is read at once, then hourly, and replaces the one before", async () => {
    const { clock, lists, fetch, asked } = setUp([good("BTC-USD", "EOS-USD"), good("BTC-USD", "A-USD")]);
    const changes: string[] = [];
    lists.changed.listen((venue) => changes.push(venue));
    lists.follow(kraken, fetch);
    expect(lists.lookUp("kraken", "EOS-USD")).toBeUndefined();
    await settled();
    expect(lists.lookUp("kraken", "EOS-USD")?.base).toBe("EOS");
    clock.advance(hourMs - 1);
    expect(asked()).toBe(1);
    clock.advance(1);
    await settled();
    expect(asked()).toBe(2);
    expect(lists.lookUp("kraken", "EOS-USD")).toBeNull();
    expect(lists.find("eos", 5).map(({ listed: { symbol } }) => symbol)).toEqual(["A-USD"]);
    expect(changes).toEqual(["kraken", "kraken"]);
    lists.stop();
    expect(clock.pending).toBe(0);
  });

  it.each([
    ["no answer", failed],
    ["an empty one", good()],
  ])("survives %s: the one from before counts, and it is asked again after five minutes", async (_title, answer) => {
    const before = new Map([["kraken", { readMs: 0, instruments: [listed("BTC-USD")] }]]);
    const { clock, lists, fetch, asked } = setUp([answer, good("ETH-USD")], before);
    lists.follow(kraken, fetch);
    expect(lists.find("btc", 5)).toHaveLength(1);
    await settled();
    expect(lists.lookUp("kraken", "BTC-USD")).toMatchObject({ base: "BTC" });
    clock.advance(300_000);
    await settled();
    expect(asked()).toBe(2);
    expect(lists.lookUp("kraken", "BTC-USD")).toBeNull();
  });

  it("is not read again at a restart within the hour, and is where it was read with a clock that was ahead", async () => {
    const { clock, lists, fetch, asked, kept } = setUp([good("BTC-USD"), good("BTC-USD")]);
    const nowMs = clock.now().wallMs;
    kept.set("kraken", { readMs: nowMs - 600_000, instruments: [listed("BTC-USD")] });
    lists.follow(kraken, fetch);
    await settled();
    expect(asked()).toBe(0);
    clock.advance(hourMs - 600_000);
    expect(asked()).toBe(1);
    kept.set("kraken", { readMs: nowMs + 86_400_000, instruments: [listed("BTC-USD")] });
    lists.follow(kraken, fetch);
    expect(asked()).toBe(2);
  });

  it("is not found any more once the venue is off, and a request under way is ended", async () => {
    const { lists, fetch, signals } = setUp([good("BTC-USD")]);
    lists.follow(kraken, fetch);
    lists.unfollow("kraken");
    await settled();
    expect(signals[0]?.aborted).toBe(true);
    expect(lists.find("btc", 5)).toEqual([]);
    expect(lists.lookUp("kraken", "BTC-USD")).toBeUndefined();
  });

  it("tells which symbol is meant by the venue's own way of writing", async () => {
    const { lists, fetch } = setUp([good("BTC-USD")]);
    lists.follow(kraken, fetch);
    await settled();
    expect(lists.resolve("kraken", "btc/usd")).toBe("BTC-USD");
    expect(lists.resolve("elsewhere", "BTC/USD")).toBe("BTC/USD");
  });
});
