/** Frames read from their bytes say what the whole reader says of them, and leave to that what they do not know. */
import { expect, test } from "vitest";
import { readEvent, readWholeFrame } from "../../../../main/market/venues/binance/frames.ts";

const read = (text: string) => readEvent(text, Buffer.from(text));

test.each([
  ["a trade", '{"e":"aggTrade","E":1633998523963,"s":"NKNUSDT","p":"0.3528","q":"58.0","f":1,"l":2,"T":1633998523960}'],
  ["bid and ask", '{"s":"NKNUSDT","b":"0.3521","a":"0.3526"}'],
  ["a ticker", '{"e":"24hrTicker","E":1633998523963,"s":"NKNUSDT","c":"0.3528","b":"0.3521","a":"0.3526","L":2}'],
])("%s", (_what, text) => {
  const whole = readWholeFrame(text);
  if (typeof whole === "string") throw new Error(whole);
  expect(read(text)).not.toBeNull();
  expect(read(text)).toEqual(whole);
});

test.each([
  ["an acknowledgement", '{"result":null,"id":1}'],
  ["one out of a wrapper", '{"stream":"nknusdt@aggTrade","data":{"e":"aggTrade","s":"NKNUSDT"}}'],
  ["no symbol", '{"e":"aggTrade","E":1633998523963}'],
  ["more behind it", '{"e":"aggTrade","s":"NKNUSDT"} '],
])("%s is left to the whole reader", (_what, text) => {
  expect(read(text)).toBeNull();
});
