/**
 * Mutants that change nothing which anybody could observe, each judged by hand: no test can die by them, so they say nothing about
 * the tests. One that is only hard to test does not belong here.
 */
import { ofAlerts } from "./equivalent-alerts.ts";
import { ofDryRun } from "./equivalent-alerts-dry-run.ts";
import { equivalentsOfDelivery } from "./equivalent-delivery.ts";
import { equivalentsOfMarket } from "./equivalent-market.ts";
import { equivalentsOfOutbox } from "./equivalent-outbox.ts";
import { equivalentsOfVenues } from "./equivalent-venues.ts";
import { equivalentsOfStore } from "./equivalent-store.ts";
import type { Mutant } from "./mutants.ts";

export interface Equivalent {
  readonly file: string;
  /** The whole line that it changes, without the blanks around it. */
  readonly line: string;
  readonly original: string;
  readonly replacements: readonly string[];
  readonly why: string;
}

export const equivalents: readonly Equivalent[] = [
  ...equivalentsOfVenues,
  ...equivalentsOfMarket,
  ...equivalentsOfStore,
  ...equivalentsOfDelivery,
  ...equivalentsOfOutbox,
  ...ofAlerts,
  ...ofDryRun,
  {
    file: "main/alerts/engine-rules.ts",
    line: "#order = 0;",
    original: "0",
    replacements: ["1"],
    why: "the numbers are compared with each other alone, wherever they begin",
  },
  {
    file: "main/alerts/evaluate.ts",
    line: "isOutOfReach(compiled, candles, earlierNumber, n) &&",
    original:
      "isOutOfReach(compiled, candles, earlierNumber, n) &&\n    !(!compiled.needsPrevious && isSatisfied(compiled, price, 1))",
    replacements: ["false"],
    why: "what is out of reach is looked for in every candle, and not found: only the time differs",
  },
  {
    file: "main/alerts/evaluate.ts",
    line: "!(!compiled.needsPrevious && isSatisfied(compiled, price, 1))",
    original: "&&",
    replacements: ["||"],
    why: "the same",
  },
  {
    file: "main/alerts/evaluate.ts",
    line: 'const ways: readonly Direction[] = rule.farSide === "either" ? [1, -1] : [1];',
    original: 'rule.farSide === "either"',
    replacements: ["true"],
    why: "all other kinds have but one way, whichever they are asked for: it is looked for twice, and found as the first",
  },
  {
    file: "main/alerts/conditions/measured-move.ts",
    line: "const doubt = (Math.abs(extreme.n) + distance) * 1e-12;",
    original: "1e-12",
    replacements: ["2e-12"],
    why: "the digits decide a little more often what the doubles would have decided the same way",
  },
  {
    file: "main/alerts/conditions/measured-move.ts",
    line: "if (ahead > doubt) return true;",
    original: ">",
    replacements: [">="],
    why: "the same: at the end of the doubt doubles and digits agree",
  },
  {
    file: "main/alerts/conditions/measured-move.ts",
    line: "if (ahead < -doubt) return false;",
    original: "<",
    replacements: ["<="],
    why: "the same on the other side",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "if (bid !== sides.bid || ask !== sides.ask) readSides(bid, ask);",
    original: "bid !== sides.bid || ask !== sides.ask",
    replacements: ["true"],
    why: "the same prices are read again: only the time differs",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "sides.bid = bid;",
    original: "sides.bid = bid;",
    replacements: [";"],
    why: "the same",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "sides.ask = ask;",
    original: "sides.ask = ask;",
    replacements: [";"],
    why: "the same",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "return powersOfTen[exponent] ?? Number.NaN;",
    original: "powersOfTen[exponent] ?? Number.NaN",
    replacements: ["(Number.NaN)", "(powersOfTen[exponent])!", "0"],
    why: "undefined, and 0 divided by 0, make what they are multiplied with NaN as well; without any power all is worked out exactly, which takes longer",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "if (low + high < 17_592_186_044_416) {",
    original: "low + high < 17_592_186_044_416",
    replacements: ["false"],
    why: "by whole numbers of any size it is worked out to the same double: only the time differs",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "if (low + high < 17_592_186_044_416) {",
    original: "<",
    replacements: ["<="],
    why: "the same",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "if (low + high < 17_592_186_044_416) {",
    original: "17_592_186_044_416",
    replacements: ["35184372088832"],
    why: "times 200 that is below 2^53 too",
  },
  {
    file: "main/alerts/conditions/quantity.ts",
    line: "for (let at = 0; at < text.length; at++) {",
    original: "<",
    replacements: ["<="],
    why: "there is no character: NaN is no digit",
  },
  {
    file: "main/bridge/tick-conflator.ts",
    line: "this.#focusOfClient.clear();",
    original: "this.#focusOfClient.clear();",
    replacements: [";"],
    why: "nothing is found under what it names once the rest is cleared, and each window goes by itself",
  },
  {
    file: "main/bridge/http-sessions.ts",
    line: "#lastFailureMonoMs = 0;",
    original: "0",
    replacements: ["1"],
    why: "there is no failure yet that could have expired since then",
  },
  {
    file: "main/bridge/schema-check.ts",
    line: "return 2;",
    original: "2",
    replacements: ["3"],
    why: "the numbers are compared with each other alone, and it is the highest",
  },
  {
    file: "main/bridge/http-server.ts",
    line: "handleProtocols: (offered) => [...offered].find((name) => !name.startsWith(sessionProtocolPrefix)) ?? false,",
    original: "[...offered].find((name) => !name.startsWith(sessionProtocolPrefix)) ?? false",
    replacements: ["([...offered].find((name) => !name.startsWith(sessionProtocolPrefix)))!"],
    why: "to the library undefined is none as well",
  },
  {
    file: "main/bridge/create-bridge.ts",
    line: "const health = app.feedStatus().venues.find(({ venue }) => venue === patch.venue) ?? null;",
    original: "find",
    replacements: ["findLast"],
    why: "each venue stands there once",
  },
  {
    file: "main/market/feed/backfill.ts",
    line: "if (gap.start !== null) gap.replayed.note(trade);",
    original: "gap.start !== null",
    replacements: ["true"],
    why: "what is told again outside of a gap is forgotten when one begins: only memory differs",
  },
  {
    file: "main/market/feed/backfill.ts",
    line: "if (isWaiting) this.#late.begin(watched);",
    original: "isWaiting",
    replacements: ["true"],
    why: "it looks up what is awaited of the instrument, finds nothing and does nothing: only the time of each tick differs",
  },
  {
    file: "main/market/feed/backfill.ts",
    line: "if (isWaiting) this.#late.onPrice(watched, tick);",
    original: "isWaiting",
    replacements: ["true"],
    why: "the same",
  },
  {
    file: "main/market/feed/dropped-run.ts",
    line: "if (this.#since === null) return;",
    original: "this.#since === null",
    replacements: ["false"],
    why: "what is cleared then is empty already: only the time of each tick that counts differs",
  },
  {
    file: "main/market/feed/connection.ts",
    line: "const openForMs = monoMs - (socket.openedMonoMs ?? monoMs);",
    original: "socket.openedMonoMs ?? monoMs",
    replacements: ["(socket.openedMonoMs)!"],
    why: "a socket that is open knows since when",
  },
  {
    file: "main/market/feed/feed.ts",
    line: 'else if (change === "other-subscriptions") this.#parts.connections.resubscribe();',
    original: 'change === "other-subscriptions"',
    replacements: ["true"],
    why: "what is wanted is compared with what was asked for, and nothing is found to be sent",
  },
  {
    file: "main/market/feed/late-history.ts",
    line: "return this.#of(watched).find((other) => other.abort === abort);",
    original: "find",
    replacements: ["findLast"],
    why: "each request has an abort of its own",
  },
  {
    file: "main/market/instruments/search.ts",
    line: "const contains = 3;",
    original: "3",
    replacements: ["4"],
    why: "the last step of all, and what is no base at all is put by it as well: it stays last",
  },
  {
    file: "main/market/instruments/search.ts",
    line: "let score = 0;",
    original: "0",
    replacements: ["1"],
    why: "all begin so: their order is the same",
  },
  {
    file: "main/market/instruments/search.ts",
    line: "if (base.includes(word) || wholeNames.includes(word) || whole.includes(word)) return exact;",
    original: "exact",
    replacements: ["0"],
    why: "the same number",
  },
  {
    file: "main/market/instruments/search.ts",
    line: 'const notTrading = listed.state === "halted" || listed.state === "delisted" ? 5 : 0;',
    original: "5",
    replacements: ["6"],
    why: "still more than any quote and less than one step",
  },
  {
    file: "main/market/instruments/search.ts",
    line: 'const notTrading = listed.state === "halted" || listed.state === "delisted" ? 5 : 0;',
    original: "0",
    replacements: ["1"],
    why: "still less than what does not trade",
  },
];

/** Whether the mutant of `text` is listed. */
export function isEquivalent(file: string, text: string, mutant: Mutant): boolean {
  const line = text.split("\n")[mutant.line - 1]?.trim();
  return equivalents.some(
    (one) =>
      one.file === file &&
      one.line === line &&
      one.original === mutant.original &&
      one.replacements.includes(mutant.replacement),
  );
}
