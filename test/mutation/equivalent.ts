/**
 * Mutants that change nothing which anybody could observe, each judged by hand: no test can die by them, so they say nothing about
 * the tests. One that is only hard to test does not belong here.
 */
import { because } from "./because.ts";
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
  ...because(
    "main/bridge/tick-conflator.ts",
    "nothing is found under what it names once the rest is cleared, and each window goes by itself",
    ["this.#focusOfClient.clear();", "this.#focusOfClient.clear();", [";"]],
  ),
  ...because("main/bridge/http-sessions.ts", "there is no failure yet that could have expired since then", [
    "#lastFailureMonoMs = 0;",
    "0",
    ["1"],
  ]),
  ...because("main/bridge/schema-check.ts", "the numbers are compared with each other alone, and it is the highest", [
    "return 2;",
    "2",
    ["3"],
  ]),
  ...because("main/bridge/http-server.ts", "to the library undefined is none as well", [
    "handleProtocols: (offered) => [...offered].find((name) => !name.startsWith(sessionProtocolPrefix)) ?? false,",
    "[...offered].find((name) => !name.startsWith(sessionProtocolPrefix)) ?? false",
    ["([...offered].find((name) => !name.startsWith(sessionProtocolPrefix)))!"],
  ]),
  ...because("main/bridge/create-bridge.ts", "each venue stands there once", [
    "const health = app.feedStatus().venues.find(({ venue }) => venue === patch.venue) ?? null;",
    "find",
    ["findLast"],
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
