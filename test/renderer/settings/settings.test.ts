import { afterEach, describe, expect, it } from "vitest";
import { defaultSettings } from "../../../preload/contract/settings.ts";
import { historyKeptOptions } from "../../../renderer/settings/history-kept.ts";
import { fail, ok } from "../../../preload/contract/result.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";
import { fullScene } from "../scenes.ts";

let started: StartedState;
afterEach(() => started.session.end());

async function settings() {
  started = startState(fullScene(nowMs));
  await started.session.resync();
  return { ...started, settings: started.appState.settings };
}

describe("the settings", () => {
  it("saves one thing at a time, and keeps a refusal with its name", async () => {
    const { settings: appState, host } = await settings();
    host.handlers["settings.set"] = () => fail("store-failed", "The disk is full.");
    expect(await appState.set("keepAwake", true)).toBe(false);
    expect(appState.failures["keepAwake"]?.message).toBe("The disk is full.");
    expect([appState.view?.keepAwake, appState.savedName]).toEqual([false, null]);
    host.handlers["settings.set"] = (patch) => ok({ ...defaultSettings, ...patch });
    expect(await appState.set("keepAwake", true)).toBe(true);
    expect([appState.failures["keepAwake"], appState.view?.keepAwake, appState.savedName]).toEqual([
      undefined,
      true,
      "keepAwake",
    ]);
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
