/**
 * One run of the app at a given wall time, 23:00 to 07:00 UTC being quiet: keeps back, or tells, until nothing changes any more, then
 * ends. Killed at a failpoint, or as the first delivery is `kept`, or `letgo`.
 */
import type { SoundPlayer } from "../../../main/delivery/channels/remote-channel.ts";
import { Outbox } from "../../../main/delivery/outbox.ts";
import { quietUntil } from "../../../main/delivery/quiet-hours/quiet-until.ts";
import { RemoteDestination } from "../../../main/delivery/remote-destination.ts";
import { systemClock } from "../../../main/lib/clock.ts";
import { NetworkAgent } from "../../../main/network/agent.ts";
import { openStore } from "../../../main/store/store.ts";
import { weekdays } from "../../../preload/contract/quiet-hours.ts";
import { toyChannel } from "../../extension/toy-channel.ts";

const [dataDir = "", file = "", dropsRepeats, at = "", diesAs] = process.argv.slice(2);
const night = { isOn: true, periods: [{ days: [...weekdays], from: "23:00", to: "07:00" }] };
const aheadMs = Date.parse(at) - systemClock.now().wallMs;
const clock = {
  ...systemClock,
  now: () => {
    const { wallMs, monoMs } = systemClock.now();
    return { wallMs: wallMs + aheadMs, monoMs };
  },
};
const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: clock.now().wallMs });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const die = (): void => {
  process.kill(process.pid, "SIGKILL");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
const kind = toyChannel({ dropsRepeats: dropsRepeats === "true" });
const noWindow: SoundPlayer = {
  state: () => "no-window",
  onChanged: () => () => undefined,
  play: () => Promise.resolve("no-window"),
};
const cursor = { get: () => null, set: () => undefined };
const channel = kind.open(
  { file },
  { clock, agent: new NetworkAgent(), installationId: "a1b2c3d4", sounds: noWindow, cursor },
);
const destination = new RemoteDestination({
  id: "toy-1",
  clock,
  kind,
  channel,
  unusable: null,
  redact: (words) => words,
});
const quietUntilMs = (): number | null => quietUntil(night, clock.now().wallMs, "UTC");
const finished = Promise.withResolvers<void>();
const look = (): void => {
  const events = store.events.list();
  if (!events.ok) throw new Error(events.error.message);
  const [deliveries] = [events.value.map((event) => event.deliveries.find(({ destination: id }) => id === "toy-1"))];
  if (diesAs === "kept" && deliveries.some((each) => each?.isKept === true)) die();
  if (diesAs === "letgo" && deliveries.some((each) => each?.keptUntil !== undefined)) die();
  if (deliveries.every((each) => (quietUntilMs() === null ? each?.state === "sent" : each?.isKept === true)))
    finished.resolve();
};
const outbox = new Outbox({
  clock,
  store,
  channels: [{ channel: destination, enabled: () => true }],
  quietUntilMs,
  changed: look,
  textOptions: {},
});
outbox.start();
look();
await finished.promise;
await outbox.stop();
await destination.stop();
store.close();
