/** The key of each venue: kept by its id, sent to the addresses that it was entered for and nowhere else. */
import path from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { givenKey, keyFile, type ApiKeyStore } from "../../../main/app/api-key-store.ts";
import type { VenueSettings } from "../../../main/app/venues/venue-settings.ts";
import { tempDir, value } from "../app-harness.ts";
import { makeVenues } from "./venue-harness.ts";

const elsewhere = { wsUrl: "wss://elsewhere.test/ws", restUrl: "https://elsewhere.test" };
const keyOf = (venues: VenueSettings, id = "first"): string | null | undefined => venues.current.get(id)?.apiKey;

/** With both keyed venues on. */
async function make(given: Parameters<typeof makeVenues>[0] = {}) {
  const made = await makeVenues({ ...given, fixed: { on: ["first", "second"], ...given.fixed } });
  const seen: (string | null | undefined)[] = [];
  made.venues.changed.listen(() => seen.push(keyOf(made.venues)));
  return { ...made, seen, set: async (patch: object) => value(await made.venues.set({ venue: "first", ...patch })) };
}

describe("a key", () => {
  it("goes in, never comes out, and is its venue's alone", async () => {
    const { venues, set } = await make();
    const view = await set({ apiKey: " s3cret\n" });
    expect(view).toMatchObject({ hasApiKey: true, apiKeyBackend: "file" });
    expect(JSON.stringify(venues.views())).not.toContain("s3cret");
    expect([keyOf(venues), keyOf(venues, "second")]).toEqual(["s3cret", null]);
    await set({ venue: "second", apiKey: "other" });
    expect([keyOf(venues), keyOf(venues, "second")]).toEqual(["s3cret", "other"]);
    expect(await set({ apiKey: "" })).toMatchObject({ hasApiKey: false, apiKeyBackend: "none" });
    expect([keyOf(venues), keyOf(venues, "second")]).toEqual([null, "other"]);
  });

  it("takes the place of the one that the environment gave, until the app ends", async () => {
    const apiKeyStore = givenKey("refused", "environment");
    const { venues, set } = await make({ apiKeyStores: () => apiKeyStore });
    expect(await set({ apiKey: "right" })).toMatchObject({ hasApiKey: true, apiKeyBackend: "memory" });
    expect([keyOf(venues), keyOf(venues, "second")]).toEqual(["right", "refused"]);
    expect(await apiKeyStore.load()).toMatchObject({ key: "refused" });
  });

  const changes: [string, object, object][] = [
    ["the WebSocket address was", { wsUrl: elsewhere.wsUrl }, { wsUrl: null }],
    ["the REST address was", { restUrl: elsewhere.restUrl }, { restUrl: null }],
    ["both addresses were", elsewhere, { wsUrl: null, restUrl: null }],
    ["the same host was made unencrypted and its address", { wsUrl: "ws://first.test/ws" }, { wsUrl: null }],
    ["a setting that binds it was", { values: { placement: "query" } }, { values: { placement: "frame" } }],
  ];
  it.each(changes)(
    "is not sent where %s changed, until it is entered again or the change is taken back",
    async (_what, change, back) => {
      const { venues, set, seen } = await make();
      await set({ apiKey: "s3cret" });
      expect(await set(change)).toMatchObject({
        hasApiKey: false,
        isApiKeyForOtherAddresses: true,
        apiKeyBackend: "file (entered for other addresses)",
      });
      expect(await set(back)).toMatchObject({ hasApiKey: true, isApiKeyForOtherAddresses: false });
      await set(change);
      await set({ apiKey: "s3cret" });
      await set(back);
      expect(keyOf(venues)).toBeNull();
      expect(seen).toEqual(["s3cret", null, "s3cret", null, "s3cret", null]);
    },
  );

  it("is sent to other addresses where the person says so by other means than the page, and asked about once", async () => {
    const asked: string[] = [];
    const dir = tempDir();
    const { store, venues, set, seen } = await make({
      dir,
      confirmKeyAddresses: (venue, { wsUrl, restUrl }) => {
        asked.push(`${venue.id} ${wsUrl} ${restUrl}`);
        return Promise.resolve(true);
      },
    });
    await set({ apiKey: "s3cret" });
    expect(await set(elsewhere)).toMatchObject({
      hasApiKey: true,
      isApiKeyForOtherAddresses: false,
      apiKeyBackend: "file",
    });
    expect(asked).toEqual([`first ${elsewhere.wsUrl} ${elsewhere.restUrl}`]);
    // Not sent while it was asked; neither is asked again for what has nothing to do with it.
    expect(seen).toEqual(["s3cret", null, "s3cret"]);
    await set({ values: { pong: true } });
    expect([asked.length, keyOf(venues)]).toEqual([1, "s3cret"]);
    // What was agreed to is kept: the next start does not ask.
    const again = await make({ dir, store });
    expect(keyOf(again.venues)).toBe("s3cret");
  });

  it.each([
    ["they say no", () => Promise.resolve(false)],
    ["nobody can be asked", undefined],
  ])("is withheld from other addresses where %s", async (_what, confirmKeyAddresses) => {
    const { venues, set } = await make(confirmKeyAddresses === undefined ? {} : { confirmKeyAddresses });
    await set({ apiKey: "s3cret" });
    expect(await set(elsewhere)).toMatchObject({ isApiKeyForOtherAddresses: true });
    expect(keyOf(venues)).toBeNull();
  });

  it("is not sent to addresses that the page set while the person was asked about others", async () => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const asked: string[] = [];
    const { venues, set } = await make({
      confirmKeyAddresses: (_venue, { wsUrl }) => {
        asked.push(wsUrl);
        return promise;
      },
    });
    await set({ apiKey: "s3cret" });
    const first = set(elsewhere);
    await set({ wsUrl: "wss://third.test/ws" });
    resolve(true);
    expect(await first).toMatchObject({ isApiKeyForOtherAddresses: true });
    expect([asked, keyOf(venues)]).toEqual([[elsewhere.wsUrl], null]);
    await set(elsewhere);
    expect(keyOf(venues)).toBe("s3cret");
  });

  it("is sent on where what was changed has nothing to do with it", async () => {
    const { venues, set } = await make();
    await set({ apiKey: "s3cret" });
    await set({ values: { pong: true } });
    await set({ venue: "second", ...elsewhere });
    expect(keyOf(venues)).toBe("s3cret");
  });

  it("that comes with new addresses in one call is for these", async () => {
    const { set, seen } = await make();
    await set({ apiKey: "first-key" });
    await set({ ...elsewhere, apiKey: "second-key" });
    expect(seen).toEqual(["first-key", "second-key"]);
  });

  it("is for the addresses at the time it was entered, though others are set while it is being stored", async () => {
    const stored = Promise.withResolvers<void>();
    const slow: ApiKeyStore = {
      load: () => Promise.resolve({ kind: "none" }),
      save: () => stored.promise.then(() => ({ kind: "saved", backend: "keyring" })),
    };
    const { venues, set } = await make({ apiKeyStores: () => slow });
    const saving = set({ apiKey: "s3cret" });
    await set(elsewhere);
    stored.resolve();
    await saving;
    expect(keyOf(venues)).toBeNull();
  });

  it("keeps what it was entered for over a restart", async () => {
    const dir = tempDir();
    const first = await make({ dir });
    await first.set({ ...elsewhere, apiKey: "s3cret" });
    expect(keyOf((await make({ dir, store: first.store })).venues)).toBe("s3cret");
    await first.set({ wsUrl: null, restUrl: null });
    expect(keyOf((await make({ dir, store: first.store })).venues)).toBeNull();
  });

  it("is not sent to the addresses of another database that is put in place", async () => {
    const { venues, set, seen } = await make();
    await set({ apiKey: "s3cret" });
    venues.reload(new Map([["first", { isOn: true, ...elsewhere, values: {} }]]));
    expect(seen).toEqual(["s3cret", null]);
  });

  it.each([
    ["the venue's own addresses", {}, {}, "given-key"],
    ["none that a page has set", {}, elsewhere, null],
    ["none that a page has set, by REST alone", {}, { restUrl: elsewhere.restUrl }, null],
    ["those of the command line", elsewhere, {}, "given-key"],
    [
      "not the other address where the command line names one",
      { restUrl: elsewhere.restUrl },
      { wsUrl: elsewhere.wsUrl },
      null,
    ],
    ["where it is sent in any way", {}, { values: { placement: "query" } }, "given-key"],
  ])("given by whoever starts the app goes to %s", async (_where, fixed, patch, expected) => {
    const { venues, set } = await make({
      fixed: { addresses: new Map([["first", fixed]]) },
      apiKeyStores: () => givenKey("given-key", "environment"),
    });
    await set(patch);
    expect([keyOf(venues), keyOf(venues, "second")]).toEqual([expected, "given-key"]);
  });
});

