/** The channel against a real notification service: dunst, on a screen that nobody looks at. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test, type TestContext } from "vitest";
import { systemClock } from "../../main/lib/clock.ts";
import type { ChannelAction, Message } from "../../main/delivery/channel.ts";
import { DbusChannel } from "../../main/delivery/dbus.ts";
import { dialBus, type Bus } from "../../main/delivery/dbus/bus.ts";
import type { Variant } from "../../main/delivery/dbus/encode.ts";
import { sessionBusMissing, startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { until } from "../doubles/until.ts";

const installed = (program: string) => spawnSync("which", [program]).status === 0;
const missing =
  sessionBusMissing() ??
  ["dunst", "Xvfb"].flatMap((program) => (installed(program) ? [] : [`${program} is not installed`]))[0] ??
  null;

let bus: SessionBus;
let observer: Bus;
let display: string;
const processes: ChildProcess[] = [];
const channels: DbusChannel[] = [];

beforeAll(async () => {
  if (missing !== null) return;
  bus = await startSessionBus();
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  processes.push(screen);
  const pipe = screen.stdio[3];
  if (pipe === null || pipe === undefined) throw new Error("Xvfb has no pipe to tell its display");
  display = `:${String((await once(pipe, "data"))[0]).trim()}`;
  const dialled = await dialBus(bus.address, systemClock, 5_000);
  if (!dialled.ok) throw new Error(dialled.message);
  observer = dialled.bus;
});
afterAll(async () => {
  for (const channel of channels) await channel.stop();
  if (missing !== null) return;
  observer.close();
  for (const each of processes.reverse()) await end(each);
  await bus.stop();
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

function startDunst(): ChildProcess {
  const dunst = spawn("dunst", ["-config", "/dev/null"], {
    env: { ...process.env, ...bus.env, DISPLAY: display },
    stdio: "ignore",
  });
  processes.push(dunst);
  return dunst;
}

function channel(): DbusChannel {
  const made = new DbusChannel({ clock: systemClock, env: bus.env });
  channels.push(made);
  return made;
}

const dunst = { destination: "org.freedesktop.Notifications", path: "/org/freedesktop/Notifications" };

/** How many notifications dunst has on the screen. */
async function onScreen(): Promise<unknown> {
  const reply = await observer.call({
    ...dunst,
    interface: "org.freedesktop.DBus.Properties",
    member: "Get",
    signature: "ss",
    body: ["org.dunstproject.cmd0", "displayedLength"],
  });
  return reply.ok ? (reply.values[0] as Variant).value : reply.message;
}

const message = (id: string, rest: Partial<Message> = {}): Message => ({
  id,
  title: "BTC-USD crossed above 45,000",
  body: "45,000.12 at 14:25:31 <b>& more</b>",
  urgency: "critical",
  actions: ["open", "snooze", "pause"],
  externalId: null,
  ...rest,
});

test("dunst shows, replaces, hands back a click, and is followed through a restart", async (context: TestContext) => {
  if (missing !== null) context.skip(`not run: ${missing}`);
  const desktop = channel();
  const actions: ChannelAction[] = [];
  desktop.onAction((action) => actions.push(action));
  expect((await desktop.show(message("e1"))).state).toBe("failed");
  expect(desktop.status().state).toBe("unavailable");

  const first = startDunst();
  await until(() => desktop.status().state === "ok", "dunst to be found");
  expect((await desktop.show(message("e1"))).state).toBe("shown");
  expect(await onScreen()).toBe(1);
  await desktop.show(message("e1", { title: "again" }));
  expect(await onScreen()).toBe(1);
  await desktop.show(message("e2"));
  expect(await onScreen()).toBe(2);

  // The app is gone before it was told the id, and shows the same message again at its next start.
  await channel().show(message("e2"));
  expect(await onScreen()).toBe(2);

  await desktop.show(message("e3"));
  const clicked = await observer.call({
    ...dunst,
    interface: "org.dunstproject.cmd0",
    member: "NotificationAction",
    signature: "u",
    body: [0],
  });
  expect(clicked.ok).toBe(true);
  await until(() => actions.length > 0, "the click to come back");
  expect(actions[0]?.action).toBe("open");

  await end(first);
  await until(() => desktop.status().state === "unavailable", "the loss of dunst to be seen");
  startDunst();
  await until(() => desktop.status().state === "ok", "the new dunst to be found");
  expect((await desktop.show(message("e4"))).state).toBe("shown");
  expect(await onScreen()).toBe(1);
});
