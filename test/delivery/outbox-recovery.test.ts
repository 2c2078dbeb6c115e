/** What a run takes up of the one before it, by plain rows: what is due again, what the system still has, and which group goes on. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Channel } from "../../main/delivery/channel.ts";
import { Grouping } from "../../main/delivery/grouping.ts";
import { keptOf, Recovery } from "../../main/delivery/outbox-recovery.ts";
import type { Deliveries, DueDelivery } from "../../main/store/delivery-types.ts";
import { fail, ok } from "../../preload/contract/result.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventOf, rowOf } from "./delivery-rows.ts";

const failed = fail("store-failed", "disk full");
let clock: ManualClock;
let grouping: Grouping;
/** What a crash left in flight, and all rows there are. */
let interrupted: DueDelivery[];
let rows: DueDelivery[];
let calls: string[];
let fails: string | null;
/** What the system still has; null: it cannot be asked. */
let has: Set<string> | null;
let showsRepeats: boolean | undefined;

beforeEach(() => {
  clock = new ManualClock();
  grouping = new Grouping();
  interrupted = [];
  rows = [];
  calls = [];
  fails = null;
  has = new Set();
  showsRepeats = undefined;
});

function recovery(): Recovery {
  const called = <T>(name: string, value: T, ...input: unknown[]) => {
    calls.push([name, ...input.map((one) => JSON.stringify(one))].join(" "));
    return fails === name ? failed : ok(value);
  };
  const ids = (list: readonly DueDelivery[]): number[] => list.map(({ id }) => id);
  const deliveries = {
    recover: () => called("recover", interrupted),
    retry: (of: number[]) =>
      called(
        "retry",
        of,
        of.map((id) => ids(interrupted).indexOf(id)),
      ),
    markAgain: () => called("markAgain", null),
    shownBetween: (_destination: string, fromMs: number, toMs: number) =>
      called(
        "shownBetween",
        rows.filter(({ state, atMs }) => state === "shown" && atMs >= fromMs && atMs <= toMs),
      ),
    inMessage: (_destination: string, messageId: string) =>
      called(
        "inMessage",
        rows.filter((row) => row.messageId === messageId),
        messageId,
      ),
    begin: (of: number[], { messageId }: { messageId: string }) => called("begin", of, messageId),
  } as unknown as Deliveries;
  const channel = {
    id: "phone",
    ...(showsRepeats === undefined ? {} : { showsRepeats }),
    ...(has === null
      ? {}
      : { reconcile: (asked: string[]) => (calls.push(`reconcile ${asked.join(" ")}`), Promise.resolve(has)) }),
  } as unknown as Channel;
  return new Recovery({ clock, store: { deliveries }, channel }, grouping);
}

const at = (agoMs: number): number => clock.now().wallMs - agoMs;
const inFlight = (messageId: string, change: Partial<DueDelivery> = {}): DueDelivery => {
  const row = rowOf({ state: "unknown", messageId, ...change });
  interrupted.push(row);
  rows.push(row);
  return row;
};
const shown = (messageId: string, agoMs: number, change: Partial<DueDelivery> = {}): DueDelivery => {
  const row = rowOf({
    state: "shown",
    messageId,
    atMs: at(agoMs),
    event: eventOf(messageId.replace("joined:", "")),
    ...change,
  });
  rows.push(row);
  return row;
};

