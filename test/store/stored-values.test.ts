/** Values of columns that are what they should be by very little, or are not. */
import { expect, test } from "vitest";
import { storedDestination, storedInstrument, UnreadableRow } from "../../main/store/stored-values.ts";

test("an instrument is a venue that there is and a symbol, each whole", () => {
  const read = (text: string) => storedInstrument("instrument", text, ["demo"]);
  expect(read("demo:BTC-USD")).toBe("demo:BTC-USD");
  for (const text of ["demo:", "demo", ":BTC-USD", "kraken:BTC-USD", "demo: BTC", "demo:BTC USD", ""])
    expect(() => read(text), text).toThrow(UnreadableRow);
});

test("a destination is an id as they are made, of one that is gone as well", () => {
  const read = (text: unknown) => storedDestination("destination", text);
  for (const text of ["desktop", "history", "ntfy-1a2b3c4d"]) expect(read(text)).toBe(text);
  for (const text of ["", "Desktop", "my phone", "ntfy/1", "-ntfy", "desktop\n", null, 5])
    expect(() => read(text), JSON.stringify(text)).toThrow(UnreadableRow);
});
