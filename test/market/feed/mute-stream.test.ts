/** A stream of trades that is confirmed and tells none, while everything else of the instrument comes. */
import { expect, test } from "vitest";
import { StallDetector } from "../../../main/market/feed/stall-detector.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { Tick } from "../../../preload/contract/tick.ts";
import { until } from "../../doubles/until.ts";
import { AskedHistory, noon } from "./asked-history.ts";
import { quote, startScripted, subscribed, trade, type Scripted } from "./scripted-venue.ts";

const live = async (asked: AskedHistory): Promise<Scripted> => {
  const v = await startScripted({ rest: { history: asked.history } });
  v.feed.watch(v.key("A-USD"), { everyTrade: true, size: false, quotes: true });
  await until(() => v.asked().length > 0, "asked for");
  await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
  return v;
};
/** The venue says that it has traded, and REST has those trades. */
const missed = async (v: Scripted, asked: AskedHistory, at: number): Promise<void> => {
  const id = String(2 + at * 2);
  await v.say([quote("A-USD", "99", "101"), { kind: "missed", symbol: "A-USD", fromId: id, toId: String(3 + at * 2) }]);
  v.clock.advance(2_000);
  await asked.tradesFrom(at, 2 + at * 2, "102", String(103 + at));
};
const asks = (v: Scripted) => v.asked().filter((symbol) => symbol === "A-USD").length;
const health = (v: Scripted) => v.feed.status().instruments[0];

test("is asked for again, then over another connection, and said, until it tells a trade", async () => {
  const asked = new AskedHistory();
  const v = await live(asked);
  for (const at of [0, 1]) await missed(v, asked, at);
  expect([asks(v), health(v)?.health]).toEqual([1, "live"]);
  await missed(v, asked, 2);
  await until(() => asks(v) === 2, "asked for again");
  expect(health(v)).toMatchObject({ health: "stale", detail: message("watch.trades-silent") });
  // Rules are judged by what REST tells: its price counts, and what is armed goes by it.
  expect(v.feed.fresh(v.key("A-USD"), v.clock.now())?.last).toBe("105");
  await v.say([subscribed("A-USD")]);
  for (const at of [3, 4, 5]) await missed(v, asked, at);
  await until(() => v.server.dials === 2 && v.server.openPeers === 1 && asks(v) === 3, "another connection");
  await v.say([subscribed("A-USD"), quote("A-USD", "99", "101")]);
  expect(health(v)?.detail).toBe(message("watch.trades-silent"));
  await v.say([trade("A-USD", "104", "60")]);
  await until(() => asked.spans.length === 7, "the history of the gap");
  await asked.tradesFrom(6, 20, "103");
  expect(health(v)).toMatchObject({ health: "live", detail: null });
});

test("what is missing meanwhile is of the gap of the other connection: the old one asks for nothing any more", async () => {
  const asked = new AskedHistory();
  const v = await live(asked);
  for (const at of [0, 1, 2]) await missed(v, asked, at);
  await until(() => asks(v) === 2, "asked for again");
  await v.say([subscribed("A-USD")]);
  for (const at of [3, 4]) await missed(v, asked, at);
  const more = (fromId: string, toId: string) => ({ kind: "missed", symbol: "A-USD", fromId, toId }) as const;
  await v.say([quote("A-USD", "99", "101"), more("12", "13")]);
  v.clock.advance(2_000);
  await v.say([more("14", "15")]);
  await asked.tradesFrom(5, 12, "102", "103");
  await until(() => v.server.dials === 2 && v.server.openPeers === 1 && asks(v) === 3, "another connection");
  await v.say([subscribed("A-USD"), trade("A-USD", "104", "60")]);
  await until(() => asked.spans.length === 7, "the history of the gap");
  await asked.tradesFrom(6, 14, "103", "102");
  v.clock.advance(10_000);
  expect(asked.spans).toHaveLength(7);
});

test("one that loses trades and tells others is not mute", async () => {
  const asked = new AskedHistory();
  const v = await live(asked);
  for (const at of [0, 1, 2, 3, 4, 5]) {
    await missed(v, asked, at);
    if (at % 2 === 1) await v.say([trade("A-USD", "104", String(4 + at * 2))]);
  }
  expect([asks(v), health(v)?.health]).toEqual([1, "live"]);
});

test.each([
  ["do not keep REST from being asked what was traded, where a rule waits for trades", true, 1],
  ["are news enough of an instrument whose trades nobody waits for", false, 0],
])("quotes %s", (_, needsTrades, expected) => {
  let probes = 0;
  const detector = new StallDetector({
    needsTrades: () => needsTrades,
    probe: () => ++probes > 0,
    resubscribe: () => undefined,
    reconnect: () => undefined,
  });
  const watched = new Watched("scripted:A-USD", "A-USD");
  watched.subscription.begin(0);
  watched.subscription.confirm();
  for (let second = 0; second <= 61; second++) {
    const now = { wallMs: noon, monoMs: second * 1_000 };
    const fields = {
      last: second === 0 ? "1" : null,
      lastNumber: 1,
      bid: "1",
      ask: "2",
      size: null,
      tradeId: null,
      at: null,
    };
    watched.prices.accept(new Tick("scripted:A-USD", fields, now, null));
    detector.check(watched, now);
  }
  expect(probes).toBe(expected);
});
