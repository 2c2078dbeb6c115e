/** A night of alerts on every channel: one message, as many lines as it takes, and how many more there are. */
import { describe, expect, test } from "vitest";
import { Outbox } from "../../../../main/delivery/outbox.ts";
import { quietUntil } from "../../../../main/delivery/quiet-hours/quiet-until.ts";
import { RemoteDestination } from "../../../../main/delivery/remote-destination.ts";
import { weekdays } from "../../../../preload/contract/quiet-hours.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { eventually } from "../../../doubles/eventually.ts";
import { openIn, tempDir, value } from "../../../store/store-harness.ts";
import { decision } from "../../decision.ts";
import { places } from "./place.ts";

const id = "there-1";
const night = { isOn: true, periods: [{ days: [...weekdays], from: "23:00", to: "07:00" }] };
const count = 400;

describe.each(places)("$name", (place) => {
  test("takes the digest, oldest first, cut at a line, and is sent no more than that", async () => {
    const running = await place.start();
    const store = openIn(tempDir());
    const clock = new ManualClock(Date.parse("2026-01-06T02:00:00Z"));
    const { kind, values } = running.setup;
    const destination = new RemoteDestination({
      id,
      clock,
      kind,
      channel: kind.open(values, running.host(clock)),
      unusable: null,
      redact: (words) => words,
    });
    const outbox = new Outbox({
      clock,
      store,
      channels: [{ channel: destination, enabled: () => true }],
      quietUntilMs: () => quietUntil(night, clock.now().wallMs, "UTC"),
      changed: () => undefined,
      textOptions: { locale: "en", timeZone: "UTC" },
    });
    try {
      const { wallMs, monoMs } = clock.now();
      const fired = Array.from({ length: count }, (_, rule) => decision(rule, "BTC-USD", "once", wallMs, monoMs));
      value(store.commit(fired, [id, "history"], wallMs));
      const states = (): Set<string | undefined> =>
        new Set(value(store.events.list({ limit: count })).map(({ deliveries }) => deliveries[0]?.state));
      outbox.start();
      await eventually("all kept back", () => Promise.resolve(value(store.deliveries.kept(id)).length === count));
      expect(running.asked()).toBe(0);

      clock.stepWall(Date.parse("2026-01-06T07:00:00Z") - clock.now().wallMs);
      outbox.wake();
      await eventually("all of it sent", () => Promise.resolve(states().has("sent")));
      expect([...states()]).toEqual(["sent"]);
      const shown = running.shown();
      expect(shown).toHaveLength(1);
      expect(running.pings()).toBe(0);
      if (place.longest === null) return;
      const [text = ""] = shown;
      const plain = text.replaceAll(/[\u2060\u2066-\u2069]/g, "");
      const told = [...plain.matchAll(/02:00: BTC-USD crossed above ([\d,]+)/g)].map(([, level = ""]) =>
        Number(level.replace(",", "")),
      );
      expect(told.length).toBeGreaterThan(8);
      expect(told).toEqual(told.map((_, index) => 1_000 + index));
      expect(plain).toContain(`and ${count - told.length} more, in the history\nTimes are UTC.`);
      expect(place.longest.measure(text)).toBeLessThanOrEqual(place.longest.most);
    } finally {
      await outbox.stop();
      await destination.stop();
      store.close();
      await running.stop();
    }
  });
});
