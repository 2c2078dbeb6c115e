/** An instrument that its venue's list does not have is told, for an alert on it would wait in silence. */
import { expect, test } from "vitest";
import type { ListedInstrument } from "../../../main/market/venues/session.ts";
import { until } from "../../doubles/until.ts";
import { healthOf, startScripted, subscribed, trade, type Scripted } from "./scripted-venue.ts";

function listed(symbol: string, more: Partial<ListedInstrument> = {}): ListedInstrument {
  const names = { symbol, wireSymbol: symbol, base: symbol, quote: "USD", name: null, aliases: [], tickSize: null };
  return { ...names, state: "trading", note: null, ...more };
}

/** Live, with a price of each of the two a moment ago. */
async function live(): Promise<Scripted> {
  const v = await startScripted({ watch: ["A-USD", "B-USD"] });
  await until(() => v.asked().length === 2, "both are asked for");
  await v.say([subscribed("A-USD", "B-USD"), trade("A-USD", "1", "1"), trade("B-USD", "2", "1")]);
  return v;
}

test("one that the list has lost is rejected in words once no price proves the contrary, and is back when it is listed", async () => {
  const v = await live();
  v.feed.listChanged([listed("B-USD")]);
  expect(healthOf(v, "A-USD")?.health).toBe("live");
  v.clock.advance(61_000);
  expect(healthOf(v, "A-USD")).toMatchObject({
    health: "rejected",
    detail: expect.stringContaining("does not list A-USD"),
  });
  expect(healthOf(v, "B-USD")?.health).toBe("quiet");
  await v.say([trade("A-USD", "1.1", "2")]);
  expect(healthOf(v, "A-USD")?.health).toBe("live");
  v.clock.advance(61_000);
  v.feed.listChanged([listed("A-USD"), listed("B-USD")]);
  expect(healthOf(v, "A-USD")?.health).toBe("quiet");
});

test("one that is watched only now, and that the list never had, is rejected before a price is waited for in vain", async () => {
  const v = await live();
  v.feed.listChanged([listed("A-USD"), listed("B-USD")]);
  v.feed.watch(v.key("C-USD"));
  expect(healthOf(v, "C-USD")?.health).toBe("rejected");
});

test("one that is halted says why it is quiet", async () => {
  const v = await live();
  v.feed.listChanged([listed("A-USD", { state: "halted", note: "Cancel only." }), listed("B-USD")]);
  v.clock.advance(61_000);
  expect(healthOf(v, "A-USD")).toMatchObject({ health: "quiet", detail: "Cancel only." });
});

test("one that is halted or delisted says so also where it has no price yet, whatever REST makes of it", async () => {
  const v = await startScripted({ watch: ["A-USD", "B-USD"] });
  await until(() => v.asked().length === 2, "both are asked for");
  await v.say([trade("B-USD", "2", "1")]);
  v.feed.listChanged([listed("A-USD", { state: "delisted", note: "Delisted in June." }), listed("B-USD")]);
  expect(healthOf(v, "A-USD")).toMatchObject({ health: "waiting", detail: "Delisted in June." });
  v.clock.advance(61_000);
  await until(() => healthOf(v, "A-USD")?.subscription === "silent", "it is silent");
  expect(healthOf(v, "A-USD")).toMatchObject({ detail: "Delisted in June." });
});

test("an empty list is none: nothing is said of any instrument", async () => {
  const v = await live();
  v.feed.listChanged([]);
  v.clock.advance(61_000);
  expect(healthOf(v, "A-USD")?.health).toBe("quiet");
});
