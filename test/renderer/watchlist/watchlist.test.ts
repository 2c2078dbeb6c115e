import { afterEach, describe, expect, it } from "vitest";
import { fail } from "../../../preload/contract/result.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";
import { fullScene } from "../scenes.ts";

let started: StartedState;
afterEach(() => started.session.end());

async function watchlist() {
  started = startState(fullScene(nowMs));
  await started.session.resync();
  return {
    ...started,
    list: started.appState.watchlist,
    symbols: () => started.appState.watchlist.rows.map((cell) => cell.instrument.symbol),
  };
}

describe("the watchlist", () => {
  it("filters and sorts", async () => {
    const { list, symbols } = await watchlist();
    list.filter = "do";
    expect(symbols()).toEqual(["DOGE-USD", "DOT-USD"]);
    list.filter = "";
    list.choose("symbol");
    expect(symbols().slice(0, 2)).toEqual(["ADA-USD", "AVAX-USD"]);
    list.choose("change");
    expect(symbols().slice(0, 2)).toEqual(["SHIB-USD", "SOL-USD"]);
    list.choose("alerts");
    expect(symbols()[0]).toBe("BTC-USD");
    list.choose("mine");
    expect(symbols()[0]).toBe("BTC-USD");
    expect(symbols()[12]).toBe("SHIB-USD");
  });

  it("keeps its order by change until it is ranked again: rows do not jump under the pointer", async () => {
    const { appState, list, symbols } = await watchlist();
    list.choose("change");
    appState.quotes.apply(
      { keys: ["demo:BTC-USD"], last: ["99999.00"], bid: [null], ask: [null], receivedMs: [nowMs + 1] },
      nowMs + 1,
    );
    expect(symbols()[0]).toBe("SHIB-USD");
    list.rank();
    expect(symbols()[0]).toBe("BTC-USD");
  });

  it("moves its cursor within its rows", async () => {
    const { list } = await watchlist();
    list.cursorKey = null;
    list.move(1);
    expect(list.cursor).toBe(0);
    list.move(-5);
    expect(list.cursor).toBe(0);
    list.move(1e9);
    expect(list.cursor).toBe(12);
  });

  it("tells main the whole order, and takes it back when refused", async () => {
    const { host, list, symbols } = await watchlist();
    await list.reorder("demo:SOL-USD", "demo:BTC-USD");
    expect(symbols().slice(0, 3)).toEqual(["SOL-USD", "BTC-USD", "ETH-USD"]);
    expect(host.inputs("market.reorder")[0]?.keys.slice(0, 2)).toEqual(["demo:SOL-USD", "demo:BTC-USD"]);
    host.handlers["market.reorder"] = () => fail("store-failed", "The disk is full.");
    await list.reorder("demo:SOL-USD", "demo:ADA-USD");
    expect(symbols()[0]).toBe("SOL-USD");
    expect(started.appState.failure?.message).toBe("The disk is full.");
  });

  it("is not reordered while sorted or filtered", async () => {
    const { host, list } = await watchlist();
    list.choose("symbol");
    await list.reorder("demo:SOL-USD", "demo:BTC-USD");
    expect(host.inputs("market.reorder")).toEqual([]);
  });

  it("adds what the venue has, and gives back the refusal of what it has not", async () => {
    const { appState, list, symbols } = await watchlist();
    expect(await list.add({ venue: "demo", symbol: "UNI-USD" })).toEqual({ venue: "demo", symbol: "UNI-USD" });
    appState.selectWhenThere("demo:UNI-USD");
    expect(appState.selected?.instrument.symbol).toBe("UNI-USD");
    expect(symbols().at(-1)).toBe("UNI-USD");
    expect(await list.add({ venue: "demo", symbol: "NOPE" })).toMatchObject({ code: "instrument-invalid" });
  });

  it("brings an instrument that was removed back to its place", async () => {
    const { appState, symbols } = await watchlist();
    await appState.unwatch({ venue: "demo", symbol: "ETH-USD" });
    expect(symbols()).not.toContain("ETH-USD");
    await appState.undoRemove();
    expect(started.host.inputs("market.reorder").at(-1)?.keys[1]).toBe("demo:ETH-USD");
    expect(symbols()).toContain("ETH-USD");
  });

  it("looks at another instrument when the one looked at is removed", async () => {
    const { appState, list } = await watchlist();
    await list.remove({ venue: "demo", symbol: "BTC-USD" });
    expect(appState.selected?.instrument.symbol).toBe("ETH-USD");
  });
});
