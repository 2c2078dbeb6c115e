import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StorageOutageNotifier } from "../../../main/app/persistence/storage-outage-notifier.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";

describe("telling that nothing can be remembered", () => {
  let clock: ManualClock;
  let channel: RecordingChannel;
  let enabled: boolean;
  let storageOutageNotifier: StorageOutageNotifier;
  const titles = (): string[] => channel.messages.map(({ title }) => title);
  const cannot = "Pricebell cannot write its database";
  const canAgain = "Pricebell can write its database again";

  beforeEach(() => {
    clock = new ManualClock();
    channel = new RecordingChannel();
    enabled = true;
    storageOutageNotifier = new StorageOutageNotifier({
      clock,
      channel,
      enabled: () => enabled,
      newestBackup: () => null,
    });
  });
  afterEach(() => {
    storageOutageNotifier.stop();
    expect([clock.pending, channel.listeners]).toEqual([0, 0]);
  });

  async function advance(ms: number): Promise<void> {
    clock.advance(ms);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  it("once when it begins, with the reason, and once when it is over, with how long it was and what became of the alerts", async () => {
    storageOutageNotifier.update("The disk is full.");
    await advance(2_000);
    expect(channel.messages).toMatchObject([{ title: cannot, body: "The disk is full.", urgency: "critical" }]);
    storageOutageNotifier.update("The disk is still full.");
    await advance(178_000);
    storageOutageNotifier.count({ saved: 2 });
    storageOutageNotifier.update(null);
    await advance(5_000);
    expect(titles()).toEqual([cannot, canAgain]);
    expect(channel.messages[1]).toMatchObject({
      id: channel.messages[0]?.id,
      body: "It could not for 3 min. 2 alerts of that time are saved now.",
    });
    await advance(3_600_000);
    expect(titles()).toHaveLength(2);
  });

  it("says which alerts could not be kept", async () => {
    storageOutageNotifier.update("x");
    await advance(2_000);
    storageOutageNotifier.count({ saved: 1, lost: 1 });
    storageOutageNotifier.update(null);
    await advance(5_000);
    expect(channel.messages[1]?.body).toContain("1 alert of that time is saved now. 1 alert more could not be kept");
  });

  it("not for a moment in which another program holds the file", async () => {
    storageOutageNotifier.update("busy");
    await advance(1_500);
    storageOutageNotifier.update(null);
    await advance(60_000);
    expect(titles()).toEqual([]);
  });

  it("a disk that takes some writes and refuses others is one outage", async () => {
    for (let i = 0; i < 20; i += 1) {
      storageOutageNotifier.update("full");
      await advance(1_500);
      storageOutageNotifier.update(null);
      await advance(1_000);
    }
    expect(titles()).toEqual([cannot]);
    await advance(5_000);
    expect(titles()).toEqual([cannot, canAgain]);
  });

  it("a second outage is told anew", async () => {
    for (let i = 0; i < 2; i += 1) {
      storageOutageNotifier.update("full");
      await advance(2_000);
      storageOutageNotifier.update(null);
      await advance(5_000);
    }
    expect(titles()).toEqual([cannot, canAgain, cannot, canAgain]);
  });

  it("is offered again to a channel that could not show it", async () => {
    channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    storageOutageNotifier.update("full");
    await advance(2_000);
    channel.answer = () => ({ state: "shown", externalId: null });
    await advance(29_000);
    expect(titles()).toHaveLength(1);
    channel.say({ state: "ok", detail: null });
    await advance(0);
    expect(titles()).toEqual([cannot, cannot]);
    await advance(60_000);
    expect(titles()).toHaveLength(2);
  });

  it("not where the person has turned notifications off", async () => {
    enabled = false;
    storageOutageNotifier.update("full");
    await advance(10_000);
    expect(titles()).toEqual([]);
  });
});
