/**
 * Delivers everything that is due in a data folder over the real session bus, then says so and ends. Killed at failpoints.
 * With a second argument, the number of a rule that fires once all else is shown: in the middle of the group, if there is one.
 */
import { systemClock } from "../../main/lib/clock.ts";
import { DbusChannel } from "../../main/delivery/dbus.ts";
import { Outbox } from "../../main/delivery/outbox.ts";
import { openStore } from "../../main/store/store.ts";
import { decision } from "./decision.ts";

const [dataDir, lastRule] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("usage: crash-child.ts DATA_DIR [LAST_RULE]");
const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: systemClock.now().wallMs });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const channel = new DbusChannel({ clock: systemClock });
const finished = Promise.withResolvers<void>();
/** Also asked at the start: the run before may have been killed after it had written down the last of them. */
function look(): void {
  const events = store.events.list();
  if (!events.ok || !events.value.every((event) => event.deliveries.every(({ state }) => state === "shown"))) return;
  if (left === undefined) finished.resolve();
  else fireLast(left);
}
let left = lastRule;
function fireLast(rule: string): void {
  left = undefined;
  const { wallMs, monoMs } = systemClock.now();
  const last = decision(Number(rule), "BTC-USD", "once", wallMs, monoMs);
  if (!store.commit([last], ["desktop", "history"], wallMs).ok) throw new Error("the last one could not be committed");
  outbox.wake();
}
const outbox = new Outbox({
  clock: systemClock,
  store,
  channels: [{ channel, enabled: () => true }],
  changed: look,
  textOptions: {},
});
outbox.start();
look();
await finished.promise;
await outbox.stop();
await channel.stop();
store.close();
process.stdout.write("done\n");
