/** The process is killed, really, at each step between the commit and "shown", on a real bus; then it starts again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Failpoint } from "../../main/lib/failpoint.ts";
import { openStore, type Store } from "../../main/store/store.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { sessionBusMissing, startSessionBus, type SessionBus } from "../doubles/session-bus.ts";
import { decision, value } from "./outbox-harness.ts";

const missing = sessionBusMissing();
const child = join(import.meta.dirname, "crash-child.ts");

describe.skipIf(missing !== null)(
  `killed between commit and shown${missing === null ? "" : ` (not run: ${missing})`}`,
  () => {
    let bus: SessionBus;
    let service: NotificationService;
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "pricebell-crash-"));
      bus = await startSessionBus();
      service = await NotificationService.start(bus.address);
    });
    afterEach(async () => {
      await service.stop();
      await bus.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const open = (): Store => {
      const opened = openStore({ shownByWriting: ["history"], dataDir: join(folder, "data"), nowMs: Date.now() });
      if (!opened.ok) throw new Error(opened.error.message);
      return opened.value;
    };

    function commit(count: number): AlertEvent[] {
      const store = open();
      const nowMs = Date.now();
      const decisions = Array.from({ length: count }, (_, index) => decision(index + 1, "BTC-USD", "once", nowMs, 0));
      const events = value(store.commit(decisions, ["desktop", "history"], nowMs));
      store.close();
      return events;
    }

    async function run(
      failpoint: string,
      ...lastRule: string[]
    ): Promise<{ signal: NodeJS.Signals | null; code: number | null }> {
      const env = { ...process.env, ...bus.env, PRICEBELL_FAILPOINT: failpoint };
      const started = spawn(process.execPath, [child, join(folder, "data"), ...lastRule], {
        env,
        stdio: ["ignore", "ignore", "inherit"],
      });
      const [code, signal] = (await once(started, "exit")) as [number | null, NodeJS.Signals | null];
      return { code, signal };
    }

    // How often the one alert reached the screen: what was shown and not yet written down has to be shown again.
    test.each<[Failpoint, number]>([
      ["sending", 1],
      ["sent", 2],
      ["acknowledged", 1],
    ])("at `%s`: one event, shown in the end", async (failpoint, times) => {
      const [event] = commit(1);
      expect(await run(failpoint)).toEqual({ code: null, signal: "SIGKILL" });
      let store = open();
      expect(
        value(store.events.get(event?.id ?? ""))?.deliveries.find(({ destination }) => destination === "desktop")
          ?.state,
      ).toBe(failpoint === "acknowledged" ? "shown" : "sending");
      store.close();
      // Something else is due as well, or a finished run would have nothing to say.
      store = open();
      value(store.commit([decision(9, "ETH-USD", "once", Date.now(), 0)], ["desktop"], Date.now()));
      store.close();
      expect(await run("")).toEqual({ code: 0, signal: null });
      store = open();
      const events = value(store.events.list());
      store.close();
      expect(events.flatMap(({ deliveries }) => deliveries.map(({ state }) => state))).toEqual([
        "shown",
        "shown",
        "shown",
      ]);
      expect(service.calls.filter(({ title }) => title === "BTC-USD crossed above 1,001")).toHaveLength(times);
      expect(service.calls.filter(({ title }) => title.startsWith("ETH-USD"))).toHaveLength(1);
    });

    test.each<Failpoint>(["sending", "sent", "acknowledged"])(
      "at `%s` while a joined message grows from six to seven: one message, its own, that names all",
      async (failpoint) => {
        const six = commit(6);
        expect(await run(`${failpoint}:2`, "7")).toEqual({ code: null, signal: "SIGKILL" });
        expect(await run("")).toEqual({ code: 0, signal: null });
        const store = open();
        const events = value(store.events.list());
        store.close();
        expect(events).toHaveLength(7);
        expect(new Set(events.flatMap(({ deliveries }) => deliveries.map(({ state }) => state)))).toEqual(
          new Set(["shown"]),
        );
        // The tag is the id of the message. The service replaces by its own id, which the second run has from the database.
        expect(new Set(service.calls.map(({ hints }) => hints["x-dunst-stack-tag"]))).toEqual(
          new Set([`joined:${six[0]?.id ?? ""}`]),
        );
        expect([...service.visible.values()].map(({ title, body }) => [title, body.split("\n").length])).toEqual([
          ["7 alerts fired", 7],
        ]);
      },
    );

    test("killed again and again through a group: all are shown in the end", async () => {
      const events = commit(12);
      let killed = 0;
      for (const failpoint of ["sending", "sent", "sending", "sent", "acknowledged"]) {
        if ((await run(failpoint)).signal === "SIGKILL") killed += 1;
      }
      expect(killed).toBeGreaterThanOrEqual(3);
      const store = open();
      const states = value(store.events.list()).flatMap(({ deliveries }) =>
        deliveries.filter(({ destination }) => destination === "desktop"),
      );
      const left = states.some(({ state }) => state !== "shown");
      store.close();
      if (left) expect(await run("")).toEqual({ code: 0, signal: null });
      const after = open();
      const desktop = value(after.events.list()).flatMap(({ deliveries }) =>
        deliveries.filter(({ destination }) => destination === "desktop"),
      );
      after.close();
      expect(desktop.map(({ state }) => state)).toEqual(events.map(() => "shown"));
      const told = service.calls.map(({ title, body }) => `${title}\n${body}`).join("\n");
      for (const event of events)
        expect(told).toContain(`crossed above ${Number(event.tick?.price).toLocaleString("en")}`);
    });
  },
);
