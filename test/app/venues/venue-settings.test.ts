/** Which venues are on, where each is reached and how it is set: stored, fixed, refused, told. */
import { describe, expect, it } from "vitest";
import { Redactor } from "../../../main/lib/redaction.ts";
import type { VenuePatch } from "../../../preload/contract/venue-settings.ts";
import { lock, tempDir, value } from "../app-harness.ts";
import { VenueSettings } from "../../../main/app/venues/venue-settings.ts";
import { nothingFixed } from "../../../main/app/venues/venue-config.ts";
import { givenKey } from "../../../main/app/api-key-store.ts";
import { makeVenues, threeVenues, type Made } from "./venue-harness.ts";

const on = ({ venues }: Made): string[] => [...venues.current.keys()];
const own = { wsUrl: "wss://first.test/ws", restUrl: "https://first.test" };

describe("which venues are on", () => {
  it("is the first of the list until a person chooses", async () => {
    const made = await makeVenues();
    expect(on(made)).toEqual(["inside"]);
    expect([...made.venues.current.values()]).toEqual([
      {
        venue: "inside",
        addresses: null,
        isOtherServer: false,
        values: {},
        apiKey: null,
      },
    ]);
  });

  it("is any number of them, in the order of the list, told at once and found again", async () => {
    const dir = tempDir();
    const made = await makeVenues({ dir });
    value(await made.venues.set({ venue: "second", isOn: true }));
    value(await made.venues.set({ venue: "first", isOn: true }));
    value(await made.venues.set({ venue: "inside", isOn: false }));
    expect(made.changes).toEqual([
      "inside null, second null",
      "inside null, first null, second null",
      "first null, second null",
    ]);
    expect(on(await makeVenues({ store: made.store }))).toEqual(["first", "second"]);
  });

  it("is never none", async () => {
    const made = await makeVenues();
    expect(await made.venues.set({ venue: "inside", isOn: false })).toMatchObject({
      ok: false,
      error: { code: "settings-invalid", field: "isOn" },
    });
    value(made.store.venues.save("inside", { isOn: false, wsUrl: null, restUrl: null, values: {} }));
    expect(on(await makeVenues({ store: made.store }))).toEqual(["inside"]);
  });

  it("may be fixed by the command line, and then stays so", async () => {
    const made = await makeVenues({ fixed: { on: ["second"] } });
    expect(on(made)).toEqual(["second"]);
    for (const patch of [
      { venue: "second", isOn: false },
      { venue: "first", isOn: true },
    ])
      expect(await made.venues.set(patch)).toMatchObject({
        ok: false,
        error: { code: "settings-invalid", field: "isOn" },
      });
    value(await made.venues.set({ venue: "second", isOn: true }));
    expect(made.venues.views().map(({ isOn, fixed }) => [isOn, fixed])).toEqual([
      [false, ["isOn"]],
      [false, ["isOn"]],
      [true, ["isOn"]],
    ]);
  });

  it("changes with the database that is put in place", async () => {
    const made = await makeVenues();
    made.venues.reload(
      new Map([
        ["first", { isOn: true, wsUrl: "ws://mine.test", restUrl: null, values: { pong: true, placement: "gone" } }],
      ]),
    );
    expect(made.venues.current.get("first")).toEqual({
      venue: "first",
      addresses: { ...own, wsUrl: "ws://mine.test" },
      isOtherServer: true,
      values: { placement: "frame", pong: true },
      apiKey: null,
    });
    expect(made.changes).toEqual(["inside null, first null"]);
  });
});

