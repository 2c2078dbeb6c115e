/** Acknowledges every event in the folder, and marks its messages at Telegram until it is killed. */
import { clearAcknowledged } from "../../main/app/destinations/clear-acknowledged.ts";
import type { Acknowledged } from "../../main/app/history-service.ts";
import { telegramKind } from "../../main/delivery/channels/telegram/index.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { Signal } from "../../main/lib/signal.ts";
import { WindowSounds } from "../../main/app/window-sounds.ts";
import { NetworkAgent } from "../../main/network/agent.ts";
import { openStore } from "../../main/store/store.ts";

const [folder = "", id = "", origin = "", token = ""] = process.argv.slice(2);
const opened = openStore({ shownByWriting: ["history"], dataDir: folder, nowMs: clock.now().wallMs });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const kind = telegramKind(origin);
const destination = new RemoteDestination({
  id,
  clock,
  kind: { ...kind, abilities: { ...kind.abilities, answers: [] } },
  channel: kind.open(
    { token, chat: "4711" },
    {
      clock,
      agent: new NetworkAgent(() => Promise.resolve(null)),
      installationId: "a1b2c3d4",
      cursor: { get: () => null, set: () => undefined },
      sounds: new WindowSounds(clock),
    },
  ),
  unusable: null,
  redact: (words) => words,
});
const acknowledged = new Signal<Acknowledged>();
clearAcknowledged({
  clock,
  acknowledged,
  eventChanged: new Signal(),
  reopened: new Signal(),
  events: store.events,
  deliveries: store.deliveries,
  destination: (at) => (at === id ? destination : null),
});
const by = { destination: null, name: null, person: null };
const events = store.events.list();
for (const { id: eventId } of events.ok ? events.value : []) {
  const event = store.events.acknowledge(eventId, by, clock.now().wallMs);
  if (event.ok && event.value !== null) acknowledged.emit({ event: event.value, by });
}
