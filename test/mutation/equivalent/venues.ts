/** Mutants that change nothing in main/market/venues. */
import { because } from "./because.ts";
import type { Equivalent } from "./index.ts";

export const ofVenues: readonly Equivalent[] = [
  ...because(
    "main/market/venues/binance/prices.ts",
    "a trade told twice sets the newest id to what it is, and leaves nothing out",
    ["if (before !== null && lastId <= before) return trade;", "<=", ["<"]],
  ),
  ...because("main/market/venues/binance/session.ts", "Math.max takes null for 0, and no id is below that", [
    "subscription.newestTradeId = Math.max(subscription.newestTradeId ?? id, id);",
    "subscription.newestTradeId ?? id",
    ["(subscription.newestTradeId)!"],
  ]),
  ...because(
    "main/market/venues/binance/symbols.ts",
    "the same list gives the same names again: only the time differs",
    ["if (listed === this.#known) return;", "listed === this.#known", ["false"]],
  ),
  ...because("main/market/venues/kraken/session.ts", "of one name it makes the same message anew", [
    "if (needs.size === 1) return message;",
    "needs.size === 1",
    ["false"],
  ]),
  ...because("main/market/venues/kraken/session.ts", "sorting keeps what is in order, and ids that only repeat", [
    "if (id(row) < newestId) return [...rows].sort((a, b) => id(a) - id(b));",
    "<",
    ["<=", ">="],
  ]),
  ...because(
    "main/market/venues/kraken/names.ts",
    "a symbol as the list has it is resolved to itself: only the time differs",
    [
      "const listed = this.#bySymbol.get(symbol) ?? this.#bySymbol.get(resolveSymbol(symbol, list));",
      "this.#bySymbol.get(symbol) ?? this.#bySymbol.get(resolveSymbol(symbol, list))",
      ["(this.#bySymbol.get(resolveSymbol(symbol, list)))"],
    ],
    [
      "const pair = pairs.get(symbol) ?? pairs.get(resolveSymbol(symbol, list));",
      "pairs.get(symbol) ?? pairs.get(resolveSymbol(symbol, list))",
      ["(pairs.get(resolveSymbol(symbol, list)))"],
    ],
  ),
  ...because(
    "main/market/venues/kraken/names.ts",
    "the same list gives the same names again: only the time differs",
    ["if (list !== this.#indexed) {", "list !== this.#indexed", ["true"]],
    ["this.#indexed = list;", "this.#indexed = list;", [";"]],
  ),
  ...because(
    "main/market/venues/securitypro/parse.ts",
    "what is plain is put into plain form once more, which is the same text: only the time differs",
    [
      'bidNumber = typeof bid === "string" ? decimalNumber(bid) : Number.NaN;',
      'bidNumber = typeof bid === "string" ? decimalNumber(bid) : Number.NaN;',
      [";"],
    ],
    [
      "if (Number.isNaN(bidNumber)) bidNumber = Number((bid = unusualSide(bid)) ?? Number.NaN);",
      "Number.isNaN(bidNumber)",
      ["true"],
    ],
    [
      "if (Number.isNaN(askNumber)) askNumber = Number((ask = unusualSide(ask)) ?? Number.NaN);",
      "Number.isNaN(askNumber)",
      ["true"],
    ],
    ["if (Number.isNaN(lastNumber)) {", "Number.isNaN(lastNumber)", ["true"]],
  ),
  ...because(
    "main/market/venues/session-price.ts",
    "what is plain is put into plain form once more, which is the same text: only the time differs",
    ["if (Number.isNaN(lastNumber)) {", "Number.isNaN(lastNumber)", ["true"]],
  ),
  ...because(
    "main/market/venues/demo/tick-generator.ts",
    "either is more than sums of a few doubles are off by, and far less than a tick",
    ["const count = Math.floor(this.#owed + 1e-9);", "1e-9", ["2e-9"]],
  ),
  ...because("main/market/venues/demo/tick-generator.ts", "no number that is drawn is exactly the sum of some shares", [
    "if ((this.#shares[middle] as number) > draw) high = middle;",
    ">",
    [">="],
  ]),
  ...because(
    "main/market/venues/demo/candles.ts",
    "prices of one instrument that are equal are the same text",
    ["if (value > known.highNumber) {", ">", [">="]],
    ["if (value < known.lowNumber) {", "<", ["<="]],
    ["const high = Number(minute.high) > Number(current.high) ? minute.high : current.high;", ">", [">="]],
    ["const low = Number(minute.low) < Number(current.low) ? minute.low : current.low;", "<", ["<="]],
  ),
  ...because(
    "main/market/venues/demo/price-simulator.ts",
    "the same minute gives the same values again: only the time differs",
    ["if (minute === this.#minute) return;", "minute === this.#minute", ["false"]],
    ["this.#minute = minute;", "this.#minute = minute;", [";"]],
  ),
  ...because(
    "main/market/venues/demo/price-path.ts",
    "no number that is drawn is exactly that chance",
    ["if (draw < calmChance) return 0;", "<", ["<="]],
    ["return draw < calmChance + volatileChance ? 2 : 1;", "<", ["<="]],
  ),
  ...because("main/market/venues/demo/rest.ts", "each length stands there once", [
    'const lengthMs = candleLengths.find((length) => String(length) === url.searchParams.get("length")) ?? null;',
    "find",
    ["findLast"],
  ]),
  ...because(
    "main/market/venues/demo/frames.ts",
    "the same moment is written again as the same text: only the time differs",
    ["this.#atMs = atMs;", "this.#atMs = atMs;", [";"]],
  ),
  ...because(
    "main/market/venues/trade-sequence.ts",
    "a trade told twice sets the newest id to what it is, and leaves nothing out",
    ["if (newestId !== null && id <= newestId) return null;", "<=", ["<"]],
  ),
  ...because("main/market/venues/coinbase/history.ts", "they are put in their order afterwards", [
    "candles.push(...rows.filter(({ openMs }) => openMs >= startMs && openMs <= endMs));",
    "push",
    ["unshift"],
  ]),
  ...because(
    "main/market/venues/coinbase/subscriptions.ts",
    "asking for its first streams makes it unconfirmed before anybody sees it",
    ["isConfirmed: false,", "false", ["true"]],
  ),
];
