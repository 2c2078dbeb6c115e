import path from "node:path";
import { describe, expect, it } from "vitest";
import { givenKey, keyFile, type ApiKeyStore } from "../../main/app/api-key-store.ts";
import { SettingsService } from "../../main/app/settings-service.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import { lock, openIn, tempDir, value } from "./app-harness.ts";

async function make(fixed: Partial<Settings> = {}, apiKeyStore?: ApiKeyStore) {
  const dir = tempDir();
  const store = openIn(dir, 1);
  const keeps = apiKeyStore ?? keyFile(path.join(dir, "key"));
  const settings = new SettingsService({
    redactor: new Redactor(),
    venueIds: ["demo", "securitypro"],
    store,
    apiKeyStore: keeps,
    key: await keeps.load(),
    stored: value(store.settings.get()),
    fixed,
  });
  const changes: string[] = [];
  settings.changed.listen(({ before, now, keyChanged }) => changes.push(`${before.theme} ${now.theme} ${keyChanged}`));
  return { store, settings, changes };
}

describe("settings", () => {
  it("refuse a venue that there is not, and say which there are", async () => {
    const { settings } = await make();
    expect(await settings.set({ venue: "nowhere" })).toEqual({
      ok: false,
      error: {
        code: "settings-invalid",
        message: "There is no such venue; known are demo, securitypro.",
        field: "venue",
      },
    });
    expect(settings.current.venue).toBe("demo");
  });

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
    const apiKeyStore = givenKey("refused", "environment");
    const { settings, changes } = await make({}, apiKeyStore);
    expect(value(await settings.set({ apiKey: "right" }))).toMatchObject({ hasApiKey: true, apiKeyBackend: "memory" });
    expect([settings.apiKey, changes]).toEqual(["right", ["system system true"]]);
    expect(await apiKeyStore.load()).toMatchObject({ key: "refused" });
  });

  it.each([
    ["wsUrl", "http://venue.test"],
    ["wsUrl", "ws:"],
    ["wsUrl", "wss://me:secret@venue.test"],
    ["wsUrl", "wss://me@venue.test"],
    ["wsUrl", "wss://:secret@venue.test"],
    ["restUrl", "https://:secret@venue.test"],
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

describe("a stored key", () => {
  const evil = { wsUrl: "wss://elsewhere.test/ws", restUrl: "https://elsewhere.test" };

  it.each([
    ["the WebSocket address", { wsUrl: evil.wsUrl }],
    ["the REST address", { restUrl: evil.restUrl }],
    ["both", evil],
    ["the same host unencrypted", { wsUrl: "ws://api.securitypro.com/market/ws" }],
    ["the way in which it is sent", { keyPlacement: "query" as const }],
  ])(
    "is not sent on where %s was changed, until it is entered again or the change is taken back",
    async (_what, patch) => {
      const { settings, store } = await make();
      const before = value(store.settings.get());
      const seen: (string | null)[] = [];
      value(await settings.set({ apiKey: "s3cret" }));
      settings.changed.listen(() => seen.push(settings.apiKey));
      expect(value(await settings.set(patch))).toMatchObject({
        hasApiKey: false,
        isApiKeyWithheld: true,
        apiKeyBackend: "file (entered for other addresses)",
      });
      expect([settings.apiKey, settings.isKeyWithheld]).toEqual([null, true]);
      const { wsUrl, restUrl, keyPlacement } = before;
      expect(value(await settings.set({ wsUrl, restUrl, keyPlacement }))).toMatchObject({ isApiKeyWithheld: false });
      expect(settings.apiKey).toBe("s3cret");
      value(await settings.set(patch));
      value(await settings.set({ apiKey: "s3cret" }));
      expect(settings.apiKey).toBe("s3cret");
      value(await settings.set({ wsUrl, restUrl, keyPlacement }));
      expect(settings.apiKey).toBeNull();
      expect(seen).toEqual([null, "s3cret", null, "s3cret", null]);
    },
  );

  it("that comes with new addresses in one call is for these", async () => {
    const { settings } = await make();
    value(await settings.set({ apiKey: "first-key" }));
    const seen: unknown[] = [];
    settings.changed.listen(({ keyChanged }) => seen.push([settings.apiKey, keyChanged]));
    value(await settings.set({ ...evil, apiKey: "second-key" }));
    expect(seen).toEqual([["second-key", true]]);
  });

  it("is for the addresses at the time it was entered, though others are set while it is being stored", async () => {
    const stored = Promise.withResolvers<void>();
    const apiKeyStore: ApiKeyStore = {
      load: () => Promise.resolve({ kind: "none" }),
      save: () => stored.promise.then(() => ({ kind: "saved", backend: "keyring" })),
    };
    const { settings } = await make({}, apiKeyStore);
    const saving = settings.set({ apiKey: "s3cret" });
    value(await settings.set(evil));
    stored.resolve();
    value(await saving);
    expect(settings.apiKey).toBeNull();
  });

  it("keeps what it was entered for over a restart", async () => {
    const file = path.join(tempDir(), "key");
    const first = await make({}, keyFile(file));
    value(await first.settings.set({ ...evil, apiKey: "s3cret" }));
    expect((await make({}, keyFile(file))).settings.apiKey).toBeNull();
    const again = await make({}, keyFile(file));
    value(await again.settings.set(evil));
    expect(again.settings.apiKey).toBe("s3cret");
  });

  it("is not sent to the addresses of another database that is put in place", async () => {
    const { settings, store } = await make();
    value(await settings.set({ apiKey: "s3cret" }));
    const seen: unknown[] = [];
    settings.changed.listen(({ keyChanged }) => seen.push([settings.apiKey, keyChanged]));
    settings.reload({ ...value(store.settings.get()), ...evil });
    expect(seen).toEqual([[null, true]]);
  });

  it.each([
    ["the venue's own addresses", {}, {}, "given-key"],
    ["none that a page has set", {}, evil, null],
    ["none that a page has set, by REST alone", {}, { restUrl: evil.restUrl }, null],
    ["those of the command line", evil, {}, "given-key"],
    ["not the other address where the command line names one", { restUrl: evil.restUrl }, { wsUrl: evil.wsUrl }, null],
  ])("given by whoever starts the app goes to %s", async (_where, fixed, patch, expected) => {
    const { settings } = await make(fixed, givenKey("given-key", "environment"));
    if (Object.keys(patch).length > 0) value(await settings.set(patch));
    expect(settings.apiKey).toBe(expected);
  });
});
