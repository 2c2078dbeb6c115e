import { describe, expect, it } from "vitest";
import { followLanguage } from "../../main/app/follow-language.ts";
import { SettingsService } from "../../main/app/settings-service.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import { lock, openIn, tempDir, value } from "./app-harness.ts";

function make() {
  const store = openIn(tempDir(), 1);
  const settings = new SettingsService(store, value(store.settings.get()));
  const changes: string[] = [];
  settings.changed.listen(({ before, now }) => changes.push(`${before.theme} ${now.theme}`));
  return { store, settings, changes };
}

describe("settings", () => {
  it("are written, hold at once, and are told with what was before", () => {
    const { store, settings, changes } = make();
    expect(value(settings.set({ theme: "dark" })).theme).toBe("dark");
    expect([settings.current.theme, value(store.settings.get()).theme]).toEqual(["dark", "dark"]);
    expect(changes).toEqual(["system dark"]);
  });

  it("decide the language of all that is said, also while it runs", () => {
    const { settings } = make();
    const inUse = followLanguage(settings, { systemLanguages: ["de-AT", "en"] });
    expect([inUse(), message("state.armed")]).toEqual([{ language: "de", locale: undefined }, "aktiv"]);
    value(settings.set({ language: "en" }));
    expect([inUse(), message("state.armed")]).toEqual([{ language: "en", locale: "en" }, "armed"]);
    followLanguage(settings, { systemLanguages: [], language: "de" });
    expect(message("state.armed")).toBe("aktiv");
    followLanguage(settings, {});
  });

  it("are as they were where the database refuses", () => {
    const { store, settings, changes } = make();
    lock(store);
    expect(settings.set({ theme: "dark" })).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect([settings.current.theme, changes]).toEqual(["system", []]);
  });

  it("are those of a database that is put in place", () => {
    const { settings, changes } = make();
    settings.reload({ ...defaultSettings, theme: "light" });
    expect([settings.current.theme, changes]).toEqual(["light", ["system light"]]);
  });
});
