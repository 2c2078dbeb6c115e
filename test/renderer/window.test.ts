/** The built window as it is seen: readable by everyone, within its policy, at every width, in every state. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fail } from "../../preload/contract/result.ts";
import type { FakeTransport } from "../doubles/transport.ts";
import { hostOf } from "./host-double.ts";
import { eventually } from "./next-task.ts";
import { startPageHarness, type Shown, type PageHarness } from "./page.ts";
import { changeVenue, brokenScene, emptyScene, fullScene, quote, refusedScene, type Scene } from "./scenes.ts";

let page: PageHarness;
beforeAll(async () => {
  page = await startPageHarness();
});
afterAll(() => page.end());

const settled = async (page: Page): Promise<void> => {
  await page.waitForSelector(".panes, .failed");
};

/** Opens, lets the test look, and holds that nothing was broken or forbidden meanwhile. */
async function look(
  scene: Scene,
  options: Parameters<PageHarness["open"]>[1],
  act: (page: Page, host: FakeTransport) => Promise<void>,
): Promise<void> {
  const host = hostOf(scene);
  const shown: Shown = await page.open(host, options);
  try {
    await settled(shown.page);
    await act(shown.page, host);
    expect(shown.problems).toEqual([]);
  } finally {
    await shown.close();
  }
}

