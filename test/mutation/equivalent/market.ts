/** Mutants that change nothing in main/market, its venues aside. */
import { because } from "./because.ts";
import type { Equivalent } from "./index.ts";

export const ofMarket: readonly Equivalent[] = [
  ...because("main/market/feed/rest-gate.ts", "that there is a refusal is asked, and not how long it lasts from then", [
    "return readsStatuses.includes(status) || refusalOf(status, { headers: {}, takesKey: false, wallMs: 0 }) === null;",
    "0",
    ["1"],
  ]),
  ...because(
    "main/market/feed/backfill.ts",
    "what is told again outside of a gap is forgotten when one begins: only memory differs",
    ["if (gap.start !== null) gap.replayed.note(trade);", "gap.start !== null", ["true"]],
  ),
  ...because(
    "main/market/feed/backfill.ts",
    "it looks up what is awaited of the instrument, finds nothing and does nothing: only the time of each tick differs",
    ["if (isWaiting) this.#late.begin(watched);", "isWaiting", ["true"]],
    ["if (isWaiting) this.#late.onPrice(watched, tick);", "isWaiting", ["true"]],
  ),
  ...because(
    "main/market/feed/dropped-run.ts",
    "what is cleared then is empty already: only the time of each tick that counts differs",
    ["if (this.#since === null) return;", "this.#since === null", ["false"]],
  ),
  ...because("main/market/feed/connection.ts", "a socket that is open knows since when", [
    "const openForMs = monoMs - (socket.openedMonoMs ?? monoMs);",
    "socket.openedMonoMs ?? monoMs",
    ["(socket.openedMonoMs)!"],
  ]),
  ...because(
    "main/market/feed/feed.ts",
    "what is wanted is compared with what was asked for, and nothing is found to be sent",
    [
      'else if (change === "other-subscriptions") this.#parts.connections.resubscribe();',
      'change === "other-subscriptions"',
      ["true"],
    ],
  ),
  ...because("main/market/feed/late-history.ts", "each request has an abort of its own", [
    "return this.#of(watched).find((other) => other.abort === abort);",
    "find",
    ["findLast"],
  ]),
  ...because(
    "main/market/instruments/search.ts",
    "the last step of all, and what is no base at all is put by it as well: it stays last",
    ["const contains = 3;", "3", ["4"]],
  ),
  ...because("main/market/instruments/search.ts", "all begin so: their order is the same", [
    "let score = 0;",
    "0",
    ["1"],
  ]),
  ...because("main/market/instruments/search.ts", "the same number", [
    "if (base.includes(word) || wholeNames.includes(word) || whole.includes(word)) return exact;",
    "exact",
    ["0"],
  ]),
  ...because("main/market/instruments/search.ts", "still more than any quote and less than one step", [
    'const notTrading = listed.state === "halted" || listed.state === "delisted" ? 5 : 0;',
    "5",
    ["6"],
  ]),
  ...because("main/market/instruments/search.ts", "still less than what does not trade", [
    'const notTrading = listed.state === "halted" || listed.state === "delisted" ? 5 : 0;',
    "0",
    ["1"],
  ]),
  ...because(
    "main/market/history/minute-candles.ts",
    "read once a price has come, and set by then",
    ["#openMs = 0;", "0", ["1"]],
    ["#endMs = 0;", "0", ["1"]],
  ),
  ...because(
    "main/market/history/minute-candles.ts",
    "a quick answer to what is asked exactly then: only the time of each tick differs",
    [
      "if (!(n < this.#highNumber && n > this.#lowNumber)) {",
      "!(n < this.#highNumber && n > this.#lowNumber)",
      ["true"],
    ],
  ),
  ...because("main/market/decimal.ts", "both ways give the same double: only the time of each price differs", [
    "if (length > 16) return longDecimalNumber(text);",
    ">",
    [">="],
  ]),
  ...because("main/market/decimal.ts", "as much too long", [
    'if (Math.abs(point) > maxDecimalLength) return "0".repeat(maxDecimalLength + 1);',
    "1",
    ["2"],
  ]),
  ...because("main/market/decimal.ts", "of no digits nothing is left either way", [
    'const before = point <= 0 ? "" : digits.slice(0, point).padEnd(point, "0").replace(/^0+/, "");',
    "<=",
    ["<"],
  ]),
  ...because("main/market/decimal.ts", "no zeros before all digits, either way", [
    'const after = point <= 0 ? "0".repeat(-point) + digits : digits.slice(point);',
    "<=",
    ["<"],
  ]),
  ...because(
    "main/market/decimal.ts",
    "they differ",
    ["if (aNumber !== bNumber) return aNumber > bNumber;", ">", [">="]],
    ["return left === right ? 0 : left < right ? -1 : 1;", "<", ["<="]],
  ),
  ...because(
    "main/market/decimal.ts",
    "the exact comparison of two that are short and the same says so too: only time differs",
    ["if (a.length <= 15 && b.length <= 15) return false;", "<=", ["<"]],
  ),
  ...because("main/market/decimal.ts", "only the sign counts", [
    "return left === right ? 0 : left < right ? -1 : 1;",
    "1",
    ["2"],
  ]),
  ...because("main/market/decimal.ts", "what is divided has at most 14 digits behind its point", [
    "const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);",
    "16",
    ["32"],
  ]),
  ...because("main/market/feed/tick-filter.ts", "no faults are counted as none: only the time of each tick differs", [
    "if (message.faults !== 0) this.#counts.rejectFields(message.faults);",
    "message.faults !== 0",
    ["true"],
  ]),
  ...because(
    "main/market/feed/tick-filter.ts",
    "a side that is not there is looked at once more then, and passed over",
    ["return Number(price ?? Number.NaN);", "price ?? Number.NaN", ["(price)!"]],
  ),
  ...because("main/market/feed/tick-filter.ts", "only what has an id is dropped for it", [
    'if (end.numbering === "new") ids.restart(end.ticks.map(({ tradeId }) => tradeId ?? ""));',
    'tradeId ?? ""',
    ["(tradeId)!"],
  ]),
  ...because("main/market/feed/periodic-check.ts", "a timer that is cancelled once more stays cancelled", [
    "this.#timer = null;",
    "this.#timer = null;",
    [";"],
  ]),
  ...because("main/market/feed/rest-poller.ts", "what lacks its time comes after all others either way", [
    "const rank = (symbol: string): number => (lacksTime(symbol) ? 2 : 0) + (isUrgent(symbol) ? 0 : 1);",
    "2",
    ["3"],
  ]),
  ...because(
    "main/market/feed/rest-poller.ts",
    "of nothing and the shortest wait the greater is the same",
    [
      "this.#notBeforeMonoMs = this.#options.clock.now().monoMs + Math.max(holdOffMs, retryAfterMs ?? 0);",
      "retryAfterMs ?? 0",
      ["(retryAfterMs)!"],
    ],
    ["this.#notBeforeMonoMs = this.#options.clock.now().monoMs + Math.max(holdOffMs, retryAfterMs ?? 0);", "0", ["1"]],
  ),
  ...because(
    "main/market/feed/outlier-filter.ts",
    "the exact judgement says the same of a tick that is ordinary: only the time of each tick differs",
    ["#heldCount = 0;", "0", ["1"]],
    ["!(Math.abs(last - this.#last) >= 0.19 * this.#last) &&", ">=", [">"]],
    ["!(Math.abs(last - this.#last) >= 0.19 * this.#last) &&", "-", ["+"]],
    ["!(Math.abs(bid - this.#bid) >= 0.19 * this.#bid) &&", ">=", [">"]],
    ["!(Math.abs(bid - this.#bid) >= 0.19 * this.#bid) &&", "-", ["+"]],
    ["!(Math.abs(ask - this.#ask) >= 0.19 * this.#ask)", ">=", [">"]],
    ["!(Math.abs(ask - this.#ask) >= 0.19 * this.#ask)", "-", ["+"]],
  ),
  ...because("main/market/feed/outlier-filter.ts", "the tick that was accepted for a source has a price of it", [
    "return isOutlier(price, reference[source] ?? price);",
    "reference[source] ?? price",
    ["(reference[source])!"],
  ]),
  ...because(
    "main/market/feed/outlier-filter.ts",
    "the exact comparison says the same: only the time differs",
    ["if (Math.abs(excess) > 1e-9 * base) return excess > 0;", "Math.abs(excess) > 1e-9 * base", ["false"]],
    ["if (Math.abs(excess) > 1e-9 * base) return excess > 0;", "1e-9", ["2e-9"]],
  ),
  ...because(
    "main/market/history/time-spans.ts",
    "a span that only touches leaves the same rest",
    ["if (span.toMs <= fromMs) continue;", "<=", ["<"]],
    ["if (span.fromMs >= wanted.toMs) break;", ">=", [">"]],
  ),
  ...because("main/market/history/time-spans.ts", "they are sorted, and no two end at one time", [
    "pages.push({ fromMs: Math.max(fromMs, endMs - pageMs), toMs: endMs });",
    "push",
    ["unshift"],
  ]),
  ...because(
    "main/market/history/past-candles.ts",
    "they are sorted, and no two of them begin at one time",
    ["candles.push(...answer.value);", "push", ["unshift"]],
    ["covered.push(page);", "push", ["unshift"]],
  ),
];
