/** The check of live venues, held at fakes: it finds nothing where a venue is as documented, and names what is not. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { coinbase } from "../../main/market/venues/coinbase/venue.ts";
import { ManualClock } from "../doubles/clock.ts";
import { FakeCoinbase } from "../doubles/venues/coinbase/coinbase-venue.ts";
import { checkVenue, type Finding } from "./check-venue.ts";

let clock: ManualClock;
let fake: FakeCoinbase;
let addresses: { readonly wsUrl: string; readonly restUrl: string };
beforeEach(async () => {
  clock = new ManualClock();
  fake = await FakeCoinbase.start({ clock });
  fake.list("BTC-USD");
  fake.list("XYZ-GBP");
  fake.trade("BTC-USD", "100");
  addresses = { wsUrl: fake.wsUrl, restUrl: fake.restUrl };
});
afterEach(() => fake.stop());

/** Trades go on while the clock does. */
async function pass(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 50) {
    clock.advance(50);
    if (passedMs % 500 === 0) fake.trade("BTC-USD", String(100 + (passedMs % 7)));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function check(busySymbol = "BTC-USD"): Promise<Map<string, Finding>> {
  const options = { kind: coinbase, addresses, clock, pass, forMs: 20_000, busySymbol };
  return new Map((await checkVenue(options)).map((finding) => [finding.check, finding]));
}

describe("The check of a venue", () => {
  test("finds nothing where it does as it is documented", async () => {
    const findings = await check();
    expect([...findings.values()].filter(({ outcome }) => outcome !== "as expected")).toEqual([]);
    expect([...findings.keys()]).toEqual(
      expect.arrayContaining(["list", "connection", "busy instrument", "wrong symbol", "trades", "candles", "gap"]),
    );
  });

  test("names what is not as it was taken to be", async () => {
    const findings = await check("GONE-USD");
    expect(findings.get("list")).toMatchObject({
      outcome: "differs",
      detail: "2 instruments, GONE-USD does not trade",
    });
    expect(findings.get("busy instrument")?.outcome).toBe("differs");
    expect(findings.get("trades")).toMatchObject({ outcome: "differs", detail: "the stream told none" });
  });

  test("says that it cannot be reached where nothing answers", async () => {
    await fake.stop();
    expect([...(await check()).values()]).toMatchObject([{ check: "list", outcome: "unreachable" }]);
  });
});
