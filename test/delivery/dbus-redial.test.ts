/** How often a session bus that is not there is dialled. */
import { expect, test } from "vitest";
import { NotificationServer } from "../../main/delivery/dbus/notification-server.ts";
import { ManualClock } from "../doubles/clock.ts";

test("a bus that is not there is dialled after 1, 2, 5, 10 and then each 30 s, and no more once it is stopped", async () => {
  const clock = new ManualClock();
  const states: string[] = [];
  const nothing = (): void => undefined;
  const server: NotificationServer = new NotificationServer(
    clock,
    { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/at/all" },
    { state: () => void states.push(server.state.kind), replaced: nothing, action: nothing, closed: nothing },
  );
  expect(server.state.kind).toBe("connecting");
  const delays: (number | null)[] = [];
  for (let time = 0; time < 7; time++) {
    expect(await server.ready()).toBe(false);
    delays.push(clock.nextDelayMs);
    clock.advance(clock.nextDelayMs ?? 0);
  }
  expect(delays).toEqual([1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000]);
  expect(new Set(states)).toEqual(new Set(["no-bus"]));
  expect(await server.call("GetCapabilities")).toMatchObject({ ok: false, name: "lost" });
  expect(server.identity).toBe(null);
  await server.ready();
  await server.stop();
  expect(clock.pending).toBe(0);
});
