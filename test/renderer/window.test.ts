/** The built window as it is seen: readable by everyone, within its policy, at every width, in every state; and what is set of venues. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "./next-task.ts";
import { look, openSettings } from "./look.ts";
import { startPageHarness, type PageHarness } from "./page.ts";
import { brokenScene, refusedScene } from "./scene-faults.ts";
import { changeVenue } from "./scene-venues.ts";
import { emptyScene, fullScene, type Scene } from "./scenes.ts";

let harness: PageHarness;
beforeAll(async () => {
  harness = await startPageHarness();
});
afterAll(() => harness.end());

const views: readonly [name: string, scene: (nowMs: number) => Scene, go: (page: Page) => Promise<void>][] = [
  ["full", fullScene, () => Promise.resolve()],
  ["empty", emptyScene, () => Promise.resolve()],
  ["refused key", refusedScene, () => Promise.resolve()],
  ["everything broken", brokenScene, (page) => page.getByRole("button", { name: "Details, 3 more" }).click()],
  [
    "history with a detail open",
    fullScene,
    async (page) => {
      await page.getByRole("tab", { name: /History/ }).click();
      await page.locator("[data-event]").nth(1).click();
      await page.getByText("Price that fired").waitFor();
    },
  ],
  [
    "composer with something that is not understood",
    fullScene,
    async (page) => {
      await page.locator("#composer-entry").fill(">45k allways until 23:59");
      await page.getByText("is not understood").waitFor();
    },
  ],
  [
    "composer with a refusal and a part being changed",
    fullScene,
    async (page) => {
      await page.locator("#composer-entry").fill(">0 always cooldown 5m note lunch");
      await page.getByText("This must be greater than 0.").waitFor();
      await page.getByRole("button", { name: /^How often: / }).click();
      await page.getByLabel("At most once in", { exact: true }).waitFor();
    },
  ],
  [
    "composer with a question and a sheet of kinds",
    fullScene,
    async (page) => {
      await page.locator("#composer-entry").fill(">44.388");
      await page.getByText("can be read in two ways").waitFor();
      await page.getByRole("button", { name: "Kinds of alert" }).click();
      await page.getByRole("combobox", { name: "Search kinds of alert" }).waitFor();
    },
  ],
  [
    "settings",
    refusedScene,
    async (page) => {
      await openSettings(page);
      await page.getByRole("button", { name: "Send a test notification" }).click();
      await page.getByText("could not be shown").waitFor();
      // Beside their words, where the window is wide: they end below one another.
      const choices = page.getByRole("radiogroup", { name: /^(Language|Theme|Colours of a change)$/ });
      const ends = await choices.evaluateAll((all) =>
        all.map((each) => Math.round(each.getBoundingClientRect().right)),
      );
      expect([ends.length, new Set(ends).size]).toEqual([3, 1]);
    },
  ],
  [
    "search",
    fullScene,
    async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Symbol" }).fill("UNI");
    },
  ],
  [
    "a menu",
    fullScene,
    async (page) => {
      await page
        .getByRole("button", { name: /^More for: / })
        .first()
        .click();
      await page.getByRole("menuitem", { name: "Edit" }).waitFor();
    },
  ],
];

describe("axe finds nothing, in light and in dark", () => {
  it.each(views)("in: %s", async (_name, scene, go) => {
    await look(harness, scene(Date.now()), { colorScheme: "light" }, async (page) => {
      await go(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .setLegacyMode()
          .options({ resultTypes: ["violations"] })
          .analyze();
        expect(
          violations.map(
            ({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
          ),
        ).toEqual([]);
      }
    });
  });
});

describe("at 380 wide", () => {
  const narrow = { viewport: { width: 380, height: 720 } };

  it.each(["Prices", "Instrument", "Alerts", "History"])("%s fits, without scrolling sideways", async (pane) => {
    await look(harness, fullScene(Date.now()), narrow, async (page) => {
      await page.getByRole("navigation").getByRole("button", { name: pane }).click();
      expect(await sideways(page)).toEqual([]);
    });
  });

  it.each([brokenScene, refusedScene])("a broken state and the settings fit too", async (scene) => {
    await look(harness, scene(Date.now()), narrow, async (page) => {
      expect(await sideways(page)).toEqual([]);
      await openSettings(page);
      await page.getByRole("heading", { name: "Settings" }).waitFor();
      expect(await sideways(page)).toEqual([]);
    });
  });
});

/** Elements that are wider inside than outside, and the page itself. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      document.documentElement,
      ...document.querySelectorAll("main, section, .scroll, .panel, ul, ol, form, header, .page"),
    ]
      .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName}.${element.className} ${element.scrollWidth} > ${element.clientWidth}`),
  );
}

describe("the settings of a venue", () => {
  it("says beside an address that the key would be sent unencrypted, until it is one that is not", async () => {
    const scene = refusedScene(Date.now());
    const addresses = { wsUrl: "ws://feed.example/ws", restUrl: "https://feed.example" };
    changeVenue(scene, "securitypro", { addresses, isOtherServer: true });
    await look(harness, scene, {}, async (page) => {
      await openSettings(page);
      const warning = page.getByText(/^The API key is sent unencrypted/);
      await warning.waitFor();
      await page.getByLabel("WebSocket address").fill("wss://feed.example/ws");
      await page.keyboard.press("Enter");
      await warning.waitFor({ state: "detached" });
    });
  });

  it("draws each venue, and the settings of its own, as it describes itself", async () => {
    await look(harness, refusedScene(Date.now()), {}, async (page, host) => {
      await openSettings(page);
      const [demo, securityPro] = [
        page.getByRole("group", { name: "Demo exchange" }),
        page.getByRole("group", { name: "SecurityPro" }),
      ];
      await demo.getByText(/^Made-up prices/).waitFor();
      await securityPro.getByText(/^Needs an API key/).waitFor();
      await securityPro.getByRole("radiogroup", { name: "Where the key is sent" }).getByText("Address").click();
      await securityPro.getByRole("switch", { name: "Answer heartbeats" }).click();
      await demo.getByRole("switch", { name: "Demo exchange" }).click();
      await securityPro.getByRole("switch", { name: "SecurityPro" }).click();
      await eventually(() => host.inputs("venues.set")).toEqual([
        { venue: "securitypro", values: { keyPlacement: "query" } },
        { venue: "securitypro", values: { sendPong: true } },
        { venue: "demo", isOn: true },
        { venue: "securitypro", isOn: false },
      ]);
      // Off, it is folded, and can be set up all the same; the demo exchange has nothing to set.
      for (const label of ["API key", "WebSocket address", "HTTP address", "Answer heartbeats"])
        await page.getByLabel(label).waitFor({ state: "detached" });
      await securityPro.getByRole("button", { name: "Set up SecurityPro" }).click();
      await page.getByLabel("API key").waitFor();
    });
  });

  it("marks another server of the same kind, and goes back to the venue's own", async () => {
    await look(harness, refusedScene(Date.now()), {}, async (page, host) => {
      await openSettings(page);
      const address = page.getByLabel("WebSocket address");
      await address.fill("wss://mine.example/ws");
      await address.press("Enter");
      await page.getByText("not SecurityPro's own").waitFor();
      await page.getByRole("button", { name: "Use its own" }).click();
      await page.getByText("not SecurityPro's own").waitFor({ state: "detached" });
      expect(await address.inputValue()).toBe("wss://api.securitypro.com/market/ws");
      expect(host.inputs("venues.set")).toEqual([
        { venue: "securitypro", wsUrl: "wss://mine.example/ws" },
        { venue: "securitypro", wsUrl: null },
      ]);
    });
  });

  it("leaves a switch as it was where main refuses", async () => {
    await look(harness, refusedScene(Date.now()), {}, async (page) => {
      await openSettings(page);
      const toggle = page.getByRole("switch", { name: "SecurityPro" });
      await toggle.click();
      await page.getByText("It is the only venue that is on.").waitFor();
      await eventually(() => toggle.isChecked()).toBe(true);
    });
  });

  it("never has the key in the page after it was sent", async () => {
    await look(harness, refusedScene(Date.now()), {}, async (page, host) => {
      await openSettings(page);
      await page.getByLabel("API key").fill("open sesame");
      await page.keyboard.press("Enter");
      await page.getByText("Key saved, and tried at once").waitFor();
      expect(host.inputs("venues.set")).toEqual([{ venue: "securitypro", apiKey: "open sesame" }]);
      expect(await page.getByLabel("API key").inputValue()).toBe("");
      expect(await page.content()).not.toContain("sesame");
    });
  });
});
