/** The feed's times and rates, each at its edge: delays between dials, silence, probes, limits, sleep. Values alone, no socket. */
import { expect, test } from "vitest";
import { Backoff } from "../../../main/market/feed/backoff.ts";
import type { DisconnectReason } from "../../../main/market/feed/disconnect-reason.ts";
import { FrameQueue } from "../../../main/market/feed/frame-queue.ts";
import { HeartbeatInterval } from "../../../main/market/feed/heartbeat-interval.ts";
import { ReconnectSchedule } from "../../../main/market/feed/reconnect-schedule.ts";
import { RestWindow } from "../../../main/market/feed/rest-window.ts";
import { Silence } from "../../../main/market/feed/silence.ts";
import { checkPeriodMs, SleepDetector } from "../../../main/market/feed/sleep-detector.ts";
import { SlidingWindow } from "../../../main/market/feed/sliding-window.ts";
import { SocketLiveness } from "../../../main/market/feed/socket-liveness.ts";
import { ManualClock } from "../../doubles/clock.ts";

test("dials are 1, 2, 4, 8, 16 and then 30 s apart, with up to 250 ms on top, and begin anew once a connection is stable", () => {
  const backoff = new Backoff(() => 0);
  expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(backoff.attempt).toBe(7);
  backoff.reset();
  expect([backoff.attempt, backoff.next()]).toEqual([0, 1_000]);
  const jittered = new Backoff(() => 0.5);
  expect(jittered.next()).toBe(1_125);
  for (let i = 0; i < 9; i++) jittered.next();
  expect(jittered.next()).toBe(30_125);
});

test("a refused key waits two minutes, a wake a second and a half, and neither dials before the venue allows it", () => {
  const lost = {} as DisconnectReason;
  const schedule = new ReconnectSchedule(() => 0);
  expect(schedule.afterFailure(lost, false, 0)).toBe(1_000);
  expect(schedule.afterFailure(lost, true, 0)).toBe(120_000);
  expect(schedule.attempt).toBe(2);
  expect(schedule.afterWake(false, 0)).toBe(1_500);
  expect(schedule.afterWake(true, 0)).toBe(120_000);
  expect(schedule.attempt).toBe(0);
  const asked = { retryAfterMs: 200_000 } as DisconnectReason;
  expect(schedule.afterFailure(asked, false, 1_000)).toBe(200_000);
  // It counts from when it was asked for, whatever comes between.
  expect(schedule.afterFailure(lost, false, 101_000)).toBe(100_000);
  expect(schedule.afterWake(true, 101_000)).toBe(120_000);
  expect(schedule.afterWake(false, 101_000)).toBe(100_000);
  schedule.forget();
  expect([schedule.attempt, schedule.afterWake(false, 101_000)]).toEqual([0, 1_500]);
  schedule.afterFailure(lost, false, 0);
  schedule.reset();
  expect(schedule.attempt).toBe(0);
});

test("silence may last three heartbeats, between 15 and 60 s, and 45 s while none was heard", () => {
  const watchdogAfter = (...beats: number[]): number => {
    const heartbeats = new HeartbeatInterval();
    for (const monoMs of beats) heartbeats.beat(monoMs);
    return heartbeats.watchdogMs;
  };
  expect(watchdogAfter()).toBe(45_000);
  expect(watchdogAfter(5)).toBe(45_000);
  expect(watchdogAfter(0, 10_000)).toBe(30_000);
  expect(watchdogAfter(0, 4_999)).toBe(15_000);
  expect(watchdogAfter(0, 5_001)).toBe(15_003);
  expect(watchdogAfter(0, 20_001)).toBe(60_000);
  // Of the last five the longest.
  expect(watchdogAfter(0, 10_000, 16_000, 22_000, 28_000, 34_000)).toBe(30_000);
  expect(watchdogAfter(0, 10_000, 16_000, 22_000, 28_000, 34_000, 40_000)).toBe(18_000);
  const heartbeats = new HeartbeatInterval();
  heartbeats.beat(0);
  heartbeats.beat(7_000);
  expect(heartbeats.intervalMs).toBe(7_000);
  heartbeats.forget();
  heartbeats.beat(100_000);
  expect(heartbeats.intervalMs).toBeNull();
});

const liveness = { idleMs: 10_000, probeEveryMs: 3_000, probeTimeoutMs: 2_000, countsPings: false };