const openSettings = (page: Page): Promise<void> => page.getByRole("button", { name: "Settings", exact: true }).click();

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
    await look(scene(Date.now()), { colorScheme: "light" }, async (page) => {
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
    await look(fullScene(Date.now()), narrow, async (page) => {
      await page.getByRole("navigation").getByRole("button", { name: pane }).click();
      expect(await sideways(page)).toEqual([]);
    });
  });

  it.each([brokenScene, refusedScene])("a broken state and the settings fit too", async (scene) => {
    await look(scene(Date.now()), narrow, async (page) => {
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

/**
 * Notes from now on each colour that this row's price flashes in. A flash lasts 400 ms: on a busy machine it may be over before
 * anyone outside the page has looked.
 */
async function flashesOf(page: Page, row: string): Promise<() => Promise<string[]>> {
  const seen = await page.locator(`[id="${row}"]`).evaluateHandle((element) => {
    const colours: string[] = [];
    new MutationObserver(() => {
      const flashing = element.querySelector(".price.up, .price.down");
      const colour = flashing === null ? null : getComputedStyle(flashing).color;
      if (colour !== null && !colours.includes(colour)) colours.push(colour);
    }).observe(element, { subtree: true, attributes: true, attributeFilter: ["class"] });
    return colours;
  });
  return () => seen.jsonValue();
}

describe("what is shown", () => {
  it("says plainly that prices are made up, and only where they are", async () => {
    await look(fullScene(Date.now()), {}, async (page) => {
      await eventually(() => page.locator("header").first().textContent()).toContain("Demo data");
    });
    await look(refusedScene(Date.now()), {}, async (page) => {
      expect(await page.locator("header").first().textContent()).not.toContain("Demo data");
      expect(await page.locator("header").first().textContent()).toContain("Key refused");
    });
  });

  it("renders the rows that are seen and no others", async () => {
    const scene = fullScene(Date.now());
    scene.quotes = Array.from({ length: 500 }, (_, index) => quote(`C${index}-USD`, 100 + index, 2, 1, Date.now()));
    await look(scene, {}, async (page) => {
      const rows = page.getByRole("listbox").getByRole("option");
      expect(await rows.count()).toBeLessThan(25);
      expect(await rows.first().getAttribute("aria-setsize")).toBe("500");
      await page.locator(".rows").evaluate((list) => list.scrollTo(0, list.scrollHeight));
      await page.getByText("C499-USD").waitFor();
      expect(await rows.count()).toBeLessThan(25);
    });
  });

  it("colours a price for a moment when it changes, and tells no live region", async () => {
    await look(fullScene(Date.now()), {}, async (page, host) => {
      const price = page.locator('[id="row-demo:BTC-USD"] .price');
      const still = await price.evaluate((element) => getComputedStyle(element).color);
      const flashes = await flashesOf(page, "row-demo:BTC-USD");
      host.push("market.ticks", {
        keys: ["demo:BTC-USD"],
        last: ["44400.00"],
        bid: [null],
        ask: [null],
        receivedMs: [Date.now() + 1000],
      });
      await eventually(() => price.textContent()).toBe("44,400.00");
      await eventually(flashes).toEqual([expect.not.stringContaining(still)]);
      await page.locator('[id="row-demo:BTC-USD"] .price:not(.up)').waitFor();
      expect(await price.evaluate((element) => element.closest("[aria-live]"))).toBeNull();
    });
  });

  it("does not colour it under reduced motion", async () => {
    await look(fullScene(Date.now()), { reducedMotion: "reduce" }, async (page, host) => {
      const row = page.locator('[id="row-demo:BTC-USD"]');
      const still = await row.locator(".price").evaluate((element) => getComputedStyle(element).color);
      const flashes = await flashesOf(page, "row-demo:BTC-USD");
      host.push("market.ticks", {
        keys: ["demo:BTC-USD"],
        last: ["44400.00"],
        bid: [null],
        ask: [null],
        receivedMs: [Date.now() + 1000],
      });
      await eventually(flashes).toEqual([still]);
    });
  });

  it("swaps its colours and its theme with the settings", async () => {
    await look(fullScene(Date.now()), {}, async (page) => {
      const up = (): Promise<string> =>
        page
          .locator(".change.up")
          .first()
          .evaluate((element) => getComputedStyle(element).color);
      const down = (): Promise<string> =>
        page
          .locator(".change.down")
          .first()
          .evaluate((element) => getComputedStyle(element).color);
      const [green, red] = [await up(), await down()];
      await openSettings(page);
      await page.getByText("Red up, green down").click();
      await page.getByRole("button", { name: "Prices", exact: true }).click();
      await eventually(async () => [await up(), await down()]).toEqual([red, green]);
      await openSettings(page);
      await page.getByText("Dark", { exact: true }).click();
      await eventually(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
    });
  });

  it("saves an alert where its line is dropped, and says meanwhile what that would mean", async () => {
    await look(fullScene(Date.now()), {}, async (page, host) => {
      const line = page.getByRole("slider", { name: /rises to 45,000 or more/ });
      await line.waitFor();
      const box = await line.boundingBox();
      if (box === null) throw new Error("no line");
      const [x, y] = [box.x + 80, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y - 20, { steps: 4 });
      const meaning = await page.locator(".stage .meaning").textContent();
      const level = await line.getAttribute("aria-valuenow");
      expect(Number(level)).toBeGreaterThan(45_000);
      expect(meaning).toContain(Number(level).toLocaleString("en-US"));
      expect(host.inputs("rules.update")).toEqual([]);
      await page.mouse.up();
      await eventually(() => host.inputs("rules.update")).toEqual([
        { id: "r1", condition: { kind: "at-or-above", level } },
      ]);
      await page.getByText("Alert on BTC-USD moved.").waitFor();
    });
  });

  it("puts a dragged line back on Escape, and takes a trembling hand for none", async () => {
    await look(fullScene(Date.now()), {}, async (page, host) => {
      const line = page.getByRole("slider", { name: /rises to 45,000 or more/ });
      await line.waitFor();
      const box = await line.boundingBox();
      if (box === null) throw new Error("no line");
      const [x, y] = [box.x + 80, box.y + box.height / 2];
      for (const by of [1, 25]) {
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x, y + by);
        if (by > 1) await page.keyboard.press("Escape");
        await page.mouse.up();
        expect(await line.getAttribute("aria-valuenow")).toBe("45000");
      }
      expect(host.inputs("rules.update")).toEqual([]);
    });
  });

  it("says that what is armed cannot fire while nothing is seen", async () => {
    await look(brokenScene(Date.now()), {}, async (page) => {
      expect(await page.getByText("Cannot fire now. Disconnected").count()).toBeGreaterThan(0);
      await page.locator("#composer-entry").fill(">45000");
      await eventually(() => page.locator(".verdict").textContent()).toContain(
        "It would be saved, but not watched: no connection to Demo exchange.",
      );
      expect(await page.getByText("3 min ago").count()).toBeGreaterThan(5);
    });
  });

  it("tells late from now, and a failed notification from a shown one", async () => {
    await look(fullScene(Date.now()), {}, async (page) => {
      await page.getByRole("tab", { name: /History/ }).click();
      const late = page.locator("[data-event]").nth(1);
      expect(await late.textContent()).toMatch(/Late/);
      expect(await late.textContent()).toMatch(/ome time between .* while disconnected/);
      await late.click();
      const detail = page.getByRole("region", { name: "Details of what happened" });
      await detail.waitFor();
      for (const part of [
        "Price before",
        "44,871",
        "Price that fired",
        "45,102.25",
        "worked out in 38 µs",
        "no notification service answered",
        "Not watched",
      ]) {
        expect(await detail.textContent()).toContain(part);
      }
    });
  });

  it("says of an event that only memory holds that it is not saved, until it is", async () => {
    const scene = fullScene(Date.now());
    const [newest] = scene.events;
    if (newest === undefined) throw new Error("no event");
    await look(scene, {}, async (page, host) => {
      await page.getByRole("tab", { name: /History/ }).click();
      const unsaved = page.getByText("Not saved yet: a restart would forget it");
      host.push("history.changed", { ...newest, id: "e7", seq: 7, unsaved: true });
      await eventually(() => unsaved.count()).toBe(1);
      host.push("history.changed", { ...newest, id: "e7", seq: 7 });
      await eventually(() => unsaved.count()).toBe(0);
    });
  });

  it("opens with the reason where the data cannot be read, and with the data once it can", async () => {
    const host = hostOf(fullScene(Date.now()));
    const works = host.handlers["rules.list"];
    host.handlers["rules.list"] = () => fail("store-failed", "The database cannot be read: /data/pricebell.db");
    const shown = await page.open(host);
    await shown.page.getByText("The database cannot be read: /data/pricebell.db").waitFor();
    await shown.page.getByText(/^Your alerts go on/).waitFor();
    if (works !== undefined) host.handlers["rules.list"] = works;
    await shown.page.getByRole("button", { name: "Try again" }).click();
    await shown.page.locator(".panes").waitFor();
    expect(shown.problems).toEqual([]);
    await shown.close();
  });

  it("says beside an address that the key would be sent unencrypted, until it is one that is not", async () => {
    const scene = refusedScene(Date.now());
    const addresses = { wsUrl: "ws://feed.example/ws", restUrl: "https://feed.example" };
    changeVenue(scene, "securitypro", { addresses, isOtherServer: true });
    await look(scene, {}, async (page) => {
      await openSettings(page);
      const warning = page.getByText(/^The API key is sent unencrypted/);
      await warning.waitFor();
      await page.getByLabel("WebSocket address").fill("wss://feed.example/ws");
      await page.keyboard.press("Enter");
      await warning.waitFor({ state: "detached" });
    });
  });

  it("draws each venue, and the settings of its own, as it describes itself", async () => {
    await look(refusedScene(Date.now()), {}, async (page, host) => {
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
    await look(refusedScene(Date.now()), {}, async (page, host) => {
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
    await look(refusedScene(Date.now()), {}, async (page) => {
      await openSettings(page);
      const toggle = page.getByRole("switch", { name: "SecurityPro" });
      await toggle.click();
      await page.getByText("It is the only venue that is on.").waitFor();
      await eventually(() => toggle.isChecked()).toBe(true);
    });
  });

  it("never has the key in the page after it was sent", async () => {
    await look(refusedScene(Date.now()), {}, async (page, host) => {
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
