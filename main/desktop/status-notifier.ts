/**
 * Whether this desktop shows tray icons. On Linux `new Tray()` succeeds where nothing shows it (GNOME without its extension),
 * and a window closed to such a tray could never be found again.
 */
import { systemClock, type Clock } from "../lib/clock.ts";
import { sessionBusAddress } from "../delivery/dbus/address.ts";
import { dialBus, type BusReply } from "../delivery/dbus/bus.ts";

const answerWithinMs = 2_000;
const watcher = "org.kde.StatusNotifierWatcher";

/** True on macOS and Windows. On Linux asks the StatusNotifier watcher whether a host is registered; silence means no. */
export async function trayHostRegistered(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  clock: Clock = systemClock,
): Promise<boolean> {
  if (platform !== "linux") return true;
  const address = sessionBusAddress(env);
  if (address === null) return false;
  const dialled = await dialBus(address, clock, answerWithinMs);
  if (!dialled.ok) return false;
  const { bus } = dialled;
  const timer = clock.after(answerWithinMs, () => bus.close());
  const reply = await bus.call({
    destination: watcher,
    path: "/StatusNotifierWatcher",
    interface: "org.freedesktop.DBus.Properties",
    member: "Get",
    signature: "ss",
    body: [watcher, "IsStatusNotifierHostRegistered"],
  });
  timer.cancel();
  bus.close();
  return isTrue(reply);
}

/** A property comes as a variant; what else may come here is not known. */
function isTrue(reply: BusReply): boolean {
  const variant = reply.ok ? reply.values[0] : null;
  return typeof variant === "object" && variant !== null && "value" in variant && variant.value === true;
}
