import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { withTickChangesRetried } from "../../../main/app/persistence/tick-changes.ts";
import type { Store } from "../../../main/store/store-interface.ts";
import { fail } from "../../../preload/contract/result.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { lock, openIn, tempDir, tick, value } from "../app-harness.ts";

const btc = "securitypro:BTC-USD";
const eth = "securitypro:ETH-USD";

describe("what is said of last ticks while the database refuses", () => {
  const clock = new ManualClock();
  const { wallMs } = clock.now();
  let plain: Store;
  let store: Store;

  beforeEach(() => {
    plain = openIn(tempDir(), wallMs);
    store = withTickChangesRetried(plain);
    value(
      store.ticks.save(["BTC-USD", "ETH-USD"].map((symbol) => ({ tick: tick("1", clock.now(), symbol), seen: null }))),
    );
  });

  const since = (): unknown =>
    Object.fromEntries(
      value(plain.ticks.all()).map(({ tick: { instrument }, blindSinceMs }) => [instrument, blindSinceMs]),
    );
  const keep = (): unknown => store.keep({ ticks: [], rules: [], watchedUntil: null });

  it("that an instrument was lost is written when it can be, with the moment it was lost at", () => {
    const unlock = lock(plain);
    expect(store.ticks.lost([btc], wallMs + 5_000)).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(store.ticks.lost([btc, eth], wallMs + 9_000).ok).toBe(false);
    keep();
    expect(since()).toEqual({ [btc]: null, [eth]: null });
    unlock();
    keep();
    expect(since()).toEqual({ [btc]: wallMs + 5_000, [eth]: wallMs + 9_000 });
  });

  it("a price since then that is written makes it out of date, of that instrument alone", () => {
    const unlock = lock(plain);
    store.ticks.lost([btc, eth], wallMs + 5_000);
    unlock();
    value(store.keep({ ticks: [{ tick: tick("2", clock.now()), seen: null }], rules: [], watchedUntil: null }));
    expect(since()).toEqual({ [btc]: null, [eth]: wallMs + 5_000 });
    value(store.ticks.save([{ tick: tick("3", clock.now(), "ETH-USD"), seen: null }]));
    expect(since()).toEqual({ [btc]: null, [eth]: null });
  });

  it("one that is watched no more is forgotten, and not again after it is watched anew", () => {
    const unlock = lock(plain);
    expect(store.ticks.forget([btc]).ok).toBe(false);
    unlock();
    value(store.ticks.saveUnsynced([{ tick: tick("2", clock.now()), seen: null }]));
    expect(since()).toEqual({ [btc]: null, [eth]: null });
    value(store.ticks.forget([eth]));
    expect(since()).toEqual({ [btc]: null });
  });

  it("a start reads them as they ought to be", () => {
    const unlock = lock(plain);
    store.ticks.forget([btc]);
    store.ticks.lost([eth], wallMs + 5_000);
    unlock();
    expect(value(store.ticks.all())).toMatchObject([{ tick: { instrument: eth }, blindSinceMs: wallMs + 5_000 }]);
  });

  it("while it refuses, a further one costs no try", () => {
    let tries = 0;
    const lost: Store["ticks"]["lost"] = (...given) => {
      tries += 1;
      return plain.ticks.lost(...given);
    };
    store = withTickChangesRetried({ ...plain, ticks: { ...plain.ticks, lost } });
    const unlock = lock(plain);
    for (let i = 0; i < 20; i += 1) store.ticks.lost([i % 2 === 0 ? btc : eth], wallMs + 6_000 + i);
    expect(tries).toBe(1);
    unlock();
    keep();
    expect(since()).toEqual({ [btc]: wallMs + 6_000, [eth]: wallMs + 6_001 });
  });

  it("one that is refused although a later price is written, is not written after that price", () => {
    let refusing = true;
    const lost: Store["ticks"]["lost"] = (...given) =>
      refusing ? fail("store-failed", "The disk is full.") : plain.ticks.lost(...given);
    store = withTickChangesRetried({ ...plain, ticks: { ...plain.ticks, lost } });
    store.ticks.lost([btc, eth], wallMs + 5_000);
    value(store.keep({ ticks: [{ tick: tick("2", clock.now()), seen: null }], rules: [], watchedUntil: null }));
    refusing = false;
    keep();
    expect(since()).toEqual({ [btc]: null, [eth]: wallMs + 5_000 });
  });

  describe("of a venue", () => {
    const watchedUntil = (): unknown => {
      plain.close();
      return Object.fromEntries(openIn(path.dirname(plain.file), wallMs).heartbeat.watchedUntil());
    };
    beforeEach(() => void value(store.keep({ ticks: [], rules: [], watchedUntil: new Map([["demo", wallMs]]) })));

    it("that it was switched off is written when it can be: the next start tells of no time in which it was not watched", () => {
      const unlock = lock(plain);
      expect(store.heartbeat.forget("demo")).toMatchObject({ ok: false, error: { code: "store-failed" } });
      unlock();
      keep();
      expect(watchedUntil()).toEqual({});
    });

    it("so is that it was switched on, after that it was off, and after no price of any", () => {
      const unlock = lock(plain);
      store.heartbeat.forget("demo");
      store.heartbeat.begin("demo", wallMs + 5_000);
      store.heartbeat.begin("securitypro", wallMs + 6_000);
      unlock();
      value(store.ticks.save([{ tick: tick("2", clock.now()), seen: null }]));
      expect(watchedUntil()).toEqual({ demo: wallMs + 5_000, securitypro: wallMs + 6_000 });
    });
  });
});
