/** A message that was seen elsewhere leaves the screen: on a real bus, also one that was shown before a restart. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NotificationService } from "../doubles/notification-service.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { DbusHarness, message, ready } from "./dbus-harness.ts";

const missing = sessionBusMissing();

describe.skipIf(missing !== null)(`over D-Bus${missing === null ? "" : ` (not run: ${missing})`}`, () => {
  let h: DbusHarness;
  let service: NotificationService;
  beforeEach(async () => {
    h = await DbusHarness.start();
    service = await h.service({ firstId: 7 });
  });
  afterEach(() => h.end());
  const shownIds = (): number[] => [...service.visible.keys()];

  test("it alone is closed", async () => {
    const desktop = h.channel();
    for (const id of ["e1", "e2"]) await desktop.show(message({ id }));
    await desktop.clear("e1", null);
    expect(shownIds()).toEqual([8]);
    expect(await desktop.clear("e1", null)).toBe(true);
    expect(await desktop.clear("never-shown", null)).toBe(true);
    expect(shownIds()).toEqual([8]);
  });

  test("one of the run before is closed by what the service called it, and never another service's", async () => {
    const shown = await h.channel().show(message({ id: "e1" }));
    const externalId = "externalId" in shown ? shown.externalId : null;
    const again = h.channel();
    await ready(again);
    await again.clear("e1", "another-service/7");
    expect(shownIds()).toEqual([7]);
    await again.clear("e1", externalId);
    expect(shownIds()).toEqual([]);
  });
});
