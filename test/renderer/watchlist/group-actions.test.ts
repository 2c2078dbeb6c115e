/** Groups of the watchlist as a person changes them: nothing is lost, and one undo brings all of it back. */
import { afterEach, describe, expect, it } from "vitest";
import { fail } from "../../../preload/contract/result.ts";
import { deleteGroup, dropOn, moveToGroup, nameGroup, stepRow } from "../../../renderer/watchlist/group-actions.ts";
import type { QuoteCell } from "../../../renderer/watchlist/quotes.svelte.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";
import { fullScene } from "../scenes.ts";

let started: StartedState;
afterEach(() => started.session.end());

const majors = { name: "Majors", keys: ["demo:BTC-USD", "demo:ETH-USD"] };
const small = { name: "Small", keys: ["demo:DOGE-USD"] };

async function window() {
  const scene = fullScene(nowMs);
  scene.settings = { ...scene.settings, watchlistGroups: [majors, small] };
  started = startState(scene);
  await started.session.resync();
  const { appState } = started;
  return {
    ...started,
    groups: () => appState.settings.view?.watchlistGroups,
    cell: (symbol: string) => appState.quotes.cell(`demo:${symbol}`) as QuoteCell,
    order: () => appState.quotes.cells.map(({ instrument }) => instrument.symbol),
  };
}

describe("groups of the watchlist", () => {
  it("are renamed, joined and deleted, and what was in them stays", async () => {
    const { appState, groups, order } = await window();
    const before = order();
    await nameGroup(appState, "Majors", " Big ");
    expect(groups()).toEqual([{ ...majors, name: "Big" }, small]);
    await appState.undoRemove();
    expect(groups()).toEqual([majors, small]);
    await nameGroup(appState, "Small", "Majors");
    expect(groups()).toEqual([{ name: "Majors", keys: [...majors.keys, ...small.keys] }]);
    await appState.undoRemove();
    await deleteGroup(appState, "Majors");
    expect(groups()).toEqual([small]);
    expect(order()).toEqual(before);
    await appState.undoRemove();
    expect(groups()).toEqual([majors, small]);
    for (const name of ["", " ", "Majors"]) await nameGroup(appState, "Majors", name);
    expect([groups(), appState.removed]).toEqual([[majors, small], null]);
  });

  it("take a row in, and give it back where it was", async () => {
    const { appState, groups, cell, order } = await window();
    const before = order();
    await moveToGroup(appState, cell("DOGE-USD"), "Majors");
    expect(groups(), "an empty group goes").toEqual([{ ...majors, keys: [...majors.keys, "demo:DOGE-USD"] }]);
    await appState.undoRemove();
    expect(groups()).toEqual([majors, small]);
    await dropOn(appState, cell("DOT-USD"), cell("ETH-USD"), "before");
    expect(groups()?.[0]?.keys).toContain("demo:DOT-USD");
    expect(order().indexOf("DOT-USD")).toBe(order().indexOf("ETH-USD") - 1);
    await appState.undoRemove();
    expect([groups(), order()]).toEqual([[majors, small], before]);
  });

  it("are gone through by steps: a row goes on from the end of one to the beginning of the next", async () => {
    const { appState, groups } = await window();
    const shown = (): string[] => appState.watchlist.rows.map(({ instrument }) => instrument.symbol);
    expect(shown().slice(-3)).toEqual(["BTC-USD", "ETH-USD", "DOGE-USD"]);
    await stepRow(appState, "demo:ETH-USD", 1);
    expect(groups()).toEqual([
      { ...majors, keys: ["demo:BTC-USD"] },
      { ...small, keys: ["demo:DOGE-USD", "demo:ETH-USD"] },
    ]);
    expect(shown().slice(-3)).toEqual(["BTC-USD", "ETH-USD", "DOGE-USD"]);
    await stepRow(appState, "demo:ETH-USD", 1);
    expect(shown().slice(-3)).toEqual(["BTC-USD", "DOGE-USD", "ETH-USD"]);
    await stepRow(appState, "demo:BTC-USD", -1);
    expect(groups()?.map(({ name }) => name)).toEqual(["Small"]);
    expect(shown().at(-3), "the last of those in none").toBe("BTC-USD");
  });

  it("stay as they are where the app refuses, which is said", async () => {
    const { appState, groups, host } = await window();
    host.handlers["settings.set"] = () => fail("store-failed", "The disk is full.");
    await deleteGroup(appState, "Majors");
    await moveToGroup(appState, appState.quotes.cells[0] as QuoteCell, null);
    expect([groups(), appState.removed]).toEqual([[majors, small], null]);
    expect(appState.failure?.message).toBe("The disk is full.");
  });
});
