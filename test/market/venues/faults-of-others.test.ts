/**
 * Faults that other programs had with these venues, by the numbers of the table in main/market/README.md: those that no test beside one
 * part of the code says. The table names a test for each of the 25, and this file sees to it that each of them is there.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { FakeBinance } from "../../doubles/venues/binance/binance-venue.ts";
import { startScripted, subscribed, trade, type Scripted } from "../feed/scripted-venue.ts";
import { binance, binanceDriver } from "./conformance/binance.ts";
import { venuesUnderTest } from "./conformance/venues.ts";
import { venueOf, type VenueUnderTest } from "./conformance/venue-under-test.ts";
import { WatchedVenue } from "./conformance/watched-venue.ts";

let clock: ManualClock;
let watched: WatchedVenue | null;
let scripted: Scripted | null;
beforeEach(() => {
  clock = new ManualClock();
  watched = scripted = null;
});
afterEach(async () => {
  await watched?.stop();
  await scripted?.[Symbol.asyncDispose]();
});

async function watching(underTest: VenueUnderTest): Promise<{ readonly venue: WatchedVenue; readonly symbol: string }> {
  const venue = (watched = await WatchedVenue.start(underTest, clock));
  const [symbol] = venue.venue.symbols;
  venue.watch(symbol);
  await venue.subscribed(symbol);
  await venue.tell(symbol, "100");
  return { venue, symbol };
}
const live = async (): Promise<Scripted> => {
  const v = (scripted = await startScripted());
  await until(() => v.asked().length > 0, "asked for");
  await v.say([subscribed("A-USD"), trade("A-USD", "100", "1")]);
  return v;
};

describe.each(venuesUnderTest)("$kind.label", (underTest) => {
  test("8: a frame over the limit is said in words, is no loop, and the venue is live again after it", async () => {
    const { venue, symbol } = await watching(underTest);
    const waits: number[] = [];
    for (let times = 1; times <= 2; times++) {
      const lost = venue.losses;
      venue.venue.send("x".repeat(underTest.kind.traits.limits.maxFrameBytes + 1));
      await venue.waitFor(() => venue.feed.status().nextDialAt !== null && (times > 1 || venue.losses > lost), "lost");
      expect(venue.feed.status().counts.rejected).toMatchObject({ "frame-too-large": times });
      expect(venue.feed.status().lastError?.message).toMatch(/[a-z]{3,} [a-z]{2,}/i);
      waits.push(Date.parse(venue.feed.status().nextDialAt ?? "") - clock.now().wallMs);
      await venue.waitFor(() => venue.venue.openSockets() > 0, "another socket");
    }
    expect((waits[1] ?? 0) >= (waits[0] ?? 0)).toBe(true);
    await venue.subscribed(symbol);
    await venue.tell(symbol, "101");
  });

  test.for([1000, 1001, 1011, 1012])("13: a close with %i is dialled again, and its gap is told", async (code) => {
    const { venue, symbol } = await watching(underTest);
    const sockets = venue.venue.sockets();
    venue.venue.close(code);
    await venue.waitFor(() => venue.venue.sockets() > sockets && venue.venue.openSockets() > 0, "another socket");
    await venue.subscribed(symbol);
    await venue.tell(symbol, "101");
    expect(venue.gaps(symbol)).toHaveLength(1);
  });
});

test("11: that no pings come ends no socket over which prices come, and no quiet one that answers", async () => {
  const startFake = (at: ManualClock) => FakeBinance.start({ clock: at, pingEveryMs: null });
  const { venue, symbol } = await watching(venueOf({ ...binanceDriver, startFake }));
  for (let minutes = 0; minutes < 3; minutes++) {
    const untilMs = clock.now().wallMs + 50_000;
    await venue.waitFor(() => clock.now().wallMs >= untilMs, "fifty seconds");
    await venue.tell(symbol, String(101 + minutes));
  }
  expect([venue.losses, venue.venue.sockets()]).toEqual([0, 1]);
});

/** The clock goes on, a little at a time, until it is connected again. */
async function back(v: Scripted): Promise<void> {
  await until(() => {
    v.clock.advance(100);
    return v.server.openPeers === 1 && v.server.peer.received.length > 0;
  }, "back");
}

test("12: a drop after which nobody can be reached is said, and ends nothing", async () => {
  const v = await live();
  await v.server.stop();
  await until(() => {
    v.clock.advance(100);
    return v.feed.status().attempt >= 3;
  }, "three failures");
  expect(v.feed.status().lastError?.message).toMatch(/[a-z]{3,} [a-z]{2,}/i);
});

test("15: a ping and the end in one chunk, and what is sent to a socket that closes, throw nothing and are dialled again", async () => {
  const v = await live();
  for (let times = 1; times <= 5; times++) {
    const { peer } = v.server;
    peer.socket.ping();
    peer.socket.close(1001);
    v.feed.watch(v.key(`B${times}-USD`));
    peer.raw.destroy();
    await until(() => v.feed.status().nextDialAt !== null, "lost");
    await back(v);
    await v.say([subscribed("A-USD"), trade("A-USD", String(100 + times), String(1 + times))]);
  }
  expect(v.prices().at(-1)).toBe("105");
});

test("16: 1,025 instruments at once are shared out among sockets, none of which has more streams than the venue bears", async () => {
  const venue = (watched = await WatchedVenue.start(binance, clock));
  const symbols = venue.venue.list(1_025);
  venue.watch(...symbols);
  await venue.subscribed(...symbols);
  expect(venue.venue.streams().every((count) => count <= 1_024)).toBe(true);
  expect(venue.venue.streams().reduce((sum, count) => sum + count, 0)).toBe(2 * 1_025);
  expect(venue.venue.frames().busiest).toBeLessThanOrEqual(venue.venue.frames().max);
});

test("19: of trades that are told again none counts twice, however many came since", async () => {
  const v = await live();
  const startMs = v.clock.now().wallMs;
  const all = Array.from({ length: 3_000 }, (_, at) =>
    trade("A-USD", String(100 + (at % 5)), String(at + 2), { at: startMs + at }),
  );
  for (let at = 0; at < all.length; at += 500) await v.say(all.slice(at, at + 500));
  const ticks = v.ticks.length;
  await v.say(all.slice(-65));
  await v.say(all.slice(100, 165));
  expect(v.ticks).toHaveLength(ticks);
  await v.say([trade("A-USD", "107", "3002", { at: startMs + 3_000 })]);
  expect(v.prices().at(-1)).toBe("107");
});

describe("the tables of faults and of assumptions", () => {
  const root = path.resolve(import.meta.dirname, "../../..");
  const cells = readFileSync(path.join(root, "main/market/README.md"), "utf8")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
  const numbered = (pattern: RegExp, folder: string) =>
    cells.flatMap(([, first = "", , file, name]) => {
      const number = pattern.exec(first)?.[1];
      return number === undefined ? [] : [[Number(number), `${folder}${file ?? ""}`, name ?? ""] as const];
    });
  const faults = numbered(/^(\d+)$/, "test/market/");
  const assumptions = numbered(/^A(\d+) /, "test/");

  test("have each of the 25, and of the 23", () => {
    const upTo = (length: number): number[] => Array.from({ length }, (_, at) => at + 1);
    expect(faults.map(([number]) => number)).toEqual(upTo(25));
    expect(assumptions.map(([number]) => number)).toEqual(upTo(23));
  });

  test.each([...faults, ...assumptions])("%i: the test in %s is there", (_, file, name) => {
    expect(readFileSync(path.join(root, file), "utf8")).toContain(name);
  });
});
