/** Values of columns that are what they should be by a hair, or are not. */
import { expect, test } from "vitest";
import { storedInstrument, UnreadableRow } from "../../main/store/stored-values.ts";

test("an instrument is a venue that there is and a symbol, each whole", () => {
  const read = (text: string) => storedInstrument("instrument", text, ["demo"]);
  expect(read("demo:BTC-USD")).toBe("demo:BTC-USD");
  for (const text of ["demo:", "demo", ":BTC-USD", "kraken:BTC-USD", "demo: BTC", "demo:BTC USD", ""])
    expect(() => read(text), text).toThrow(UnreadableRow);
});
