/** The API key on the desktop: encrypted by the system's keyring, and sent nowhere without the person's word. On the double. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environment, eventually, host, securityPro, start, useDesktop } from "./desktop-harness.ts";

useDesktop();

test("the key is encrypted with the keyring's name beside it, and the page never sees it", async () => {
  const key = "sk-very-secret-0123456789";
  await start();
  const page = await host.page();
  const seen: string[] = [];
  page.on("console", (message) => seen.push(message.text()));
  await page
    .getByRole("button", { name: /settings/i })
    .first()
    .click();
  await page.getByLabel("API key").fill(key);
  await page.getByLabel("API key").press("Enter");
  await eventually(securityPro).toMatchObject({
    hasApiKey: true,
    apiKeyBackend: "gnome_libsecret",
  });
  await eventually(() =>
    page.evaluate(`[...document.querySelectorAll("input")].map((input) => input.value).join()`),
  ).not.toContain(key);
  const file = join(environment.dataDir, "api-key.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const stored = JSON.parse(readFileSync(file, "utf8")) as { backend: string; ciphertext: string };
  expect(stored.backend).toBe("gnome_libsecret");
  expect(Buffer.from(stored.ciphertext, "base64").toString("latin1")).not.toContain(key);
  const everything = [
    readFileSync(file, "utf8"),
    JSON.stringify([
      await host.value("venues.list", {}),
      await host.value("feed.status", {}),
      await host.value("app.info", {}),
    ]),
    await page.content(),
    seen.join(),
    host.double.log,
    readFileSync(join(environment.dataDir, "logs", "pricebell.log"), "utf8"),
    readFileSync(join(environment.dataDir, "pricebell.db"), "latin1"),
  ];
  for (const text of everything) expect(text).not.toContain(key);
  await eventually(() => JSON.stringify(environment.exchange.received)).toContain(key);

  // The same keyring reads it after a restart.
  await host.killAndRestart(() => undefined);
  await host.page();
  expect(await securityPro()).toMatchObject({ hasApiKey: true, apiKeyBackend: "gnome_libsecret" });

  // Another keyring cannot read it: it is asked for again, and nothing else is held up.
  await host.killAndRestart(() => undefined, {
    config: { keyring: { backend: "kwallet6", secret: "of another session" } },
  });
  await host.page();
  expect(await securityPro()).toMatchObject({
    hasApiKey: false,
    apiKeyBackend: "gnome_libsecret (unreadable)",
  });
  expect(await host.value("rules.list", {})).toEqual([]);
});

test("without a keyring the person is asked, and what is not stored is gone with the app", async () => {
  await start({ config: { keyring: { backend: "basic_text", secret: "peanuts" }, dialogAnswer: 0 } });
  expect(await host.value("venues.set", { venue: "securitypro", apiKey: "sk-1" })).toMatchObject({ hasApiKey: true });
  expect(await host.control.dialogs()).toMatchObject([{ message: "This system has no keyring" }]);
  expect(existsSync(join(environment.dataDir, "api-key.json"))).toBe(false);
});

test("without a keyring the key is stored where the person wants it all the same, and is there after a restart", async () => {
  const keyring = { backend: "basic_text", secret: "peanuts" } as const;
  await start({ config: { keyring, dialogAnswer: 1 } });
  const kept = { hasApiKey: true, apiKeyBackend: "basic_text" };
  expect(await host.value("venues.set", { venue: "securitypro", apiKey: "sk-1" })).toMatchObject(kept);
  await host.killAndRestart(() => undefined);
  await host.page();
  expect(await securityPro()).toMatchObject(kept);
});

test("a key of the environment is used, and no process that the app or Chromium starts inherits it", async () => {
  const key = "sk-of-the-environment";
  await start({ env: { DBUS_SESSION_BUS_ADDRESS: environment.bus.address, PRICEBELL_API_KEY: key } });
  expect(await securityPro()).toMatchObject({ hasApiKey: true, apiKeyBackend: "environment" });
  const { atFirstCall, now } = await host.control.inherited();
  for (const seen of [atFirstCall, now]) {
    expect(seen).toContain('"PATH"');
    expect(seen).not.toContain(key);
    expect(seen).not.toContain("PRICEBELL_API_KEY");
  }
  expect(existsSync(join(environment.dataDir, "api-key.json"))).toBe(false);
});

test("an address that the page sets gets the key only where the person says so in a box of the app's own", async () => {
  // No address on the command line: that would be the one that the key is for.
  await start({ args: [], config: { dialogAnswer: 0 } });
  const set = (change: object) => host.value("venues.set", { venue: "securitypro", ...change });
  await set({ wsUrl: null, restUrl: null, apiKey: "sk-of-the-venue" });
  expect(await set({ wsUrl: "wss://elsewhere.test/ws" })).toMatchObject({
    hasApiKey: false,
    isApiKeyForOtherAddresses: true,
  });
  expect(await host.control.dialogs()).toMatchObject([
    {
      message: "Send the API key of SecurityPro to another address?",
      detail: expect.stringContaining("wss://elsewhere.test/ws"),
      buttons: ["Do not send it", "Send it there"],
    },
  ]);
});
