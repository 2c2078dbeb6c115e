/** What a real feed makes of every venue, at a fake of it: which ticks come, and that none is missed, told twice, or of another time. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { message } from "../../../../preload/contract/messages/message.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { WatchedVenue } from "./watched-venue.ts";
import { venuesUnderTest } from "./venues.ts";

const dayMs = 86_400_000;

describe.each(venuesUnderTest)("$kind.label", (underTest) => {
  const { kind, tellsLoss, neverStill } = underTest;
  let clock: ManualClock;
  let watched: WatchedVenue;

  beforeEach(async () => {
    clock = new ManualClock();
    watched = await WatchedVenue.start(underTest, clock);
  });
  afterEach(async () => {
    await watched.stop();
  });

  test("of three instruments one of which does not exist, two are told and one is refused in words", async () => {
    const [first, second] = watched.venue.symbols;
    watched.watch(first, second, watched.venue.wrongSymbol);
    await watched.subscribed(first, second);
    await watched.tell(first, "100.10");
    await watched.tell(second, "0.00001305");
    await watched.waitFor(() => watched.health(watched.venue.wrongSymbol).health === "rejected", "the refusal");
    expect(watched.health(watched.venue.wrongSymbol).detail).toMatch(/[a-z]{3,} [a-z]{2,}/i);
    expect(watched.lasts(first).at(-1)).toBe("100.10");
    expect(watched.lasts(second).at(-1)).toBe("0.00001305");
  });

  test.for<[number]>([[1], [25]])(
    "of %i markets still for three days the first price has its age, and none is of now",
    async ([count], { skip }) => {
      skip(neverStill !== null, neverStill ?? "");
      const [busy] = watched.venue.symbols;
      watched.watch(busy);
      await watched.subscribed(busy);
      await watched.tell(busy, "100");
      // By then each venue has told what its clock shows.
      clock.advance(1_000);
      const still = watched.venue.list(count);
      const [symbol = ""] = still;
      for (const one of still) watched.venue.trade(one, "105", { atMs: clock.now().wallMs - 3 * dayMs });
      watched.watch(...still);
      await watched.waitFor(() => still.every((one) => watched.lasts(one).length > 0), "the first prices");
      await watched.waitFor(() => (watched.ages(symbol).at(-1) ?? 0) > 2 * dayMs, "the age");
      expect(still.flatMap((one) => watched.ages(one))).not.toContain(null);
      await watched.tell(symbol, "106");
      expect(watched.ages(symbol).at(-1)).toBeNull();
    },
  );

  test("an outage is told with what was traded in it, where the venue has a history, and nothing comes twice", async () => {
    const [symbol] = watched.venue.symbols;
    watched.watch(symbol);
    await watched.subscribed(symbol);
    await watched.tell(symbol, "100");
    clock.advance(1_000);
    watched.venue.cut();
    await watched.waitFor(() => watched.losses > 0, "the loss");
    watched.venue.trade(symbol, "110");
    watched.venue.trade(symbol, "95");
    await watched.redialled();
    await watched.subscribed(symbol);
    await watched.tell(symbol, "101");
    await watched.waitFor(() => watched.gaps(symbol).length === 1, "the gap");
    if (kind.capabilities.history) expect(watched.touched(symbol)).toEqual(expect.arrayContaining([110, 95]));
    // Without ids of its own a venue's ticker and trade are two pieces of news.
    const ids = tellsLoss ? watched.tradeIds(symbol) : [];
    expect(new Set(ids).size).toBe(ids.length);
    expect(watched.lasts(symbol).at(-1)).toBe("101");
  });

  test.runIf(kind.capabilities.history)(
    "of 30 that come back together each is told what it touched, and none is told late",
    async () => {
      const symbols = watched.venue.list(30);
      watched.watch(...symbols);
      await watched.subscribed(...symbols);
      for (const symbol of symbols) await watched.tell(symbol, "100");
      clock.advance(1_000);
      watched.venue.cut();
      await watched.waitFor(() => watched.losses > 0, "the loss");
      // More than a venue tells again by itself on subscribing.
      for (const symbol of symbols)
        for (let at = 0; at < 60; at++) watched.venue.trade(symbol, at === 0 ? "115" : "101");
      await watched.redialled();
      await watched.subscribed(...symbols);
      const backMs = clock.now().wallMs;
      for (const symbol of symbols) watched.venue.trade(symbol, "101");
      await watched.waitFor(() => symbols.every((symbol) => watched.lasts(symbol).at(-1) === "101"), "prices of now");
      expect(clock.now().wallMs - backMs).toBeLessThan(21_000);
      await watched.waitFor(() => symbols.every((symbol) => watched.touched(symbol).includes(115)), "what was touched");
    },
  );

  test.runIf(tellsLoss)("trades that the stream leaves out are read by REST", async () => {
    const [symbol] = watched.venue.symbols;
    watched.watch(symbol);
    await watched.subscribed(symbol);
    await watched.tell(symbol, "100");
    watched.venue.trade(symbol, "115", { isTold: false });
    watched.venue.trade(symbol, "90", { isTold: false });
    await watched.tell(symbol, "101");
    await watched.waitFor(
      () => [115, 90].every((price) => watched.touched(symbol).includes(price)),
      "the trades left out",
    );
    // Rules on sizes are told of them too.
    expect(watched.tradesOfGaps(symbol)).toEqual(
      expect.arrayContaining([
        [115, 0.5],
        [90, 0.5],
      ]),
    );
  });

  test.runIf(tellsLoss)(
    "a stream of trades that is confirmed and mute is asked for again, then dialled anew, and said, and no touch is lost",
    async () => {
      const [symbol] = watched.venue.symbols;
      watched.watch(symbol);
      await watched.subscribed(symbol);
      await watched.tell(symbol, "100");
      const [asked, sockets] = [watched.venue.received(), watched.venue.sockets()];
      let hasAskedAgain = false;
      const said = new Set<string | null>();
      for (let second = 0; watched.venue.sockets() === sockets; second++) {
        if (second > 400) throw new Error("It was never dialled anew.");
        if (second % 4 === 0) watched.venue.trade(symbol, String(110 + (second % 5)), { isTold: false });
        await watched.pass(1_000);
        said.add(watched.health(symbol).detail);
        hasAskedAgain ||= watched.venue.sockets() === sockets && watched.venue.received() > asked + 1;
      }
      expect(hasAskedAgain).toBe(true);
      // One that tells of no missed trades by itself is found out by REST alone.
      expect([message("watch.trades-silent"), message("watch.stalled")].some((words) => said.has(words))).toBe(true);
      await watched.subscribed(symbol);
      await watched.tell(symbol, "101");
      await watched.waitFor(() => watched.health(symbol).health === "live", "the stream of trades");
      expect(watched.touched(symbol)).toEqual(expect.arrayContaining([110, 111, 112, 113, 114]));
    },
  );

  test.runIf(tellsLoss)(
    "trades between the first price and the first trade of the stream are read by REST",
    async () => {
      const [symbol] = watched.venue.symbols;
      watched.venue.trade(symbol, "100");
      watched.watch(symbol);
      await watched.subscribed(symbol);
      await watched.waitFor(() => watched.lasts(symbol).length > 0, "the first price, of before");
      watched.venue.trade(symbol, "115", { isTold: false });
      watched.venue.trade(symbol, "90", { isTold: false });
      await watched.tell(symbol, "101");
      await watched.waitFor(
        () => [115, 90].every((price) => watched.touched(symbol).includes(price)),
        "the trades before the stream's first",
      );
    },
  );

  test("what is traded while a rule is made for an instrument that was only looked at is told at once, and needs no next trade", async () => {
    const [symbol] = watched.venue.symbols;
    watched.venue.trade(symbol, "100");
    watched.look(symbol);
    await watched.waitFor(() => watched.lasts(symbol).at(-1) === "100", "the price");
    await watched.waitFor(() => watched.health(symbol).subscription === "live", "the stream");
    clock.advance(1_000);
    const madeMs = clock.now().wallMs;
    watched.watch(symbol);
    for (const price of ["110", "95"]) watched.venue.trade(symbol, price);
    await watched.waitFor(() => watched.lasts(symbol).at(-1) === "95", "the newest trade");
    await watched.waitFor(() => watched.touched(symbol).includes(110), "the trade before it");
    expect(clock.now().wallMs - madeMs).toBeLessThan(2_000);
    await watched.subscribed(symbol);
    await watched.tell(symbol, "101");
    clock.advance(5_000);
    // Nothing of it is told again.
    expect(watched.gaps(symbol).length).toBeLessThanOrEqual(1);
  });

  test("a rule that takes no other streams leaves an instrument live, however quiet it is", async () => {
    const [symbol] = watched.venue.symbols;
    watched.look(symbol);
    watched.venue.trade(symbol, "100");
    await watched.waitFor(() => watched.health(symbol).subscription === "live", "the stream");
    watched.watch(symbol);
    await watched.subscribed(symbol);
    const received = watched.venue.received();
    const endMs = clock.now().wallMs + 25_000;
    await watched.waitFor(() => clock.now().wallMs >= endMs, "25 s");
    expect(watched.health(symbol).subscription).toBe("live");
    expect(watched.venue.received() - received).toBeLessThanOrEqual(1);
  });

  test("300 instruments become live without one frame or request more than the venue bears", async () => {
    const symbols = watched.venue.list(300);
    symbols.forEach((symbol) => watched.venue.trade(symbol, "5"));
    watched.watch(...symbols);
    await watched.subscribed(...symbols);
    expect(watched.venue.frames().busiest).toBeLessThanOrEqual(watched.venue.frames().max);
    symbols.forEach((symbol) => watched.venue.trade(symbol, "6"));
    await watched.waitFor(() => symbols.every((symbol) => watched.lasts(symbol).at(-1) === "6"), "a price of each");
    expect(watched.losses).toBe(0);
  });

  test("a goodbye costs no price and tells none twice", async () => {
    if (watched.venue.sayGoodbye === undefined) return;
    const [symbol] = watched.venue.symbols;
    watched.watch(symbol);
    await watched.subscribed(symbol);
    await watched.tell(symbol, "100");
    const sockets = watched.venue.sockets();
    watched.venue.sayGoodbye();
    for (let price = 101; watched.venue.sockets() === sockets || watched.venue.openSockets() > 1; price++) {
      await watched.tell(symbol, String(100 + (price % 7)));
      clock.advance(500);
    }
    await watched.tell(symbol, "103");
    const ids = watched.tradeIds(symbol).map(Number);
    expect(ids).toEqual(ids.map((_, at) => (ids[0] as number) + at));
    expect([watched.losses, watched.gaps(symbol).length]).toEqual([0, 0]);
  });

  test("a socket of the age at which a venue would end it is replaced before: no gap, no price missed or told twice", async () => {
    const limits = { ...kind.traits.limits, maxSocketAgeMs: 30_000 };
    const aging = { ...underTest, kind: { ...kind, traits: { ...kind.traits, limits } } };
    await watched.stop();
    watched = await WatchedVenue.start(aging, clock);
    const [symbol] = watched.venue.symbols;
    watched.watch(symbol);
    await watched.subscribed(symbol);
    await watched.tell(symbol, "100");
    const sockets = watched.venue.sockets();
    for (let told = 0; watched.venue.sockets() === sockets || watched.venue.openSockets() > 1; told++) {
      if (told > 200) throw new Error("It was never replaced.");
      await watched.tell(symbol, String(100 + (told % 7)));
      clock.advance(500);
    }
    await watched.tell(symbol, "103");
    const ids = watched.tradeIds(symbol).map(Number);
    if (tellsLoss) expect(ids).toEqual(ids.map((_, at) => (ids[0] as number) + at));
    expect([watched.losses, watched.gaps(symbol).length]).toEqual([0, 0]);
  });

  test("a garbled price never becomes a tick", async () => {
    const [symbol] = watched.venue.symbols;
    watched.watch(symbol);
    await watched.subscribed(symbol);
    await watched.tell(symbol, "100");
    for (const price of ["", "0", null, "abc", -1]) watched.venue.tellPrice(symbol, price);
    await watched.tell(symbol, "101");
    expect(watched.lasts(symbol).every((last) => ["1", "100", "101"].includes(last))).toBe(true);
    expect(
      Object.keys(watched.feed.status().counts.rejected).filter((reason) => reason.startsWith("price-")),
    ).not.toEqual([]);
  });
});