describe("a key in a file from before keys were kept for each venue", () => {
  it.each([
    [
      "the placement beside the addresses",
      { ...elsewhere, keyPlacement: "query" },
      { ...elsewhere, values: { keyPlacement: "query" } },
    ],
    [
      "the values beside them",
      { ...elsewhere, values: { placement: "query" } },
      { ...elsewhere, values: { placement: "query" } },
    ],
  ])("is for what it was entered for: %s", async (_what, written, enteredFor) => {
    const file = path.join(tempDir(), "api-key");
    writeFileSync(file, `s3cret\n${JSON.stringify(written)}\n`, { mode: 0o600 });
    expect(await keyFile(file).load()).toMatchObject({ kind: "key", key: "s3cret", enteredFor });
    await keyFile(file).save("next", enteredFor);
    expect(readFileSync(file, "utf8")).toBe(`next\n${JSON.stringify(enteredFor)}\n`);
  });

  it.each([
    ["neither", { ...elsewhere }],
    ["a placement of no kind", { ...elsewhere, keyPlacement: 1 }],
    ["values that are a list", { ...elsewhere, values: ["query"] }],
    ["a value of no kind", { ...elsewhere, values: { placement: 1 } }],
  ])("with %s is asked for again", async (_what, written) => {
    const file = path.join(tempDir(), "api-key");
    writeFileSync(file, `s3cret\n${JSON.stringify(written)}\n`, { mode: 0o600 });
    expect(await keyFile(file).load()).toMatchObject({ kind: "unreadable" });
  });
});
