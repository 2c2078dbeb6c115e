/** Kraken's frames, read from their bytes: which are, and that all others are read whole. */
import { expect, test } from "vitest";
import { readFrame } from "../../../../main/market/venues/kraken/frames.ts";

const read = (text: string) => readFrame(text, Buffer.from(text));
const trade = '{"symbol":"BTC/USD","side":"buy","price":85772.40,"qty":0.5,"trade_id":7,"timestamp":"T"}';
const ticker = '{"symbol":"BTC/USD","bid":1.10,"bid_qty":3,"ask":1.20,"last":1.15,"timestamp":"T"}';
const frame = (channel: string, rows: string, type = "update") =>
  `{"channel":"${channel}","type":"${type}","data":[${rows}]}`;
const fewer = {
  trade: { symbol: "BTC/USD", price: "85772.40", qty: "0.5", trade_id: "7", timestamp: "T" },
  ticker: { symbol: "BTC/USD", bid: "1.10", ask: "1.20", last: "1.15", timestamp: "T" },
};
const whole = {
  trade: { ...fewer.trade, side: "buy" },
  ticker: { ...fewer.ticker, bid_qty: "3" },
};

test.each([
  ["trade", trade],
  ["ticker", ticker],
] as const)("of a usual %s nothing is read that is not used, row by row", (channel, row) => {
  const rest = { channel, type: "update" };
  expect(read(frame(channel, row))).toEqual({ ...rest, data: [fewer[channel]] });
  const second = row.replace("BTC/USD", "ETH/USD");
  expect(read(frame(channel, `${row},${second}`))).toEqual({
    ...rest,
    data: [fewer[channel], { ...fewer[channel], symbol: "ETH/USD" }],
  });
});

test.each([
  ["trade", trade],
  ["ticker", ticker],
] as const)("a %s that is written in any other way is read whole", (channel, row) => {
  const rest = { channel, type: "update", data: [whole[channel]] };
  expect(read(` ${frame(channel, row)}`)).toEqual(rest);
  expect(read(`${frame(channel, row)} `)).toEqual(rest);
  expect(read(frame(channel, `${row} `))).toEqual(rest);
  expect(read(frame(channel, row, "snapshot"))).toEqual({ ...rest, type: "snapshot" });
  expect(read(frame(channel, row).replace("]}", '],"more":1}'))).toEqual({ ...rest, more: "1" });
  expect(read(frame(channel, ""))).toEqual({ ...rest, data: [] });
  const later = row.replace('"T"', "null");
  expect(read(frame(channel, `${row},${later}`))).toEqual({
    ...rest,
    data: [whole[channel], { ...whole[channel], timestamp: null }],
  });
});

test.each([
  frame("trade", `${trade},`),
  frame("trade", `,${trade}`),
  frame("trade", `${trade}X${trade}`),
  frame("ticker", `${ticker}X${ticker}`),
  `${frame("trade", trade)}]}`,
  frame("trade", trade).slice(0, -1),
  `${frame("ticker", ticker).slice(0, -2)}}]`,
])("%s is no JSON", (text) => {
  expect(read(text)).toBe("json-invalid");
});

test("of a heartbeat, the most frequent of all, nothing is made", () => {
  const heartbeat = read('{"channel":"heartbeat"}');
  expect(heartbeat).toEqual({ channel: "heartbeat" });
  expect(read('{"channel":"heartbeat"}')).toBe(heartbeat);
});