test("a socket is dead after its silence, or when a probe is not answered; each hears for itself", () => {
  const socket = new SocketLiveness(liveness, new HeartbeatInterval(), 100);
  expect([10_099, 10_100].map((monoMs) => socket.deadForMs(monoMs))).toEqual([null, 10_000]);
  expect([3_099, 3_100].map((monoMs) => socket.isProbeDue(monoMs))).toEqual([false, true]);
  socket.probe(3_100);
  expect(socket.isProbeDue(9_000)).toBe(false);
  expect([5_099, 5_100].map((monoMs) => socket.deadForMs(monoMs))).toEqual([null, 2_000]);
  // A ping answers no probe, and is no sign of life where the venue does not send it for that.
  socket.notePing(5_000);
  expect(socket.deadForMs(5_100)).toBe(2_000);
  socket.noteFrame(5_000);
  expect(socket.deadForMs(5_100)).toBeNull();
  expect([6_099, 6_100].map((monoMs) => socket.isProbeDue(monoMs))).toEqual([false, true]);
  expect([14_999, 15_000].map((monoMs) => socket.deadForMs(monoMs))).toEqual([null, 10_000]);
});

test("pings count where the venue sends them for that, else heartbeats are measured; nothing is probed where there is no probe", () => {
  const heartbeats = new HeartbeatInterval();
  const socket = new SocketLiveness(
    { ...liveness, idleMs: null, probeEveryMs: null, countsPings: true },
    heartbeats,
    0,
  );
  expect(socket.idleMs).toBe(45_000);
  for (const monoMs of [0, 6_000]) heartbeats.beat(monoMs);
  expect(socket.idleMs).toBe(18_000);
  expect(socket.isProbeDue(1_000_000)).toBe(false);
  socket.notePing(10_000);
  expect([27_999, 28_000].map((monoMs) => socket.deadForMs(monoMs))).toEqual([null, 18_000]);
});

test("a rate allows as many as it says in any span of its length", () => {
  const window = new SlidingWindow({ max: 2, perMs: 1_000 });
  expect(window.waitMs(0)).toBe(0);
  window.note(0);
  expect(window.waitMs(10)).toBe(0);
  window.note(10);
  expect([10, 999, 1_000, 5_000].map((monoMs) => window.waitMs(monoMs))).toEqual([990, 1, 0, 0]);
  window.note(1_000);
  expect(window.waitMs(1_000)).toBe(10);
  const without = new SlidingWindow({ max: Infinity, perMs: 1_000 });
  for (let i = 0; i < 100; i++) without.note(0);
  expect(without.waitMs(0)).toBe(0);
});

test("frames go out in their order, as fast as the rate and the venue allow; what is urgent goes before what waits", () => {
  const clock = new ManualClock();
  const sent: string[] = [];
  let isOpen = true;
  const send = (frame: string): boolean => {
    if (isOpen) sent.push(frame);
    return isOpen;
  };
  const queue = new FrameQueue({ clock, limit: { max: 2, perMs: 1_000 }, send });
  queue.push(["a", "b", "c", "d"]);
  expect(sent).toEqual(["a", "b"]);
  queue.pushFirst("first");
  clock.advance(999);
  expect(sent).toEqual(["a", "b"]);
  clock.advance(1);
  expect(sent).toEqual(["a", "b", "first", "c"]);
  // What waits already is held as well.
  queue.hold(5_000);
  clock.advance(1_000);
  queue.push(["e"]);
  clock.advance(3_999);
  expect(sent.slice(4)).toEqual([]);
  clock.advance(1);
  expect(sent.slice(4)).toEqual(["d", "e"]);
  expect(clock.pending).toBe(0);
  clock.advance(10_000);
  isOpen = false;
  queue.push(["lost", "too"]);
  isOpen = true;
  queue.push(["f"]);
  expect(sent.slice(6)).toEqual(["f"]);
  queue.push(["g", "h"]);
  queue.clear();
  expect(clock.pending).toBe(0);
  clock.advance(10_000);
  expect(sent.slice(7)).toEqual([]);
});

test("REST weighs from its sending until a span after its answer", () => {
  const window = new RestWindow({ max: 10, perMs: 1_000 });
  const first = window.claim(6, 0);
  expect(window.claim(5, 0)).toBeNull();
  const second = window.claim(4, 0);
  expect([first?.weight, second?.weight]).toEqual([6, 4]);
  // Under way: nothing says when it is free.
  expect(window.freeInMs(5_000)).toBeNull();
  first!.endedMonoMs = 200;
  second!.endedMonoMs = 100;
  expect(window.freeInMs(600)).toBe(500);
  expect(window.freeInMs(2_000)).toBe(0);
  expect(window.claim(4, 1_099)).toBeNull();
  expect(window.claim(4, 1_100)?.weight).toBe(4);
  // More than the limit has the window for itself.
  expect(window.claim(50, 1_200)).toBeNull();
  const empty = new RestWindow({ max: 10, perMs: 1_000 });
  expect(empty.freeInMs(0)).toBeNull();
  expect(empty.claim(50, 0)?.weight).toBe(10);
});

