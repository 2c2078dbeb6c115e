/** What REST is asked for where a stream begins, by what the venue tells by itself and what is known already. */
import { beforeEach, expect, test } from "vitest";
import { StreamBeginning, type StreamBeginningOptions } from "../../../main/market/feed/stream-beginning.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { VenueSession, VenueTraits } from "../../../main/market/venues/session.ts";
import { tickOf } from "./tick-of.ts";

let watched: Watched;
let told: string[];
beforeEach(() => {
  watched = new Watched("demo:A-USD", "A-USD");
  told = [];
});

/** What is done when it is asked for, and when the venue has confirmed it. */
function done(firstPrice: VenueTraits["firstPrice"]): [asked: string[], confirmed: string[]] {
  const session = {
    knows: (symbol: string, id: string) => told.push(`knows ${symbol} ${id}`),
  } as unknown as VenueSession;
  const options: StreamBeginningOptions = {
    firstPrice,
    askPrice: (symbol) => told.push(`price of ${symbol}`),
    missed: { noteBeginning: (_, lastTradeId) => told.push(`since ${lastTradeId}`) },
    sessionOf: () => session,
  };
  const beginning = new StreamBeginning(options);
  beginning.asked(watched);
  const asked = told.splice(0);
  beginning.confirmed(watched, { wallMs: 0, monoMs: 0 });
  return [asked, told.splice(0)];
}

type Known = "nothing" | "a trade" | "a trade of before" | "a trade without a number";
test.each<[Known, string[], string[]]>([
  ["nothing", ["price of A-USD"], ["price of A-USD"]],
  ["a trade of before", ["price of A-USD"], ["price of A-USD"]],
  ["a trade", [], ["knows A-USD 7", "since 7"]],
  ["a trade without a number", [], []],
])("where %s is known", (known, byRest, onceConfirmed) => {
  if (known !== "nothing")
    watched.prices.accept(tickOf({ tradeId: known === "a trade without a number" ? "x7" : "7" }));
  if (known === "a trade of before") watched.prices.endConnection();
  expect(done("by-rest")).toEqual([byRest, []]);
  expect(done("by-rest-once-confirmed")).toEqual([[], onceConfirmed]);
});
