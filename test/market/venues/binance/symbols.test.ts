/** Our symbols and Binance's, by whichever list is known at the moment. */
import { expect, test } from "vitest";
import { SymbolTable } from "../../../../main/market/venues/binance/symbols.ts";
import { listedAs } from "./listed.ts";

test("both ways go by the newest list, whichever is asked first", () => {
  let listed = listedAs(["1INCH", "USDT"]);
  const table = new SymbolTable(() => listed);
  expect([table.symbolOf("1INCHUSDT"), table.symbolOf("NEWUSDT")]).toEqual(["1INCH-USDT", "NEWUSDT"]);
  listed = listedAs(["NEW", "USDT"]);
  expect([table.symbolOf("1INCHUSDT"), table.symbolOf("NEWUSDT")]).toEqual(["1INCHUSDT", "NEW-USDT"]);
  expect([table.wireSymbolOf("1INCH-USDT"), table.wireSymbolOf("NEW-USDT")]).toEqual([null, "NEWUSDT"]);
});
