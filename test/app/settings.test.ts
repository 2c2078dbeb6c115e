import path from "node:path";
import { describe, expect, it } from "vitest";
import { givenKey, keyFile, type KeyKeeper } from "../../main/app/key-keeper.ts";
import { SettingsService } from "../../main/app/settings.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import { lock, openIn, tempDir, value } from "./rig.ts";

async function make(fixed: Partial<Settings> = {}, keeper?: KeyKeeper) {
  const dir = tempDir();
  const store = openIn(dir, 1);
  const keeps = keeper ?? keyFile(path.join(dir, "key"));
  const settings = new SettingsService({
    redactor: new Redactor(),
    store,
    keeper: keeps,
    key: await keeps.load(),
    stored: value(store.settings.get()),
    fixed,
  });
  const changes: string[] = [];
  settings.changed.listen(({ before, now, keyChanged }) => changes.push(`${before.theme} ${now.theme} ${keyChanged}`));
  return { store, settings, changes };
}

describe("settings", () => {
  it("are written, hold at once, and are told with what was before", async () => {
    const { store, settings, changes } = await make();
    expect(value(await settings.set({ theme: "dark" })).theme).toBe("dark");
    expect([settings.current.theme, value(store.settings.get()).theme]).toEqual(["dark", "dark"]);
    expect(changes).toEqual(["system dark false"]);
  });

  it("take the key in and never give it out", async () => {
    const { settings, changes } = await make();
    const view = value(await settings.set({ apiKey: "s3cret" }));
    expect(view).toMatchObject({ hasApiKey: true, apiKeyBackend: "file" });
    expect(JSON.stringify(view)).not.toContain("s3cret");
    expect(settings.apiKey).toBe("s3cret");
    value(await settings.set({ apiKey: " s3cret\n" }));
    expect(value(await settings.set({ apiKey: "" }))).toMatchObject({ hasApiKey: false, apiKeyBackend: "none" });
    expect(changes).toEqual(["system system true", "system system false", "system system true"]);
  });

  it("given on the command line win, are named, and cannot be changed", async () => {
    const { settings, changes } = await make({ venue: "securitypro" }, givenKey("k", "environment"));
    expect(settings.view()).toMatchObject({ venue: "securitypro", fixed: ["venue"] });
    expect(await settings.set({ venue: "demo", theme: "dark" })).toMatchObject({
      ok: false,
      error: { code: "settings-invalid", field: "venue" },
    });
    expect([settings.current.theme, changes]).toEqual(["system", []]);
    value(await settings.set({ venue: "securitypro", theme: "dark" }));
  });

  it("take a key in place of the one that the environment gave, until the app ends", async () => {
    const keeper = givenKey("refused", "environment");
    const { settings, changes } = await make({}, keeper);
    expect(value(await settings.set({ apiKey: "right" }))).toMatchObject({ hasApiKey: true, apiKeyBackend: "memory" });
    expect([settings.apiKey, changes]).toEqual(["right", ["system system true"]]);
    expect(await keeper.load()).toMatchObject({ key: "refused" });
  });

  it.each([
    ["wsUrl", "http://venue.test"],
    ["wsUrl", "ws:"],
    ["wsUrl", "wss://me:secret@venue.test"],
    ["restUrl", "wss://venue.test"],
    ["restUrl", "no address"],
    ["apiKey", "two\nlines"],
    ["apiKey", "two words"],
    ["apiKey", "schlüssel"],
  ])("refuse %s %j and change nothing", async (field, text) => {
    const { settings, changes } = await make();
    const answer = await settings.set({ [field]: text, theme: "dark" });
    expect(answer).toMatchObject({ ok: false, error: { code: "settings-invalid", field } });
    expect(JSON.stringify(answer)).not.toContain("secret");
    expect([settings.current.theme, changes]).toEqual(["system", []]);
  });

  it("are as they were where the database refuses", async () => {
    const { store, settings, changes } = await make();
    lock(store);
    expect(await settings.set({ theme: "dark", apiKey: "k" })).toMatchObject({
      ok: false,
      error: { code: "store-failed" },
    });
    expect([settings.current.theme, settings.apiKey, changes]).toEqual(["system", null, []]);
  });
});
