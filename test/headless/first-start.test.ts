/** A first start: prices of the demo exchange at once, and nothing outside this computer is dialled before a person chose a venue. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../doubles/eventually.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { FakeCoinbase } from "../doubles/venues/coinbase/coinbase-venue.ts";

test("nothing outside is dialled until a venue is switched on", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-dials-"));
  const dials = path.join(folder, "dials.txt");
  writeFileSync(dials, "");
  const hosts = (): ReadonlySet<string> => new Set(readFileSync(dials, "utf8").split("\n").filter(Boolean));
  const coinbase = await FakeCoinbase.start();
  coinbase.list("BTC-USD");
  const app = await HeadlessApp.start({
    nodeArgs: ["--import", path.resolve(import.meta.dirname, "../doubles/record-dials.ts")],
    env: { DIALS_FILE: dials },
  });
  try {
    await eventually("prices of the demo exchange", async () => {
      const quotes = await app.value("market.snapshot", {});
      return quotes.length > 0 && quotes.every(({ last }) => last !== null);
    });
    await app.value("venues.list", {});
    await app.value("market.search", { text: "btc" });
    // Of the demo exchange, inside the app.
    expect([...hosts()]).toEqual(["127.0.0.1"]);
    const { wsUrl, restUrl } = coinbase;
    const chosen = await app.call("venues.set", { venue: "coinbase", isOn: true, wsUrl, restUrl });
    expect(chosen).toMatchObject({ ok: true });
    await eventually("Coinbase is dialled", () => Promise.resolve(coinbase.sockets.length > 0));
  } finally {
    await app.dispose();
    await coinbase.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
