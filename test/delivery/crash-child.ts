/** Delivers everything that is due in a data folder over the real session bus, then says so and ends. Killed at failpoints. */
import { systemClock } from "../../main/clock.ts";
import { DbusChannel } from "../../main/delivery/dbus.ts";
import { Outbox } from "../../main/delivery/outbox.ts";
import { openStore } from "../../main/store/store.ts";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("usage: crash-child.ts DATA_DIR");
const opened = openStore({ dataDir, nowMs: systemClock.now().wallMs });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const channel = new DbusChannel({ clock: systemClock });
const finished = Promise.withResolvers<void>();
/** Also asked at the start: the run before may have been killed after it had written down the last of them. */
function look(): void {
  const events = store.events.list();
  if (events.ok && events.value.every((event) => event.deliveries.every(({ state }) => state === "shown")))
    finished.resolve();
}
const outbox = new Outbox({
  clock: systemClock,
  store,
  channel,
  enabled: () => true,
  changed: look,
});
outbox.start();
look();
await finished.promise;
await outbox.stop();
await channel.stop();
store.close();
process.stdout.write("done\n");
