/** An instrument that only a rule needed, and that is dropped while the history by which that rule fired is being told. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { FeedSink } from "../../../main/market/feed/feed-types.ts";
import type { HistoryQueue } from "../../../main/market/feed/history-queue.ts";
import { LateHistory } from "../../../main/market/feed/late-history.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { tickOf } from "./tick-of.ts";

const [fromMs, toMs] = [0, 60_000];

/** Watches one, has its history come, and drops it at that. */
function drops(late: LateHistory, now: { watched: Watched | null }): WeakRef<Watched> {
  const watched = new Watched("demo:A-USD", "A-USD");
  now.watched = watched;
  const abort = new AbortController();
  late.expect(watched, {
    gap: { fromWallMs: fromMs, toWallMs: toMs, because: "disconnected", before: null, candles: [], seen: null },
    span: { fromMs, toMs, afterTradeId: null, beforeTradeId: null },
    after: tickOf({ last: "101" }),
    abort,
  });
  const trades = [{ tradeId: "10", price: "140", size: "1", atMs: 30_000 }];
  late.onAnswer(watched, abort, { ok: true, value: { kind: "trades", complete: true, trades } });
  expect(now.watched).toBeNull();
  return new WeakRef(watched);
}

test("nothing is kept of an instrument that is dropped while its late history is told", async () => {
  const now: { watched: Watched | null } = { watched: null };
  const sink = {
    onHistory() {
      if (now.watched !== null) late.drop(now.watched);
      now.watched = null;
    },
    onHistoryAwaited: () => undefined,
    onHistorySettled: () => undefined,
  } as unknown as FeedSink;
  const late = new LateHistory({ clock: new ManualClock(toMs), queue: {} as HistoryQueue, sink });
  const dropped = Array.from({ length: 10 }, () => drops(late, now));
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  await expect
    .poll(() => {
      collect();
      return dropped.filter((one) => one.deref() !== undefined).length;
    })
    // The last one may still stand on the stack.
    .toBeLessThanOrEqual(1);
  expect(late.isWaitingForPrices).toBe(false);
});
