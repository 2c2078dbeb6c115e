import { describe, expect, it } from "vitest";
import { RecordedMinutes } from "../../main/app/recorded-minutes.ts";
import type { Minute } from "../../main/market/history/minute-candles.ts";
import { demoVenue } from "../../main/market/venues/demo/venue.ts";
import { startExchange } from "../doubles/exchange/exchange.ts";
import { ManualClock } from "../doubles/clock.ts";
import { lock, openIn, tempDir, value } from "./app-harness.ts";
import { openVenue } from "../doubles/open-venue.ts";

const key = "securitypro:BTC-USD";
const clock = new ManualClock();
const nowMs = clock.now().wallMs;
const minute = (ago: number, close = "1"): Minute => ({
  openMs: nowMs - ago * 60_000,
  open: close,
  high: close,
  low: close,
  close,
});

describe("minutes from before the feed was opened", () => {
  it("are written when they are finished, each once, and come from the database at the next start", async () => {
    const store = openIn(tempDir(), nowMs);
    let writes = 0;
    const past = new RecordedMinutes(clock, {
      ...store,
      minutes: {
        ...store.minutes,
        add: (batch) => {
          writes += batch.length;
          return store.minutes.add(batch);
        },
      },
    });
    past.save(new Map([[key, [minute(2), minute(1), minute(0)]]]));
    past.save(new Map([[key, [minute(2), minute(1), minute(0)]]]));
    past.save(new Map([[key, [minute(1), minute(0), minute(-1)]]]));
    expect(writes).toBe(3);
    const next = new RecordedMinutes(clock, store);
    expect(next.of(key)).toEqual([]);
    expect(await next.load(key, null)).toBe(true);
    expect(next.of(key).map(({ openMs }) => openMs)).toEqual([2, 1, 0].map((ago) => minute(ago).openMs));
  });

  it("are offered again where the database refused them", () => {
    const store = openIn(tempDir(), nowMs);
    const past = new RecordedMinutes(clock, store);
    const unlock = lock(store);
    past.save(new Map([[key, [minute(1), minute(0)]]]));
    unlock();
    past.save(new Map([[key, [minute(1), minute(0)]]]));
    expect(value(store.minutes.list(key))).toHaveLength(1);
  });

  it("come from the venue where it has them; one that does not answer brings nothing and no error", async () => {
    const store = openIn(tempDir(), nowMs);
    const exchange = await startExchange({ clock, held: true });
    const { rest } = openVenue(demoVenue, exchange);
    const past = new RecordedMinutes(clock, store);
    expect(await past.load("demo:BTC-USD", rest)).toBe(true);
    expect(past.of("demo:BTC-USD").length).toBeGreaterThan(60);
    await exchange.stop();
    const other = new RecordedMinutes(clock, store);
    expect(await other.load("demo:BTC-USD", rest)).toBe(false);
    expect(other.of("demo:BTC-USD")).toEqual([]);
  });
});
