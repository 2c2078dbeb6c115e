/** Tells again what is due at the toy channel's file, then ends. Killed at failpoints, or as soon as the service has the message. */
import { WindowSounds } from "../../../main/app/window-sounds.ts";
import { Outbox } from "../../../main/delivery/outbox.ts";
import { RemoteDestination } from "../../../main/delivery/remote-destination.ts";
import { Reminders } from "../../../main/delivery/reminders/reminders.ts";
import { systemClock as clock } from "../../../main/lib/clock.ts";
import { NetworkAgent } from "../../../main/network/agent.ts";
import { openStore } from "../../../main/store/store.ts";
import { toyChannel } from "../../extension/toy-channel.ts";

const [dataDir = "", file = "", dropsRepeats, diesWhile] = process.argv.slice(2);
const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: clock.now().wallMs });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const die = (): Promise<never> => {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
};
const kind = toyChannel({
  dropsRepeats: dropsRepeats === "true",
  ...(diesWhile === "while" ? { answer: die } : {}),
});
const host = { clock, agent: new NetworkAgent(), installationId: "a1b2c3d4", sounds: new WindowSounds(clock) };
const channel = kind.open({ file }, { ...host, cursor: { get: () => null, set: () => undefined } });
const finished = Promise.withResolvers<void>();
const reminders = new Reminders({
  clock,
  store,
  rules: { repeatsAfterMs: (id) => (id === "toy-1" ? 300_000 : null), escalatesAfterMs: null },
  escalatesTo: () => [],
  added: () => outbox.wake(),
});
const destination = new RemoteDestination({
  id: "toy-1",
  clock,
  kind,
  channel,
  unusable: null,
  redact: (words) => words,
});
const outbox: Outbox = new Outbox({
  clock,
  store,
  channels: [{ channel: destination, enabled: () => true }],
  changed(event) {
    reminders.update(event);
    const there = event.deliveries.filter(({ destination: each }) => each === "toy-1");
    if (there.length === 2 && there.every(({ state }) => state !== "pending" && state !== "sending"))
      finished.resolve();
  },
  textOptions: {},
});
outbox.start();
reminders.start();
await finished.promise;
reminders.stop();
await outbox.stop();
await destination.stop();
store.close();
