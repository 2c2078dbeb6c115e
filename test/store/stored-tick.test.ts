/** A tick as tables keep it: what it is read as, and what no tick can be. */
import { expect, it } from "vitest";
import { storedTick } from "../../main/store/stored-tick.ts";
import { UnreadableRow } from "../../main/store/stored-values.ts";
import { t0 } from "./sample-values.ts";

const known = { instrument: "demo:BTC-USD", receivedWallMs: t0, ageMs: 5 } as const;
const row = { last: "100", bid: "99", ask: "101", size: "2", trade_id: "7", exchange_at: "2026-01-05T12:00:00Z" };
const nothing = { last: null, bid: null, ask: null, size: null, trade_id: null, exchange_at: null };

it("it has what was kept, and no moment of this process", () => {
  expect(storedTick(known, row)).toEqual({
    ...known,
    ...{ last: "100", lastNumber: 100, bid: "99", ask: "101", size: "2", tradeId: "7" },
    exchangeAt: "2026-01-05T12:00:00Z",
    receivedMonoMs: Number.NEGATIVE_INFINITY,
  });
});

it.each(["last", "bid", "ask"] as const)("a %s alone is enough", (side) => {
  const tick = storedTick(known, { ...nothing, [side]: "5", exchange_at: 7 });
  expect([tick[side], tick.exchangeAt, tick.tradeId, tick.size]).toEqual(["5", 7, null, null]);
  expect(tick.lastNumber).toBe(side === "last" ? 5 : Number.NaN);
});

it.each<[string, object]>([
  ["last", nothing],
  ["last", { ...row, last: "0" }],
  ["bid", { ...row, bid: "x" }],
  ["ask", { ...row, ask: 5 }],
  ["size", { ...row, size: "-1" }],
  ["trade_id", { ...row, trade_id: 7 }],
  ["exchange_at", { ...row, exchange_at: true }],
])("of a bad %s it is told by the name of its place: %j", (column, bad) => {
  const read = (): unknown => storedTick(known, bad as typeof row, (name) => `tick.${name}`);
  expect(read).toThrow(UnreadableRow);
  expect(read).toThrow(`tick.${column}`);
});