describe("what was in flight", () => {
  test("is due again before the system is asked for it, and shown where that still has it", async () => {
    const [one] = [inFlight("m-1"), inFlight("m-2")];
    has = new Set(["m-1", "m-9"]);
    const found = await recovery().run();
    expect(found).toEqual([{ rows: [one], outcome: { state: "shown" } }]);
    expect(calls).toEqual([
      ...["recover", "retry [0,1]", "shownBetween", 'inMessage "m-1"', 'inMessage "m-2"'],
      ...["reconcile m-1 m-2", 'begin "m-1"'],
    ]);
  });

  test("of an older database is in the message of its event", async () => {
    const row = inFlight("", { messageId: null });
    has = new Set([row.event.id]);
    expect(await recovery().run()).toHaveLength(1);
  });

  test("of a message that a person had seen before is not asked for: it may have grown since", async () => {
    const row = inFlight("m-1");
    rows.push(rowOf({ state: "sent", messageId: "m-1" }));
    inFlight("joined:e", { event: eventOf("f") });
    shown("joined:e", 30_000);
    inFlight("joined:g", { event: eventOf("h") });
    shown("joined:g", 30_000, { event: eventOf("other") });
    has = new Set(["m-1", "joined:e", "joined:g"]);
    const found = await recovery().run();
    expect(calls.find((call) => call.startsWith("reconcile"))).toBe("reconcile joined:g");
    expect(found).toHaveLength(1);
    expect(found?.[0]?.rows).not.toContain(row);
  });

  test("says so where the service would show it twice", async () => {
    inFlight("m-1");
    showsRepeats = true;
    await recovery().run();
    expect(calls.slice(0, 3)).toEqual(["recover", "retry [0]", "markAgain"]);
  });

  test("of a channel that cannot be asked is not looked for", async () => {
    inFlight("m-1");
    has = null;
    expect(await recovery().run()).toEqual([]);
  });

  test("of nothing is nothing, and once it was taken up it is not looked for again", async () => {
    showsRepeats = true;
    const taken = recovery();
    expect([await taken.run(), await taken.run()]).toEqual([[], []]);
    expect(calls).toEqual(["recover", "shownBetween"]);
  });

  test("that cannot be written as shown is left due", async () => {
    inFlight("m-1");
    has = new Set(["m-1"]);
    fails = "begin";
    expect(await recovery().run()).toEqual([]);
  });

  test.each(["recover", "retry", "markAgain", "shownBetween", "inMessage"])(
    "where the database fails at %s it is tried again, without marking a second crash",
    async (call) => {
      inFlight("m-1");
      showsRepeats = true;
      const taken = recovery();
      fails = call;
      expect(await taken.run()).toBe(null);
      fails = null;
      calls.length = 0;
      expect(await taken.run()).toEqual([]);
      expect(calls.includes("recover")).toBe(call === "recover");
    },
  );
});

/** An event of a tick of its own. */
const apart = (id: string) => eventOf(id, { receivedAt: `tick of ${id}` });

