import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DamagedRowsNotifier } from "../../../main/app/persistence/damaged-rows-notifier.ts";
import { damagedRowsText } from "../../../main/app/persistence/damaged-rows-text.ts";
import type { DamagedRow, Store } from "../../../main/store/store-interface.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { lock, openIn, tempDir, value } from "../app-harness.ts";

const title = "Part of Pricebell's data cannot be read";

it("what stands in a damaged row turns nothing that is said of it", () => {
  const row = { id: 1, table: "settings", subject: "\u202EBTC\u0007\nUSD", reason: "instrument: \u202E?" } as const;
  const text = damagedRowsText([row], "/data/pricebell.db") ?? "";
  expect(text).toContain("BTC USD");
  expect(text).not.toMatch(/[\u202E\u0007]/u);
});

describe("telling of rows that cannot be read", () => {
  let clock: ManualClock;
  let channel: RecordingChannel;
  let dir: string;
  let store: Store;
  let notifier: DamagedRowsNotifier;
  let enabled: boolean;
  let changes: number;

  beforeEach(() => {
    clock = new ManualClock();
    channel = new RecordingChannel();
    dir = tempDir();
    store = openIn(dir, clock.now().wallMs);
    enabled = true;
    changes = 0;
    notifier = make();
  });
  afterEach(() => {
    notifier.stop();
    expect([clock.pending, channel.listeners]).toEqual([0, 0]);
  });

  const make = (): DamagedRowsNotifier =>
    new DamagedRowsNotifier({ clock, store, channel, enabled: () => enabled, changed: () => (changes += 1) });

  /** A setting that cannot be read, found by reading the settings. */
  function damage(key: string): void {
    const other = new Database(store.file);
    other.prepare("INSERT OR REPLACE INTO settings VALUES (?, '7')").run(key);
    other.close();
    value(store.settings.get());
  }

  async function advance(ms: number): Promise<void> {
    clock.advance(ms);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  it("what was found before the start and what is found later, each once, also after a restart", async () => {
    damage("theme");
    notifier.start();
    await advance(0);
    expect(channel.messages).toMatchObject([{ title, urgency: "critical" }]);
    expect(channel.messages[0]?.body).toMatch(/^The setting theme cannot be read and is at the default again/);
    damage("colours");
    await advance(0);
    expect(channel.messages.map(({ body }) => body.includes("theme"))).toEqual([true, false]);
    expect(channel.messages[1]?.body).toContain("The setting colours");
    expect(notifier.text, "the run that found them goes on saying so").toContain("theme, colours");
    expect(changes).toBe(2);
    await advance(600_000);
    notifier.stop();
    store.close();
    store = openIn(dir, clock.now().wallMs);
    notifier = make();
    notifier.start();
    await advance(600_000);
    expect(channel.messages).toHaveLength(2);
    expect(notifier.text).toBeNull();
  });

  it("again to a channel that could not show it, and at the next start", async () => {
    channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    damage("theme");
    notifier.start();
    await advance(0);
    await advance(30_000);
    expect(channel.messages).toHaveLength(2);
    notifier.stop();
    notifier = make();
    channel.answer = () => ({ state: "shown", externalId: null });
    notifier.start();
    await advance(0);
    expect(channel.messages).toHaveLength(3);
    await advance(60_000);
    expect(channel.messages).toHaveLength(3);
  });

  it("once, though that it was told cannot be written yet", async () => {
    damage("theme");
    const unlock = lock(store);
    notifier.start();
    await advance(0);
    await advance(90_000);
    expect(channel.messages).toHaveLength(1);
    expect(value(store.damagedRows.untold())).toHaveLength(1);
    unlock();
    await advance(30_000);
    expect(value(store.damagedRows.untold())).toEqual([]);
    expect(channel.messages).toHaveLength(1);
  });

  it("by the status alone where the person has turned notifications off", async () => {
    enabled = false;
    damage("theme");
    notifier.start();
    await advance(0);
    expect(channel.messages).toEqual([]);
    expect(notifier.text).toContain("The setting theme");
  });

  it("says of each table what it means for alerts and what to do", () => {
    const row = (table: DamagedRow["table"], subject = "BTC-USD", reason = "x"): DamagedRow => ({
      id: 1,
      table,
      subject,
      reason,
    });
    const alreadyDelivered: [DamagedRow[], string][] = [
      [
        [row("rules", "BTC-USD", "spec.condition.level: This is not a decimal.")],
        "The alert on BTC-USD cannot be read (spec.condition.level: This is not a decimal) and is not watched: make it anew.",
      ],
      [
        [row("rules"), row("rules", "ETH-USD")],
        "2 alerts (BTC-USD, ETH-USD) cannot be read (x) and are not watched: make them anew.",
      ],
      [
        ["a", "b", "c", "d", "e", "f", "g"].map((name) => row("rules", name)),
        "7 alerts (a, b, c, d, e and 2 more) cannot be read (x) and are not watched: make them anew.",
      ],
      [[row("events")], "An entry of the history (BTC-USD) cannot be read and is left out."],
      [
        [row("deliveries"), row("deliveries")],
        "2 notifications cannot be read and may not have been shown: look into the history.",
      ],
      [[row("settings", "theme")], "The setting theme cannot be read and is at the default again: check the settings."],
      [
        [row("venues", "demo")],
        "What was set of the venue demo cannot be read: whether it is on, and its addresses, are as it comes. Check the settings.",
      ],
      [[row("watchlist")], "An entry of the watchlist cannot be read and is gone from it: add what is missing again."],
      [
        [row("last_ticks")],
        "The last price of BTC-USD cannot be read: what it did while Pricebell was not running is not known.",
      ],
      [[row("minutes")], "A minute of the chart of BTC-USD cannot be read."],
      [[row("heartbeat")], "When Pricebell was last started cannot be read."],
      [
        [row("watched_venues", "demo")],
        "Until when demo was last watched cannot be read: a gap may begin at the last price instead.",
      ],
    ];
    for (const [rows, first] of alreadyDelivered) {
      expect(damagedRowsText(rows, "/d/pricebell.db")).toBe(
        `${first}\nWhat was there is kept in /d/pricebell.db, table damaged_rows. If more is missing than this, restore a backup.`,
      );
    }
    expect(damagedRowsText([], "/d/pricebell.db")).toBeNull();
    expect(damagedRowsText([row("minutes"), row("rules")], "f")?.split("\n")[0]).toMatch(/^The alert/);
  });
});
