/** Sends everything that is due to the toy channel's file, then ends. Killed at failpoints, or as soon as the service has the message. */
import { WindowSounds } from "../../main/app/window-sounds.ts";
import { Outbox } from "../../main/delivery/outbox.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { NetworkAgent } from "../../main/network/agent.ts";
import { openStore } from "../../main/store/store.ts";
import { toyChannel } from "../extension/toy-channel.ts";

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
const sounds = new WindowSounds(clock);
const host = { clock, agent: new NetworkAgent(), installationId: "a1b2c3d4", sounds };
const cursor = { get: () => null, set: () => undefined };
const channel = kind.open({ file }, { ...host, cursor });
const finished = Promise.withResolvers<void>();
const look = (): void => {
  const events = store.events.list();
  const isOver = (state: string): boolean => state === "sent" || state === "shown";
  if (events.ok && events.value.every(({ deliveries }) => deliveries.every(({ state }) => isOver(state))))
    finished.resolve();
};
const destination = new RemoteDestination({
  id: "toy-1",
  clock,
  kind,
  channel,
  unusable: null,
  redact: (words) => words,
});
const outbox = new Outbox({
  clock,
  store,
  channels: [{ channel: destination, enabled: () => true }],
  changed: look,
  textOptions: {},
});
outbox.start();
look();
await finished.promise;
await outbox.stop();
await destination.stop();
store.close();
