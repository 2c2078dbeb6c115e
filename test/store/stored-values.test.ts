/** Values of columns that are what they should be by very little, or are not. */
import { expect, test } from "vitest";
import {
  isRecord,
  storedCount,
  storedDestination,
  storedFlag,
  storedInstrument,
  storedJson,
  storedSuperseded,
  storedTime,
  UnreadableRow,
} from "../../main/store/stored-values.ts";

const furthestMs = 8.64e15;

test.each<[string, (value: unknown) => unknown, readonly unknown[], readonly unknown[]]>([
  [
    "a time is a whole number of milliseconds that a Date can hold",
    (value) => storedTime("at", value),
    [furthestMs, -furthestMs, 0],
    [furthestMs + 1, -furthestMs - 1, 0.5, "0", null, Number.NaN],
  ],
  [
    "a count is a whole number, 0 or more, that is exact",
    (value) => storedCount("count", value),
    [0, 1, Number.MAX_SAFE_INTEGER],
    [-1, 0.5, 2 ** 53, "1", null],
  ],
  ["a flag is 0 or 1", (value) => Number(storedFlag("flag", value)), [0, 1], [2, -1, "1", null, true]],
])("%s", (_what, read, good, bad) => {
  for (const value of good) expect(read(value)).toBe(value);
  for (const value of bad) expect(() => read(value), String(value)).toThrow(UnreadableRow);
});

test("JSON is text, and JSON; which of the two it is not is told", () => {
  expect(storedJson("column", '{"a":[1]}')).toEqual({ a: [1] });
  expect(() => storedJson("column", "{")).toThrow(/^column: this is not JSON/);
  expect(() => storedJson("column", 5)).toThrow(/^column: this is no text|^column: this is not text/);
});

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  ["text", false],
  [5, false],
  [undefined, false],
])("%j is a record: %s", (value, is) => {
  expect(isRecord(value)).toBe(is);
});

test("the messages that a joined one took over, each with what its service called it or nothing", () => {
  const messages = [
    { messageId: "a", externalId: "7" },
    { messageId: "b", externalId: null },
  ];
  expect(storedSuperseded("superseded", JSON.stringify(messages))).toEqual(messages);
  expect([storedSuperseded("superseded", null), storedSuperseded("superseded", "[]")]).toEqual([[], []]);
  for (const text of [
    "{",
    "{}",
    "[5]",
    '[{"messageId":"a","externalId":null},5]',
    '[{"messageId":5,"externalId":null}]',
  ])
    expect(() => storedSuperseded("superseded", text), text).toThrow(UnreadableRow);
});

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
