import { describe, expect, it } from "vitest";
import { TickThrottle, throttleMs } from "../../../renderer/watchlist/tick-throttle.ts";

function paced() {
  let nowMs = 1000;
  const timers: { act: () => void; atMs: number }[] = [];
  const handed: string[] = [];
  const tickThrottle = new TickThrottle({
    apply: (batch) => handed.push(`${batch.keys.join()}=${batch.last.join()}`),
    nowMs: () => nowMs,
    later: (act, delayMs) => {
      const timer = { act, atMs: nowMs + delayMs };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  const pass = (ms: number) => {
    nowMs += ms;
    for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.act();
    }
  };
  const one = (last: string, key = "a") =>
    tickThrottle.take({ keys: [key], last: [last], bid: [null], ask: [null], receivedMs: [nowMs] });
  return { tickThrottle, handed, pass, one };
}

describe("the pace of the focused instrument", () => {
  it("hands on the first at once, then only the newest of each while", () => {
    const { handed, one, pass } = paced();
    one("1");
    one("2");
    one("3");
    expect(handed).toEqual(["a=1"]);
    pass(throttleMs);
    expect(handed).toEqual(["a=1", "a=3"]);
    pass(1000);
    one("4");
    expect(handed).toEqual(["a=1", "a=3", "a=4"]);
  });

  it("never lets a waiting price arrive after a newer batch, nor one instrument swallow another", () => {
    const { tickThrottle, handed, one, pass } = paced();
    one("1");
    one("2");
    tickThrottle.take({ keys: ["a", "b"], last: ["3", "9"], bid: [null, null], ask: [null, null], receivedMs: [0, 0] });
    expect(handed).toEqual(["a=1", "a=2", "a,b=3,9"]);
    one("4");
    one("5", "b");
    pass(throttleMs);
    expect(handed.slice(3)).toEqual(["a=4", "b=5"]);
  });

  it("hands on nothing after its end", () => {
    const { tickThrottle, handed, one, pass } = paced();
    one("1");
    one("2");
    tickThrottle.end();
    pass(1000);
    expect(handed).toEqual(["a=1"]);
  });
});
