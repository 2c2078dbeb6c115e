/** The composer of the built window in the hands of a test. */
import type { BrowserContextOptions, Locator, Page } from "playwright";
import type { FakeTransport } from "../doubles/transport.ts";
import { look } from "./look.ts";
import type { PageHarness } from "./page.ts";
import { fullScene, type Scene } from "./scenes.ts";

export interface Composing {
  readonly page: Page;
  readonly host: FakeTransport;
  readonly entry: Locator;
  /** The text of the chips, in order. */
  readonly chips: () => Promise<string[]>;
  /** What rules were asked for, oldest first. */
  readonly made: () => readonly unknown[];
}

export type At = (
  act: (composing: Composing) => Promise<void>,
  options?: BrowserContextOptions,
  scene?: Scene,
) => Promise<void>;

/** Opens a window on a scene, lets the test act, and holds that nothing was broken or forbidden meanwhile. */
export const composingOn =
  (harness: () => PageHarness): At =>
  async (act, options = {}, scene = fullScene(Date.now())) => {
    await look(harness(), scene, options, async (page, host) => {
      const entry = page.locator("#composer-entry");
      await entry.waitFor({ state: "attached" });
      await act({
        page,
        host,
        entry,
        chips: () => page.locator("form.composer .chip").allTextContents(),
        made: () => host.inputs("rules.create"),
      });
    });
  };

/** Types it in place of what was there. */
export const type = async ({ page, entry }: Composing, text: string): Promise<void> => {
  await entry.fill("");
  await entry.focus();
  await page.keyboard.insertText(text);
};
