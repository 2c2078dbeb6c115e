/**
 * Pictures of the desktop window on the double, light and dark, and the tray's text: `node test/desktop/screenshots.ts FOLDER`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchBrowser } from "../doubles/browser.ts";
import { ElectronDouble } from "../doubles/electron/driver.ts";
import { TrayHost } from "../doubles/electron/tray-host.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { startSessionBus } from "../doubles/session-bus.ts";
import { buildDesktop } from "../doubles/built-app.ts";

const folder = process.argv[2] ?? "test-results/desktop";
mkdirSync(folder, { recursive: true });
await buildDesktop();
const { browser } = await launchBrowser();
for (const colourScheme of ["light", "dark"] as const) {
  const root = mkdtempSync(join(tmpdir(), "pricebell-shots-"));
  const bus = await startSessionBus();
  const service = await NotificationService.start(bus.address);
  const tray = await TrayHost.start(bus.address);
  const double = new ElectronDouble({
    browser,
    root,
    args: ["--data-dir", join(root, "data"), "--demo"],
    env: { DBUS_SESSION_BUS_ADDRESS: bus.address },
    colourScheme,
  });
  const page = await double.page();
  const shot = (name: string) => page.screenshot({ path: join(folder, `${name}-${colourScheme}.png`) });
  await page.getByText("ETH-USD").first().waitFor();
  await shot("watchlist");
  const entry = page.getByLabel("Alert in a few keystrokes");
  await entry.fill(">90k always");
  await shot("alert-being-made");
  await entry.press("Control+Enter");
  await page.getByText("Saved and watching").waitFor();
  // True at once: something for the history to show.
  await entry.fill("<90k");
  await entry.press("Control+Enter");
  await page.getByRole("tab", { name: /History/ }).click();
  await page
    .getByText(/BTC-USD/)
    .last()
    .waitFor();
  await shot("history");
  await page
    .getByRole("button", { name: /settings/i })
    .first()
    .click();
  await page.getByText("Start when I log in").waitFor();
  await shot("settings");
  writeFileSync(join(folder, `tray-${colourScheme}.txt`), `${JSON.stringify(await double.control.tray(), null, 2)}\n`);
  await double.stop();
  await tray.stop();
  await service.stop();
  await bus.stop();
  rmSync(root, { recursive: true, force: true });
}
await browser.close();
