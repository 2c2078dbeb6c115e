/** Frames of Binance's streams as it sends them, of NKN against USDT. `fields` are those that a test is about. */

/** A trade; one aggregate of the fills from `firstId` to `lastId`. */
export const trade = (firstId: number, lastId = firstId, fields: object = {}) => ({
  e: "aggTrade",
  E: 1_633_998_523_970,
  s: "NKNUSDT",
  a: 15_683_430,
  p: "0.35280000",
  q: "58.00000000",
  f: firstId,
  l: lastId,
  T: 1_633_998_523_963,
  m: false,
  M: true,
  ...fields,
});

/** The ticker, of which `tradeId` and `last` are those of the newest trade. */
export const ticker = (tradeId: number, last: string, fields: object = {}) => ({
  e: "24hrTicker",
  E: 1_633_998_524_000,
  s: "NKNUSDT",
  c: last,
  b: "0.3521",
  a: "0.3526",
  l: "0.3000",
  C: 1_633_998_524_000,
  L: tradeId,
  ...fields,
});
