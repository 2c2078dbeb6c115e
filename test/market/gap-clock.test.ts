/** Gaps while the wall clock is set. */
import { expect, test } from "vitest";
import { outage, startLive } from "./one-rig.ts";
import { ticker } from "./rig.ts";

test("a gap in which the clock was set back ends no earlier than it began", async () => {
  const r = await startLive();
  r.server.send(ticker("100"));
  await r.settle();
  const from = r.clock.now().wallMs;
  await outage(r);
  r.clock.stepWall(-3_600_000);
  r.server.send(ticker("110"));
  await r.settle();
  expect(r.ticks[1]).toMatchObject({ tick: { last: "110" }, gap: { fromWallMs: from, toWallMs: from } });
});
