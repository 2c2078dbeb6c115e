import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { backupCheckEveryMs, BackupSchedule } from "../../../main/app/persistence/backup-schedule.ts";
import type { StoreHealth } from "../../../main/store/store.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { eventually } from "../../doubles/eventually.ts";
import { openIn, tempDir } from "../app-harness.ts";

describe("backups by themselves", () => {
  const clock = new ManualClock();
  let schedule: BackupSchedule | null = null;
  afterEach(() => {
    schedule?.stop();
    expect(clock.pending).toBe(0);
  });

  function begin(enabled = true, health?: () => StoreHealth) {
    const dataDir = path.join(tempDir(), "data");
    const store = openIn(dataDir, clock.now().wallMs);
    const channel = new RecordingChannel();
    let looks = 0;
    const counted = {
      health: health ?? store.health,
      backups: {
        makeDaily: async (nowMs: number) => {
          const made = await store.backups.makeDaily(nowMs);
          looks += 1;
          return made;
        },
      },
    };
    schedule = new BackupSchedule({ clock, store: counted, channel, enabled: () => enabled });
    const started = schedule;
    started.start();
    /** Until so many looks have come to their end. */
    const looked = async (count: number): Promise<void> => {
      await eventually(`look ${count}`, () => Promise.resolve(looks >= count));
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { dataDir, store, channel, schedule: started, looked, backups: path.join(dataDir, "backups") };
  }

  it("the first is made at the start; one that cannot be made is told once, until one can be made again", async () => {
    const { store, channel, schedule: running, looked, backups } = begin();
    const changes: (string | null)[] = [];
    running.changed.listen(() => changes.push(running.failure));
    await looked(1);
    expect(store.backups.list(clock.now().wallMs)).toHaveLength(1);
    rmSync(backups, { recursive: true });
    writeFileSync(backups, "in the way");
    clock.advance(backupCheckEveryMs);
    await looked(2);
    clock.advance(backupCheckEveryMs);
    await looked(3);
    expect(channel.messages).toMatchObject([{ title: "Pricebell cannot make a backup", body: running.failure }]);
    expect(running.failure).toMatch(/^No backup of .*pricebell\.db could be made: .*put that right/);
    rmSync(backups);
    clock.advance(backupCheckEveryMs);
    await looked(4);
    expect(changes).toEqual([expect.any(String), null]);
    rmSync(backups, { recursive: true });
    writeFileSync(backups, "in the way");
    clock.advance(backupCheckEveryMs);
    await looked(5);
    expect(channel.messages, "a new failure is told anew").toHaveLength(2);
  });

  it("a failure that could not be shown is told at the next look", async () => {
    const { channel, looked, backups } = begin();
    await looked(1);
    rmSync(backups, { recursive: true });
    writeFileSync(backups, "in the way");
    channel.answer = () => ({ state: "failed", retryable: true, reason: "no service" });
    for (const count of [2, 3]) {
      clock.advance(backupCheckEveryMs);
      await looked(count);
    }
    expect(channel.messages).toHaveLength(2);
  });

  it("while nothing at all can be written, that is told and not the backup; afterwards it is", async () => {
    let health: StoreHealth = { state: "failing", message: "The disk is full." };
    const { channel, schedule: running, looked, backups } = begin(true, () => health);
    await looked(1);
    rmSync(backups, { recursive: true });
    writeFileSync(backups, "in the way");
    clock.advance(backupCheckEveryMs);
    await looked(2);
    expect([channel.messages, running.failure]).toEqual([[], null]);
    health = { state: "ok", message: null };
    clock.advance(backupCheckEveryMs);
    await looked(3);
    expect(channel.messages).toMatchObject([{ body: running.failure }]);
  });

  it("is no notification where those are turned off, and nothing after the end", async () => {
    const { channel, schedule: running, looked, backups } = begin(false);
    await looked(1);
    rmSync(backups, { recursive: true });
    writeFileSync(backups, "in the way");
    clock.advance(backupCheckEveryMs);
    await looked(2);
    expect([channel.messages, running.failure]).toEqual([[], expect.any(String)]);
  });
});
