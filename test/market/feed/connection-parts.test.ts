/** What a connection is made of, by itself: which address is dialled, what is known of it, and what is shown. */
import { describe, expect, test } from "vitest";
import type { Phase } from "../../../main/market/feed/connection-phase.ts";
import { ConnectionRecord } from "../../../main/market/feed/connection-record.ts";
import { Dialer } from "../../../main/market/feed/dialer.ts";
import { HeartbeatInterval } from "../../../main/market/feed/heartbeat-interval.ts";
import { ReconnectSchedule } from "../../../main/market/feed/reconnect-schedule.ts";
import type { SessionSocket, SessionSocketOwner } from "../../../main/market/feed/session-socket.ts";
import { SlidingWindow } from "../../../main/market/feed/sliding-window.ts";
import { ManualClock } from "../../doubles/clock.ts";

const socket = { liveness: { idleMs: 7_000 } } as unknown as SessionSocket;

/** A dialer, and the addresses that it has dialled. */
function dialerWith(dial: (address: string) => SessionSocket = () => socket) {
  const [clock, dialled]: [ManualClock, string[]] = [new ManualClock(), []];
  const dialer = new Dialer({
    clock,
    dials: new SlidingWindow({ max: 2, perMs: 1_000 }),
    dial: (address) => (dialled.push(address), dial(address)),
    owner: {} as unknown as SessionSocketOwner,
    heartbeats: new HeartbeatInterval(),
  });
  return { clock, dialer, dialled };
}

describe("a dialer", () => {
  test("takes its addresses one after the other and begins again; new ones from the first", () => {
    const { dialer, dialled } = dialerWith();
    dialer.setAddresses(["a", "b", "c"]);
    dialer.dial();
    dialer.dial();
    for (let at = 0; at < 3; at++) {
      dialer.useNextAddress();
      dialer.dial();
    }
    dialer.useNextAddress();
    dialer.setAddresses(["d", "e"]);
    dialer.dial();
    expect([dialled.join(""), dialer.count]).toEqual(["aabcad", 6]);
  });

  test("keeps within the venue's limit, which an address that is none counts against too", () => {
    const { clock, dialer } = dialerWith((address) => {
      throw new Error(`${address} is no address`);
    });
    dialer.setAddresses(["a"]);
    expect([dialer.waitMs(), dialer.dial(), dialer.waitMs()]).toEqual([0, null, 0]);
    clock.advance(400);
    dialer.dial();
    expect([dialer.waitMs(), dialer.count]).toEqual([600, 2]);
    clock.advance(600);
    expect(dialer.waitMs()).toBe(0);
  });

  test("dials nothing where there is no address", () => {
    const { dialer, dialled } = dialerWith();
    expect([dialer.isKeyMissing, dialer.dial()]).toEqual([true, null]);
    dialer.setAddresses(["a"]);
    expect(dialer.isKeyMissing).toBe(false);
    dialer.setAddresses(null);
    dialer.useNextAddress();
    expect([dialer.isKeyMissing, dialer.dial(), dialled, dialer.count]).toEqual([true, null, [], 0]);
  });
});

describe("what is known of a connection", () => {
  const started = () => {
    const clock = new ManualClock();
    const record = new ConnectionRecord(clock.now());
    const schedule = new ReconnectSchedule(() => 0);
    const { dialer } = dialerWith();
    const parts = { schedule, heartbeats: new HeartbeatInterval(), dialer };
    const status = (phase: Phase = { name: "idle" }) => record.status(phase, parts, clock.now());
    /** The state shown once this is so. */
    const shown = (phase: Phase, isLive = false, attempt = 0) => {
      record.show(phase, isLive, attempt, clock.now());
      return status(phase).state;
    };
    return { clock, record, schedule, status, shown };
  };
  const dialling: Phase = { name: "dialling", socket };
  const open: Phase = { name: "open", socket };
  const error = { code: "c", message: "m" };

  test("at first nothing", () => {
    const { clock, record, status } = started();
    const { wallMs } = clock.now();
    clock.advance(5_000);
    expect([record.isRefused, record.lastFrame]).toEqual([false, null]);
    expect(status()).toEqual({
      ...{ state: "idle", sinceWallMs: wallMs, attempt: 0, nextDialWallMs: null, lastFrame: null },
      ...{ lastFrameWallMs: null, lastError: null, heartbeatIntervalMs: null, watchdogMs: 45_000, dials: 0 },
    });
  });

  test("the last frame, by the wall clock as it is set now, and the next dial", () => {
    const { clock, record, status } = started();
    const now = clock.now();
    record.noteFrame(now);
    clock.advance(1_000);
    clock.stepWall(3_600_000);
    const timer = { cancel: () => undefined };
    expect(record.lastFrame).toEqual(now);
    expect(
      status({ name: "waiting", timer, dialAt: { wallMs: now.wallMs + 3_000, monoMs: now.monoMs + 3_000 } }),
    ).toMatchObject({
      lastFrame: now,
      lastFrameWallMs: now.wallMs + 3_600_000,
      nextDialWallMs: now.wallMs + 3_603_000,
    });
  });

  test("silence may last as long as the open socket says", () => {
    const { status } = started();
    expect([status(open).watchdogMs, status(dialling).watchdogMs]).toEqual([7_000, 45_000]);
  });

  test("it connects at first, and once it was live or has failed it reconnects", () => {
    const { record, shown } = started();
    expect([shown(dialling), shown(open), shown(dialling, false, 1)]).toEqual([
      ...["connecting", "connecting", "reconnecting"],
    ]);
    expect([shown(dialling), shown(open, true)]).toEqual(["connecting", "live"]);
    record.noteLive();
    expect([shown(dialling), shown({ name: "idle" }), shown({ name: "key-missing" })]).toEqual([
      ...["reconnecting", "idle", "key-missing"],
    ]);
    record.end();
    expect(shown(dialling)).toBe("connecting");
  });

  test("a state is shown since it began, not since it was last looked at", () => {
    const { clock, shown, status } = started();
    clock.advance(1_000);
    const since = clock.now().wallMs;
    shown(dialling);
    clock.advance(1_000);
    shown(dialling);
    expect(status().sinceWallMs).toBe(since);
    shown(open, true);
    expect(status().sinceWallMs).toBe(since + 1_000);
  });

  test.each<[string, (record: ConnectionRecord) => void, boolean, typeof error | null]>([
    ["a failure", (record) => record.noteFailure(error, false), false, error],
    ["a refusal of the key", (record) => record.noteFailure(error, true), true, error],
    [
      "a failure after a refusal",
      (record) => (record.noteFailure(error, true), record.noteFailure({ ...error }, false)),
      true,
      error,
    ],
    ["a price after a refusal", (record) => (record.noteFailure(error, true), record.clearRefusal()), false, error],
    ["a live feed after a failure", (record) => (record.noteFailure(error, false), record.noteLive()), false, null],
    [
      "another key after a refusal",
      (record) => (record.noteFailure(error, true), record.forgetFailures()),
      false,
      null,
    ],
    ["an end after a refusal", (record) => (record.noteFailure(error, true), record.end()), false, null],
  ])("after %s", (_what, happens, isRefused, lastError) => {
    const { record, shown, status } = started();
    happens(record);
    expect([record.isRefused, status().lastError]).toEqual([isRefused, lastError]);
    expect(shown(open, true)).toBe(isRefused ? "key-refused" : "live");
  });
});
