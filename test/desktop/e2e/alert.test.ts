/** The main job, the same on every host: an alert made in the page, a price that gets there, a notification that acts. */
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../../doubles/browser.ts";
import { patienceMs } from "../../doubles/patience.ts";
import { buildDesktop } from "../../doubles/built-app.ts";
import { hosts, hostsLine, startHost, Environment, type Host } from "./host.ts";

let browser: Browser;
let environment: Environment;
let host: Host;

beforeAll(async () => {
  console.log(hostsLine());
  await buildDesktop();
  ({ browser } = await launchBrowser());
});
afterAll(() => browser.close());

/** Until it holds; the app and the page run on real time. */
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: patienceMs, interval: 50 });

async function live(): Promise<void> {
  await eventually(async () => (await host.value("feed.status", {})).summary).toBe("live");
}

/** Types an alert into the page's one-line entry, as a person does. */
async function makeAlert(text: string): Promise<void> {
  const page = await host.page();
  await page.getByLabel("Alert in a few keystrokes").fill(text);
  await page.getByLabel("Alert in a few keystrokes").press("Control+Enter");
  await page.getByText("Saved and watching").waitFor();
}

for (const { kind, missing } of hosts) {
  describe.skipIf(missing !== null)(`on ${kind}`, () => {
    beforeEach(async () => {
      environment = await Environment.create();
      environment.exchange.setPrice("BTC-USD", "44000");
      host = await startHost(kind, environment, browser);
    });
    afterEach(async () => {
      await host.stop();
      await environment.end();
    });

    test("an alert made in the page fires once and notifies; Snooze and Pause act; the click opens it", async () => {
      await live();
      await makeAlert(">45000 always");
      environment.exchange.setPrice("BTC-USD", "45000.12");
      await eventually(() => environment.service.calls.length).toBe(1);
      const [shown] = environment.service.calls;
      expect(shown?.title).toContain("BTC-USD");
      expect(`${shown?.title ?? ""} ${shown?.body ?? ""}`).toContain("45,000");
      expect(shown?.actions).toEqual(["default", "Open", "snooze", "Snooze 15 min", "pause", "Pause"]);
      await eventually(
        async () =>
          (await host.value("history.list", {}))[0]?.deliveries.find(({ destination }) => destination === "desktop")
            ?.state,
      ).toBe("shown");

      environment.service.press(shown?.id ?? 0, "snooze");
      await eventually(async () => (await host.value("rules.list", {}))[0]?.snoozedUntil ?? null).not.toBeNull();
      const rule = (await host.value("rules.list", {}))[0];
      expect(Date.parse(rule?.snoozedUntil ?? "") - Date.now()).toBeGreaterThan(14 * 60_000);
      await (
        await host.page()
      )
        .getByText(/snoozed until/i)
        .first()
        .waitFor();

      environment.service.press(shown?.id ?? 0, "pause");
      await eventually(async () =>
        (await host.value("rules.list", {})).map(({ state, snoozedUntil }) => [state, snoozedUntil]),
      ).toEqual([["paused", null]]);
      // A paused rule stays silent however the price goes.
      environment.exchange.setPrice("BTC-USD", "44000");
      environment.exchange.setPrice("BTC-USD", "46000");
      await eventually(
        async () =>
          (await host.value("market.snapshot", {})).find(({ instrument }) => instrument.symbol === "BTC-USD")?.last,
      ).toBe("46000");
      expect(environment.service.calls).toHaveLength(1);

      environment.service.press(shown?.id ?? 0, "default");
      const page = await host.page();
      await eventually(() => page.getByRole("tab", { name: /History/ }).getAttribute("aria-selected")).toBe("true");
    });

    test("a crossing while the app was dead is told once, as what it is", async () => {
      await live();
      await makeAlert("crosses 45000");
      await eventually(async () => (await host.value("rules.list", {})).length).toBe(1);
      // The price that it was made at is on the disk with it: from here on the app may be killed at any moment.
      await host.killAndRestart(() => environment.exchange.setPrice("BTC-USD", "45500"));
      await eventually(() => environment.service.calls.length).toBe(1);
      const [event] = await host.value("history.list", {});
      expect(event).toMatchObject({ kind: "fired", gap: { from: expect.any(String), to: expect.any(String) } });
      expect(environment.service.calls[0]?.body).toMatch(/between/i);
      expect(await host.value("rules.list", {})).toMatchObject([{ state: "done" }]);
    });
  });
}
