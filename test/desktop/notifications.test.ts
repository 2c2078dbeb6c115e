/** The native channel: every way in which a system may answer, or not. */
import { EventEmitter } from "node:events";
import type { ActivationArguments, Notification, NotificationConstructorOptions } from "electron";
import { beforeEach, expect, test } from "vitest";
import type { ChannelAction, Message } from "../../main/delivery/channel.ts";
import {
  keptNotifications,
  lateFailureMs,
  NativeChannel,
  outcomeWithinMs,
  twiceWithinMs,
} from "../../main/desktop/notifications.ts";
import { ManualClock } from "../doubles/clock.ts";

class FakeNotification extends EventEmitter {
  readonly options: NotificationConstructorOptions;
  readonly id: string;
  shows = 0;
  isClosed = false;

  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
    this.id = options.id ?? "";
  }

  show(): void {
    this.shows += 1;
  }

  close(): void {
    this.isClosed = true;
    this.emit("close", {});
  }
}

let clock: ManualClock;
let made: FakeNotification[];
let history: FakeNotification[];
let activation: ((details: ActivationArguments) => void) | null;
let opened: number;
let acted: ChannelAction[];
let removed: (string | string[])[];

beforeEach(() => {
  clock = new ManualClock();
  made = [];
  history = [];
  activation = null;
  opened = 0;
  acted = [];
  removed = [];
});

function channelOn(platform: NodeJS.Platform, isSupported = true): NativeChannel {
  const channel = new NativeChannel({
    native: {
      create(options) {
        const notification = new FakeNotification(options);
        made.push(notification);
        return notification as unknown as Notification;
      },
      isSupported: () => isSupported,
      getHistory: () => Promise.resolve(history as unknown as Notification[]),
      remove: (id) => void removed.push(id),
      handleActivation: (callback) => (activation = callback),
    },
    platform,
    clock,
    icon: null,
    onOpenApp: () => (opened += 1),
  });
  channel.onAction((action) => acted.push(action));
  return channel;
}

const message = (id = "e1"): Message => ({
  id,
  title: "t",
  body: "b",
  urgency: "critical",
  actions: ["open", "snooze", "pause"],
  externalId: null,
});

test("shown: the system said so, and no failure came right after", async () => {
  const outcome = channelOn("darwin").show(message());
  made[0]?.emit("show", {});
  clock.advance(lateFailureMs);
  expect(await outcome).toEqual({ state: "shown", externalId: null });
  expect(clock.pending).toBe(0);
});

test("failed right after show, as Windows does it where the person turned notifications off", async () => {
  const channel = channelOn("win32");
  const outcome = channel.show(message());
  made[0]?.emit("show", {});
  clock.advance(lateFailureMs - 1);
  made[0]?.emit("failed", {}, "HRESULT:-2143420143");
  expect(await outcome).toEqual({ state: "failed", reason: "HRESULT:-2143420143", retryable: false });
  expect(channel.status()).toMatchObject({
    state: "unavailable",
    detail: expect.stringContaining("Turn Pricebell on in Settings"),
  });
});

test("unknown: the system said nothing for ten seconds", async () => {
  const outcome = channelOn("darwin").show(message());
  clock.advance(outcomeWithinMs);
  expect(await outcome).toMatchObject({ state: "unknown" });
});

test("unknown: the app ended before the answer, and nothing is left running", async () => {
  const channel = channelOn("darwin");
  const outcome = channel.show(message());
  await channel.stop();
  expect(await outcome).toMatchObject({ state: "unknown" });
  expect(clock.pending).toBe(0);
});

test("a system without notifications is said to be one", async () => {
  const channel = channelOn("darwin", false);
  expect(await channel.show(message())).toMatchObject({ state: "failed", retryable: false });
  expect(channel.status().state).toBe("unavailable");
});

test("it is well again after the next one is shown", async () => {
  const channel = channelOn("darwin");
  const states: string[] = [];
  channel.onStatus(({ state }) => states.push(state));
  const first = channel.show(message("a"));
  made[0]?.emit("failed", {}, "");
  await first;
  const second = channel.show(message("b"));
  made[1]?.emit("show", {});
  clock.advance(lateFailureMs);
  await second;
  expect(states).toEqual(["unavailable", "ok"]);
});

