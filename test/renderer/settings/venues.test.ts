import { afterEach, describe, expect, it } from "vitest";
import { securityPro } from "../../../main/market/venues/securitypro/venue.ts";
import { demoVenue } from "../../../main/market/venues/demo/venue.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { keyPlace, venueLimits, venueNeeds } from "../../../renderer/settings/format-venue.ts";
import { fullScene } from "../scenes.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";

let started: StartedState;
afterEach(() => started.session.end());

async function venues() {
  started = startState(fullScene(nowMs));
  await started.session.resync();
  return { ...started, venues: started.appState.venues };
}

describe("the venues in the settings", () => {
  it("are saved one thing at a time, and a refusal stays with what was refused", async () => {
    const { venues: list, host } = await venues();
    const address = (wsUrl: string) => list.set("securitypro", "wsUrl", { wsUrl });
    expect(await address("http://nope")).toBe(false);
    expect(list.failure("securitypro", "wsUrl")).toContain("ws:");
    expect([list.failure("securitypro", "restUrl"), list.failure("demo", "wsUrl")]).toEqual([undefined, undefined]);
    expect(list.view("securitypro")?.addresses).toEqual(securityPro.addresses);
    expect(await address("ws://localhost:1/ws")).toBe(true);
    expect(list.failure("securitypro", "wsUrl")).toBeUndefined();
    expect([list.wasSaved("securitypro", "wsUrl"), list.wasSaved("demo", "wsUrl")]).toEqual([true, false]);
    expect(list.view("securitypro")).toMatchObject({
      addresses: { wsUrl: "ws://localhost:1/ws" },
      isOtherServer: true,
    });
    expect(host.inputs("venues.set")).toEqual([
      { venue: "securitypro", wsUrl: "http://nope" },
      { venue: "securitypro", wsUrl: "ws://localhost:1/ws" },
    ]);
  });

  it("keep nothing of a key", async () => {
    const { venues: list } = await venues();
    await list.set("securitypro", "apiKey", { apiKey: "open sesame" });
    expect(list.view("securitypro")?.hasApiKey).toBe(true);
    expect(JSON.stringify([list.views, list.failures, list.saved])).not.toContain("sesame");
  });

  it("follow what main tells of them", async () => {
    const { venues: list, host } = await venues();
    host.push(
      "venues.changed",
      list.views.map((view) => ({ ...view, isOn: true })),
    );
    expect(list.views.map(({ isOn }) => isOn)).toEqual(list.views.map(() => true));
  });
});

it("says what a venue needs, and what its prices lack", () => {
  expect(venueNeeds(demoVenue)).toMatch(/Made-up prices/u);
  expect(venueNeeds(securityPro)).toBe("Needs an API key.");
  expect(venueNeeds({ demo: false, needsKey: false })).toBe("Needs no account.");
  expect(venueLimits({ demo: false, tellsEveryTrade: true })).toBe("");
  expect(venueLimits({ demo: false, tellsEveryTrade: false })).toMatch(/samples/u);
});

it.each([
  ["file", "in a file only you can read"],
  ["kwallet6", "in this computer's keyring"],
  ["basic_text", "on this computer, but not encrypted: there is no keyring here"],
])("a key kept by %s is %s", (backend, place) => {
  expect(message(`settings.key.saved.${keyPlace(backend)}`)).toBe(`A key is saved, ${place}. It is never shown again.`);
});