describe("a venue's settings", () => {
  it("are its own addresses and the defaults of its settings until others are set, and each again when it is taken back", async () => {
    const { venues, store } = await makeVenues();
    const first = async (patch: Omit<VenuePatch, "venue">) => value(await venues.set({ venue: "first", ...patch }));
    expect(await first({})).toMatchObject({
      addresses: own,
      isOtherServer: false,
      values: { placement: "frame", pong: false },
    });
    expect(value(store.venues.all()).size).toBe(0);
    expect(await first({ wsUrl: "ws://mine.test" })).toMatchObject({
      addresses: { ...own, wsUrl: "ws://mine.test" },
      isOtherServer: true,
    });
    expect(await first({ restUrl: "http://mine.test", values: { pong: true } })).toMatchObject({
      addresses: { wsUrl: "ws://mine.test", restUrl: "http://mine.test" },
      values: { placement: "frame", pong: true },
    });
    expect(await first({ values: { placement: "query" } })).toMatchObject({
      values: { placement: "query", pong: true },
    });
    expect(await first({ wsUrl: null, restUrl: own.restUrl })).toMatchObject({ addresses: own, isOtherServer: false });
    expect(value(store.venues.all()).get("first")).toEqual({
      isOn: false,
      wsUrl: null,
      restUrl: null,
      values: { pong: true, placement: "query" },
    });
    expect(venues.views()[2]).toMatchObject({ addresses: { wsUrl: "wss://second.test/ws" } });
  });

  it("of one that nothing was changed of stay the same value", async () => {
    const { venues } = await makeVenues();
    value(await venues.set({ venue: "first", isOn: true }));
    value(await venues.set({ venue: "second", isOn: true }));
    const before = venues.current;
    value(await venues.set({ venue: "second", wsUrl: "ws://mine.test" }));
    expect(venues.current.get("first")).toBe(before.get("first"));
    expect(venues.current.get("second")).not.toBe(before.get("second"));
  });

  it("given on the command line win, are named, and cannot be changed", async () => {
    const made = await makeVenues({ fixed: { addresses: new Map([["first", { wsUrl: "ws://fixed.test" }]]) } });
    const { venues } = made;
    for (const wsUrl of ["ws://mine.test", null])
      expect(await venues.set({ venue: "first", wsUrl, isOn: true })).toMatchObject({
        ok: false,
        error: { code: "settings-invalid", field: "wsUrl" },
      });
    expect([on(made), made.changes]).toEqual([["inside"], []]);
    expect(
      value(await venues.set({ venue: "first", wsUrl: "ws://fixed.test", restUrl: "http://mine.test" })),
    ).toMatchObject({
      addresses: { wsUrl: "ws://fixed.test", restUrl: "http://mine.test" },
      fixed: ["wsUrl"],
    });
  });

  const refused: [field: string, patch: VenuePatch][] = [
    ["venue", { venue: "nowhere" }],
    ["wsUrl", { venue: "first", wsUrl: "http://venue.test" }],
    ["wsUrl", { venue: "first", wsUrl: "ws:" }],
    ["wsUrl", { venue: "first", wsUrl: "" }],
    ["wsUrl", { venue: "first", wsUrl: "wss://me:secret@venue.test" }],
    ["wsUrl", { venue: "first", wsUrl: "wss://me@venue.test" }],
    ["wsUrl", { venue: "first", wsUrl: "wss://:secret@venue.test" }],
    ["restUrl", { venue: "first", restUrl: "https://:secret@venue.test" }],
    ["restUrl", { venue: "first", restUrl: "wss://venue.test" }],
    ["restUrl", { venue: "first", restUrl: "no address" }],
    ["restUrl", { venue: "first", restUrl: "https://venue.test/?a=1" }],
    ["restUrl", { venue: "first", restUrl: "https://venue.test#a" }],
    ["wsUrl", { venue: "first", wsUrl: "wss://venue.test/ws?a=1#b" }],
    ["wsUrl", { venue: "inside", wsUrl: "ws://mine.test" }],
    ["values.placement", { venue: "first", values: { placement: "header" } }],
    ["values.placement", { venue: "first", values: { placement: true } }],
    ["values.pong", { venue: "first", values: { pong: "true" } }],
    ["values.placement", { venue: "second", values: { placement: "frame" } }],
    ["values.__proto__", { venue: "first", values: JSON.parse('{"__proto__": true}') as Record<string, boolean> }],
    ["apiKey", { venue: "first", apiKey: "two\nlines" }],
    ["apiKey", { venue: "first", apiKey: "two words" }],
    ["apiKey", { venue: "first", apiKey: "schlüssel" }],
    ["apiKey", { venue: "inside", apiKey: "key" }],
  ];
  it.each(refused)("with a wrong %s are refused, and nothing is changed (%j)", async (field, patch) => {
    const { venues, store, changes } = await makeVenues();
    const before = venues.views();
    const answer = await venues.set({ ...patch, isOn: true });
    expect(answer).toMatchObject({ ok: false, error: { code: "settings-invalid", field } });
    expect(JSON.stringify(answer)).not.toContain("secret");
    expect([venues.views(), changes, value(store.venues.all()).size]).toEqual([before, [], 0]);
  });

  it("are as they were where the database refuses", async () => {
    const { store, venues, changes } = await makeVenues();
    lock(store);
    const patch = { venue: "first", isOn: true, apiKey: "s3cret" };
    expect(await venues.set(patch)).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect([[...venues.current.keys()], venues.views()[1]?.hasApiKey, changes]).toEqual([["inside"], false, []]);
  });
});

it("every key of a start is known to the redactor", async () => {
  const redactor = new Redactor();
  const { store } = await makeVenues();
  const venues = await VenueSettings.load({
    venues: threeVenues,
    store,
    stored: new Map(),
    fixed: nothingFixed,
    redactor,
    apiKeyStores: ({ id }) => givenKey(`key-of-${id}`, "environment"),
  });
  expect(redactor.redact("key-of-first key-of-second key-of-inside")).toBe("(key) (key) key-of-inside");
  value(await venues.set({ venue: "second", apiKey: "another-one" }));
  expect(redactor.redact("another-one")).toBe("(key)");
});
