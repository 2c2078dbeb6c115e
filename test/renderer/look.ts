/** What tests of the built window begin and end with. */
import type { BrowserContextOptions, Page } from "playwright";
import { expect } from "vitest";
import type { FakeTransport } from "../doubles/transport.ts";
import { hostOf } from "./host-double.ts";
import type { PageHarness } from "./page.ts";
import type { Scene } from "./scenes.ts";

/** Opens a window on a host that plays `scene`, lets the test look, and holds that nothing was broken or forbidden meanwhile. */
export async function look(
  harness: PageHarness,
  scene: Scene,
  options: BrowserContextOptions,
  act: (page: Page, host: FakeTransport) => Promise<void>,
): Promise<void> {
  const host = hostOf(scene);
  const shown = await harness.open(host, options);
  try {
    await shown.page.waitForSelector(".panes, .failed");
    await act(shown.page, host);
    expect(shown.problems).toEqual([]);
  } finally {
    await shown.close();
  }
}

export const openSettings = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Settings", exact: true }).click();