describe("a group goes on", () => {
  const joinedWith = (monoMs = clock.now().monoMs) => {
    const plan = grouping.plan([eventOf("new")], monoMs);
    return [plan.id, plan.events.map(({ id }) => id), plan.externalId];
  };

  test("where it was shown within its window, under its id and its service's name of it", async () => {
    shown("joined:a", 9_000, { event: apart("a"), externalId: "x-1" });
    shown("joined:a", 8_000, { event: apart("b"), externalId: "x-2" });
    rows.push(rowOf({ state: "failed", messageId: "joined:a", event: apart("c"), externalId: "x-3" }));
    await recovery().run();
    expect(joinedWith()).toEqual(["joined:a", ["a", "b", "new"], "x-2"]);
    clock.advance(1_999);
    expect(joinedWith()[0]).toBe("joined:a");
    clock.advance(1);
    expect(joinedWith()[0]).toBe("joined:new");
  });

  test("no longer than a group may grow, counted from its first message", async () => {
    shown("joined:a", 9_500, { event: apart("a") });
    shown("joined:a", 100, { event: apart("b") });
    await recovery().run();
    const { monoMs } = clock.now();
    const grown = grouping.plan([eventOf("new")], monoMs);
    for (let ms = 9_000; ms <= 45_000; ms += 9_000) grouping.shownInGroup(grown, monoMs + ms);
    expect([joinedWith(monoMs + 50_499)[0], joinedWith(monoMs + 50_500)[0]]).toEqual(["joined:a", "joined:new"]);
  });

  test("the newest of several", async () => {
    shown("joined:a", 9_000, { event: apart("a") });
    shown("joined:a", 8_900, { event: apart("b") });
    shown("joined:c", 5_000, { event: apart("c") });
    shown("joined:c", 4_000, { event: apart("d") });
    await recovery().run();
    expect(joinedWith().slice(0, 2)).toEqual(["joined:c", ["c", "d", "new"]]);
  });

  test.each<[string, number, string]>([
    ["that was shown last, in whatever order they are read", 7_000, "joined:a"],
    ["that is read last of two that were shown at once", 8_000, "joined:c"],
  ])("that one %s", async (_what, agoMs, expected) => {
    shown("joined:a", 9_000, { event: apart("a") });
    shown("joined:a", agoMs, { event: apart("b") });
    shown("joined:c", 8_500, { event: apart("c") });
    shown("joined:c", 8_000, { event: apart("d") });
    await recovery().run();
    expect(joinedWith()[0]).toBe(expected);
  });

  test("once the database can say what it names", async () => {
    shown("joined:a", 9_000, { event: apart("a") });
    shown("joined:a", 8_000, { event: apart("b") });
    const taken = recovery();
    fails = "inMessage";
    expect(await taken.run()).toBeNull();
    fails = null;
    expect(await taken.run()).toEqual([]);
    expect(joinedWith()[0]).toBe("joined:a");
  });

  test("not where nothing of it is known to have been shown first", async () => {
    shown("joined:a", 8_000, { event: apart("b") });
    shown("joined:a", 7_000, { event: apart("d") });
    await recovery().run();
    expect(joinedWith()[0]).toBe("joined:new");
  });

  test.each<[string, Partial<DueDelivery>]>([
    ["a blind time", { event: eventOf("a", { kind: "blind" }) }],
    ["a reminder", { nth: 2 }],
    ["what quiet hours had kept back", { keptUntilMs: 7 }],
  ])("not with %s", async (_what, change) => {
    shown("a", 1_000, change);
    await recovery().run();
    expect(joinedWith()).toEqual(["joined:new", ["new"], null]);
  });
});

describe("what was shown alone within the window", () => {
  test("is counted, and named by the group that begins next", async () => {
    for (const id of ["a", "b", "c", "d", "e"]) shown(id, 9_000);
    shown("old", 10_001);
    await recovery().run();
    const { monoMs } = clock.now();
    expect([grouping.isOn(monoMs, 0), grouping.isOn(monoMs, 1)]).toEqual([false, true]);
    expect(grouping.plan([eventOf("new")], monoMs).superseded.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
    clock.advance(1_000);
    expect(grouping.isOn(clock.now().monoMs, 1)).toBe(false);
  });

  test("of one tick in one message is as well, and does not grow", async () => {
    shown("joined:a", 1_000, { event: eventOf("a") });
    shown("joined:a", 1_000, { event: eventOf("b") });
    const { monoMs } = clock.now();
    // The same instrument, time, price and trade: what one tick did.
    expect(rows.map(({ event }) => event.tick)).toEqual([rows[0]?.event.tick, rows[0]?.event.tick]);
    await recovery().run();
    expect(grouping.plan([eventOf("new")], monoMs).id).toBe("joined:new");
  });

  test("within another message is not", async () => {
    shown("m-1", 1_000, { event: eventOf("a") });
    await recovery().run();
    expect(grouping.plan([eventOf("new")], clock.now().monoMs).superseded).toEqual([]);
  });
});

test("of a message it is known what it names, and what the channel called it last", () => {
  const row = (id: string, state: DueDelivery["state"], externalId: string | null, atMs: number) =>
    rowOf({ event: eventOf(id), state, externalId, atMs });
  const all = [
    row("a", "shown", "x-2", 20),
    row("b", "pending", "x-1", 10),
    row("c", "failed", "x-9", 99),
    row("d", "skipped", "x-8", 98),
    row("e", "sending", null, 50),
  ];
  const kept = keptOf(all);
  expect([kept.events.map(({ id }) => id), kept.externalId]).toEqual([["a", "b", "e"], "x-2"]);
  expect(keptOf([]).externalId).toBe(null);
});
