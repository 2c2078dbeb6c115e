import { afterEach, describe, expect, it } from "vitest";
import { defaultSettings } from "../../../preload/contract/settings.ts";
import { historyKeptOptions } from "../../../renderer/settings/history-kept.ts";
import { fail } from "../../../preload/contract/result.ts";
import { nowMs, seatState, type Seated } from "../state-harness.ts";
import { fullScene } from "../scenes.ts";

let seated: Seated;
afterEach(() => seated.session.end());

async function settings() {
  seated = seatState(fullScene(nowMs));
  await seated.session.resync();
  return { ...seated, settings: seated.appState.settings };
}

describe("the settings", () => {
  it("saves one thing at a time, and keeps a refusal with its name", async () => {
    const { settings: appState, host } = await settings();
    expect(await appState.set("wsUrl", "http://nope")).toBe(false);
    expect(appState.failures["wsUrl"]?.message).toContain("ws:");
    expect(appState.view?.wsUrl).toBe("wss://api.securitypro.com/market/ws");
    expect(await appState.set("wsUrl", "ws://localhost:1/ws")).toBe(true);
    expect(appState.failures["wsUrl"]).toBeUndefined();
    expect(appState.savedName).toBe("wsUrl");
    expect(host.inputs("settings.set")).toEqual([{ wsUrl: "http://nope" }, { wsUrl: "ws://localhost:1/ws" }]);
  });

  it("keeps nothing of the key", async () => {
    const { settings: appState } = await settings();
    await appState.set("apiKey", "open sesame");
    expect(appState.view?.hasApiKey).toBe(true);
    expect(JSON.stringify([appState.view, appState.failures, appState.savedName])).not.toContain("sesame");
  });

  it("reports how the test notification really went", async () => {
    const { settings: appState, host } = await settings();
    await appState.test();
    expect(appState.testing).toEqual({
      state: "done",
      outcome: { state: "failed", detail: "No notification service answered within 5 s." },
    });
    host.handlers["notifications.test"] = () => fail("channel-unavailable", "There is no desktop here.");
    await appState.test();
    expect(appState.testing).toEqual({
      state: "done",
      outcome: { state: "failed", detail: "There is no desktop here." },
    });
  });

  it("says which settings the command line has fixed", async () => {
    const { settings: appState } = await settings();
    if (appState.view !== null) appState.view = { ...appState.view, fixed: ["venue"] };
    expect([appState.isFixed("venue"), appState.isFixed("wsUrl")]).toEqual([true, false]);
  });

  it("offers how long history is kept, and shows another time that a script has set", () => {
    expect(historyKeptOptions(0).map(({ days }) => days)).toEqual([0, 30, 90, 365, 1_825]);
    expect(historyKeptOptions(365)).toHaveLength(5);
    expect(historyKeptOptions(7).at(-1)).toEqual({ days: 7, label: "7 days" });
    expect(historyKeptOptions(1).at(-1)).toEqual({ days: 1, label: "1 day" });
    expect(defaultSettings.historyKeptDays).toBe(0);
  });

  it("restores a backup, or says why not", async () => {
    const { settings: appState, host } = await settings();
    await appState.loadBackups();
    expect(appState.backups).toHaveLength(2);
    expect(await appState.restore("pricebell-1.db")).toBe(true);
    expect(host.inputs("store.restore")).toEqual([{ name: "pricebell-1.db" }]);
    host.handlers["store.restore"] = () => fail("not-found", "That backup is gone.");
    expect(await appState.restore("pricebell-2.db")).toBe(false);
    expect(appState.backupsFailure?.message).toBe("That backup is gone.");
  });
});
