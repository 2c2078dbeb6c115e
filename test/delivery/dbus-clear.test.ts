/** A message that was seen elsewhere leaves the screen: on a real bus, also one that was shown before a restart. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../../main/delivery/channel.ts";
import { DbusChannel } from "../../main/delivery/dbus.ts";
import { ManualClock } from "../doubles/clock.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { sessionBusMissing, startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { until } from "../doubles/until.ts";

const missing = sessionBusMissing();
const message = (id: string): Message => ({
  id,
  title: `BTC-USD crossed above 45,000 (${id})`,
  body: "45,000.12 at 14:25:31",
  urgency: "critical",
  actions: ["open"],
  externalId: null,
});

describe.skipIf(missing !== null)(`over D-Bus${missing === null ? "" : ` (not run: ${missing})`}`, () => {
  let bus: SessionBus;
  let service: NotificationService;
  const open: { stop(): Promise<void> }[] = [];
  beforeEach(async () => {
    bus = await startSessionBus();
    service = await NotificationService.start(bus.address, { firstId: 7 });
    open.push(service);
  });
  afterEach(async () => {
    try {
      for (const each of open.splice(0).reverse()) await each.stop();
    } finally {
      await bus.stop();
    }
  });
  function channel(): DbusChannel {
    const made = new DbusChannel({ clock: new ManualClock(), env: bus.env });
    open.push(made);
    return made;
  }
  const shownIds = (): number[] => [...service.visible.keys()];

  test("it alone is closed", async () => {
    const desktop = channel();
    for (const id of ["e1", "e2"]) await desktop.show(message(id));
    await desktop.clear("e1", null);
    expect(shownIds()).toEqual([8]);
    await desktop.clear("e1", null);
    await desktop.clear("never-shown", null);
    expect(shownIds()).toEqual([8]);
  });

  test("one of the run before is closed by what the service called it, and never another service's", async () => {
    const shown = await channel().show(message("e1"));
    const externalId = "externalId" in shown ? shown.externalId : null;
    const again = channel();
    await until(() => again.status().state === "ok", "the channel to be ready");
    await again.clear("e1", "another-service/7");
    expect(shownIds()).toEqual([7]);
    await again.clear("e1", externalId);
    expect(shownIds()).toEqual([]);
  });
});