test("more than 16 s between two looks of one second is sleep, told once", () => {
  expect(checkPeriodMs).toBe(1_000);
  const watch = new SleepDetector(0);
  expect(watch.check(16_000)).toBe(false);
  expect(watch.check(32_001)).toBe(true);
  expect(watch.check(33_001)).toBe(false);
  expect(watch.hasSlept(49_001)).toBe(false);
  // A look in between counts only where it finds sleep.
  expect(watch.hasSlept(49_002)).toBe(true);
  expect(watch.hasSlept(49_003)).toBe(false);
  watch.restart(100_000);
  expect(watch.check(116_000)).toBe(false);
});

test("REST is asked 10 s after a subscription that brings nothing, then after 1, 2, 4, 8 and 15 min of silence", () => {
  const silence = new Silence();
  const asked = { askedMonoMs: 0, hasPrice: false, newestMonoMs: null };
  silence.beginSubscription();
  silence.check(asked, 9_999);
  expect([silence.isSilent, silence.isProbeDue]).toEqual([false, false]);
  silence.check(asked, 10_000);
  expect([silence.isSilent, silence.isProbeDue]).toEqual([true, true]);
  silence.probe(10_000);
  expect([silence.isProbeDue, silence.probedMonoMs]).toEqual([false, 10_000]);
  let atMs = 10_000;
  for (const minutes of [1, 2, 4, 8, 15, 15]) {
    silence.check(asked, atMs + minutes * 60_000 - 1);
    expect(silence.isProbeDue, `${minutes} min`).toBe(false);
    atMs += minutes * 60_000;
    silence.check(asked, atMs);
    expect(silence.isProbeDue, `${minutes} min`).toBe(true);
    silence.probe(atMs);
  }
  silence.notePrice(true);
  const heard = { askedMonoMs: 0, hasPrice: true, newestMonoMs: atMs };
  expect(silence.isSilent).toBe(false);
  silence.check(heard, atMs + 59_999);
  expect(silence.isProbeDue).toBe(false);
  silence.check(heard, atMs + 60_000);
  expect(silence.isProbeDue).toBe(true);
  silence.beginSubscription();
  expect([silence.isProbeDue, silence.probedMonoMs]).toEqual([false, null]);
});

test("silence counts from the last price or the last question, whichever is later, and a price after it begins anew", () => {
  const silence = new Silence();
  expect(silence.isSilent).toBe(false);
  const heardAt = (newestMonoMs: number | null) => ({ askedMonoMs: 5_000, hasPrice: true, newestMonoMs });
  silence.check(heardAt(null), 64_999);
  expect(silence.isProbeDue).toBe(false);
  silence.check(heardAt(null), 65_000);
  expect(silence.isProbeDue).toBe(true);
  silence.probe(65_000);
  // Heard in the same moment: nothing came after the question.
  silence.check(heardAt(65_000), 65_000 + 119_999);
  expect(silence.isProbeDue).toBe(false);
  silence.check(heardAt(65_001), 65_001 + 59_999);
  expect(silence.isProbeDue).toBe(false);
  silence.check(heardAt(65_001), 65_001 + 60_000);
  expect(silence.isProbeDue).toBe(true);
  const mute = new Silence();
  mute.check({ askedMonoMs: 0, hasPrice: false, newestMonoMs: null }, 10_000);
  mute.beginSubscription();
  expect(mute.isSilent).toBe(false);
});

test("a stall ends with a price of now or an agreeing REST, and with its connection; a quote ends none", () => {
  const silence = new Silence();
  silence.stall();
  silence.notePrice(false);
  expect(silence.isStalled).toBe(true);
  silence.notePrice(true);
  expect(silence.isStalled).toBe(false);
  silence.stall();
  silence.agree();
  expect(silence.isStalled).toBe(false);
  silence.stall();
  silence.noteResubscribed();
  silence.endConnection();
  expect([silence.isStalled, silence.isResubscribed]).toEqual([false, false]);
});

test("three reads by REST in a row make a stream mute, a trade over whatever socket ends that", () => {
  const silence = new Silence();
  expect([silence.noteRead(), silence.noteRead()]).toEqual([false, false]);
  silence.noteTrade();
  expect([silence.noteRead(), silence.noteRead(), silence.isMute]).toEqual([false, false, false]);
  expect([silence.noteRead(), silence.isMute]).toEqual([true, true]);
  // Counted anew from there.
  expect([silence.noteRead(), silence.noteRead(), silence.noteRead()]).toEqual([false, false, true]);
  silence.endConnection();
  expect(silence.isMute).toBe(true);
  silence.noteTrade();
  expect(silence.isMute).toBe(false);
});
