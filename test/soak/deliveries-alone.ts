/** The same fires with the desktop alone, in a process of its own: what the soak of deliveries compares its latencies with. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Outbox } from "../../main/delivery/outbox.ts";
import { openStore } from "../../main/store/store.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { FastClock } from "./fast-clock.ts";
import { TimedFires, type Latencies } from "./timed-fires.ts";

export interface AloneOptions {
  readonly seconds: number;
  readonly firesPerSecond: number;
  readonly speed: number;
}

/** Starts it; resolves with its latencies when its fires are over. */
export async function startAlone({ seconds, firesPerSecond, speed }: AloneOptions): Promise<Latencies> {
  const given = [seconds, firesPerSecond, speed].map(String);
  const child = spawn(process.execPath, [import.meta.filename, ...given], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`the control ended with ${String(code)}`);
  return JSON.parse(said) as Latencies;
}

if (import.meta.main) {
  const [seconds = 0, firesPerSecond = 0, speed = 1] = process.argv.slice(2).map(Number);
  const folder = mkdtempSync(join(tmpdir(), "pricebell-alone-"));
  const clock = new FastClock(speed);
  const opened = openStore({ shownByWriting: ["history"], dataDir: join(folder, "data"), nowMs: clock.now().wallMs });
  if (!opened.ok) throw new Error(opened.error.message);
  const desktop = new RecordingChannel();
  const outbox = new Outbox({
    clock,
    store: opened.value,
    channels: [{ channel: desktop, enabled: () => true }],
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  outbox.start();
  const fires = new TimedFires(opened.value, outbox, desktop, clock, speed);
  await fires.run(seconds, firesPerSecond, []);
  console.log(JSON.stringify(fires.latencies));
  await outbox.stop();
  opened.value.close();
  rmSync(folder, { recursive: true });
}
