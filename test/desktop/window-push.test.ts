/** What reaches the window, and when. */
import { EventEmitter } from "node:events";
import type { BrowserWindow } from "electron";
import { beforeEach, expect, test } from "vitest";
import { pushChannel } from "../../preload/ipc-channels.ts";
import type { TickBatch } from "../../preload/contract/market.ts";
import { Publisher } from "../../main/bridge/publisher.ts";
import { WindowPush } from "../../main/desktop/window-push.ts";

class FakeWindow extends EventEmitter {
  static next = 1;
  readonly id = FakeWindow.next++;
  destroyed = false;
  crashed = false;
  readonly sent: string[] = [];
  readonly webContents = {
    isDestroyed: () => this.destroyed,
    isCrashed: () => this.crashed,
    send: (channel: string, value: unknown) => void this.sent.push(`${channel} ${JSON.stringify(value)}`),
  };

  isDestroyed(): boolean {
    return this.destroyed;
  }
}

let publisher: Publisher;
let shown: number;
let gone: string[];
let feed: WindowPush;
const ticks: TickBatch = { keys: [], last: [], bid: [], ask: [], receivedMs: [] };
const tick = JSON.stringify(ticks);

beforeEach(() => {
  publisher = new Publisher((error) => {
    throw error;
  });
  shown = 0;
  gone = [];
  feed = new WindowPush({
    publisher,
    showWindow: () => (shown += 1),
    snapshot: () => [],
    onGone: (id) => gone.push(id),
  });
});

function attach(): FakeWindow {
  const window = new FakeWindow();
  feed.attach(window as unknown as BrowserWindow);
  return window;
}

test("prices come only while the window can be seen, and what it missed comes when it is seen again", () => {
  const window = attach();
  publisher.publish("market.ticks", ticks);
  expect(publisher.wants("market.ticks")).toBe(false);
  window.emit("show");
  publisher.publish("market.ticks", ticks);
  window.emit("hide");
  publisher.publish("market.ticks", ticks);
  // Everything else is told to a hidden window too.
  publisher.publish("rules.removed", { id: "x" });
  feed.called();
  window.emit("restore");
  window.emit("show");
  publisher.publish("market.ticks", ticks);
  expect(window.sent).toEqual([
    `${pushChannel("market.ticks")} ${tick}`,
    `${pushChannel("rules.removed")} {"id":"x"}`,
    `${pushChannel("market.watchlist")} []`,
    `${pushChannel("market.ticks")} ${tick}`,
  ]);
});

test("what a click was about waits for the page of a window that it opened", () => {
  const about = { eventId: "e", ruleId: null };
  publisher.publish("app.openEvent", about);
  expect(shown).toBe(1);
  const window = attach();
  expect(window.sent).toEqual([]);
  feed.called();
  feed.called();
  expect(window.sent).toEqual([`${pushChannel("app.openEvent")} ${JSON.stringify(about)}`]);
  publisher.publish("app.openEvent", about);
  expect(window.sent).toHaveLength(2);
});

test("a push for another window passes this one by; a window that is gone or dead gets nothing and holds nothing", () => {
  const window = attach();
  window.emit("show");
  publisher.publishTo("window-999", "market.ticks", ticks);
  publisher.publishTo(feed.clientId ?? "", "market.ticks", ticks);
  expect(window.sent).toHaveLength(1);
  window.crashed = true;
  publisher.publish("market.ticks", ticks);
  expect(window.sent).toHaveLength(1);
  window.emit("closed");
  expect(gone).toEqual([`window-${String(window.id)}`]);
  expect(feed.clientId).toBeNull();
  expect(publisher.wants("market.ticks")).toBe(false);
  expect(publisher.wants("rules.changed")).toBe(false);
});

test("a new window takes the place of one whose page died, whose late end changes nothing", () => {
  const dead = attach();
  const fresh = attach();
  dead.emit("closed");
  publisher.publish("rules.removed", { id: "x" });
  expect([dead.sent.length, fresh.sent.length]).toEqual([0, 1]);
});