test("the id is the event's, urgency and staying are Windows' alone", () => {
  void channelOn("darwin").show(message());
  void channelOn("win32").show(message());
  expect(made[0]?.options).toMatchObject({ id: "e1" });
  expect(made[0]?.options).not.toHaveProperty("urgency");
  expect(made[1]?.options).toMatchObject({ id: "e1", urgency: "critical", timeoutType: "never" });
});

test.each([
  ["darwin", ["e1"], false],
  ["win32", [], true],
] as const)("what was seen elsewhere is taken away on %s", async (platform, byId, isClosed) => {
  const channel = channelOn(platform);
  void channel.show(message("e1"));
  void channel.show(message("e2"));
  await channel.clear("e1");
  expect(removed).toEqual(byId);
  expect(made.map(({ isClosed: each }) => each)).toEqual([isClosed, false]);
  await channel.stop();
});

test("a click opens, buttons act, and the same id shown again leaves the old object mute", () => {
  const channel = channelOn("win32");
  void channel.show(message());
  made[0]?.emit("click", {});
  made[0]?.emit("action", { actionIndex: 1, selectionIndex: -1 });
  void channel.show(message());
  made[0]?.emit("action", { actionIndex: 2, selectionIndex: -1 });
  made[1]?.emit("action", { actionIndex: 2, selectionIndex: -1 });
  made[1]?.emit("action", { actionIndex: 9, selectionIndex: -1 });
  expect(acted).toEqual([
    { messageId: "e1", action: "open" },
    { messageId: "e1", action: "snooze" },
    { messageId: "e1", action: "pause" },
  ]);
});

test("objects are kept for their events, and no more than a bound of them", () => {
  const channel = channelOn("win32");
  for (let i = 0; i <= keptNotifications; i++) void channel.show(message(`e${String(i)}`));
  expect(made[0]?.listenerCount("click")).toBe(0);
  expect(made[1]?.listenerCount("click")).toBe(1);
  expect(made.at(-1)?.listenerCount("click")).toBe(1);
});

test("Windows: a click that started the app, or on a toast whose object is gone, opens what it was about, or the app", () => {
  channelOn("win32");
  activation?.({ type: "click", arguments: "type=click&tag=gone" });
  // What Electron writes there: a hash of the id.
  activation?.({ type: "action", arguments: "type=action&action=1&tag=14317607570838471237", actionIndex: 1 });
  activation?.({ type: "click", arguments: "" });
  expect(acted).toEqual([]);
  clock.advance(twiceWithinMs);
  expect(acted).toEqual([{ messageId: "gone", action: "open" }]);
  expect(opened).toBe(2);
});

test.each(["before", "after"])(
  "Windows: a button of a toast that is held acts once, though Windows tells of it again %s",
  (when) => {
    const channel = channelOn("win32");
    void channel.show(message("held"));
    clock.advance(60_000);
    const again = (): void =>
      activation?.({ type: "action", arguments: "type=action&action=1&tag=14317607570838471237", actionIndex: 1 });
    if (when === "before") again();
    made[0]?.emit("action", { actionIndex: 1, selectionIndex: -1 });
    if (when === "after") again();
    clock.advance(twiceWithinMs);
    expect(acted).toEqual([{ messageId: "held", action: "snooze" }]);
    expect(opened).toBe(0);
  },
);

test("macOS: what Notification Center still has was shown, and a click on it is heard again", async () => {
  const channel = channelOn("darwin");
  history = [new FakeNotification({ id: "there" }), new FakeNotification({ id: "stranger" })];
  expect(await channel.reconcile(["there", "not-there"])).toEqual(new Set(["there"]));
  history[0]?.emit("click", {});
  history[1]?.emit("click", {});
  expect(acted).toEqual([{ messageId: "there", action: "open" }]);
  expect(await channelOn("win32").reconcile(["there"])).toEqual(new Set());
});
