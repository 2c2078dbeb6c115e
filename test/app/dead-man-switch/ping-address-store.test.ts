/** Where the address and its key are kept, and to whom the key goes. */
import { expect, it } from "vitest";
import { PingAddressStore } from "../../../main/app/dead-man-switch/ping-address-store.ts";
import { DestinationSecrets, secretFiles } from "../../../main/app/destinations/destination-secrets.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { checkId, readWriteKey } from "../../doubles/services/healthchecks.ts";
import { tempDir } from "../app-harness.ts";

const address = `https://hc-ping.com/${checkId}`;

async function storeIn(folder: string): Promise<{ store: PingAddressStore; redactor: Redactor }> {
  const redactor = new Redactor();
  const store = new PingAddressStore(new DestinationSecrets(secretFiles(folder)), redactor, () => "auto");
  await store.load();
  return { store, redactor };
}

it("is there after a restart, with its key, and both are taken out of words", async () => {
  const folder = tempDir();
  const { store } = await storeIn(folder);
  expect(store.current).toBeNull();
  expect(await store.set(address, readWriteKey)).toEqual({ ok: true, value: {} });
  const next = await storeIn(folder);
  expect(next.store.current).toMatchObject({ form: "healthchecks", pause: { headers: { "X-Api-Key": readWriteKey } } });
  const words = next.redactor.redact(`no ${checkId}, key ${readWriteKey}`);
  expect(words).not.toContain(checkId);
  expect(words).not.toContain(readWriteKey);
});

it("another address has no key, and none at all is none", async () => {
  const folder = tempDir();
  const { store } = await storeIn(folder);
  await store.set(address, readWriteKey);
  await store.set(`https://evil.example/ping/${checkId}`, "");
  expect(store.current?.pause).toBeNull();
  await store.set("", "");
  expect((await storeIn(folder)).store.current).toBeNull();
});

it.each([
  ["not an address", "", "address"],
  ["https://any.example/beat", readWriteKey, "apiKey"],
  ["", readWriteKey, "apiKey"],
  [address, "two words", "apiKey"],
])("%j with the key %j is refused, and what was there stays", async (given, key, field) => {
  const { store } = await storeIn(tempDir());
  await store.set(address, readWriteKey);
  expect(await store.set(given, key)).toMatchObject({ ok: false, error: { field } });
  expect(store.current?.pause).not.toBeNull();
});

it("one that was given for this run wins over what is kept, is not sent the key of that, and cannot be changed from the window", async () => {
  const folder = tempDir();
  await (await storeIn(folder)).store.set(address, readWriteKey);
  const redactor = new Redactor();
  const given = `https://other.example/T0ken-of-this-run/ping/${checkId}`;
  const secrets = new DestinationSecrets(secretFiles(folder));
  const store = new PingAddressStore(secrets, redactor, () => "auto", given);
  await store.load();
  expect(store.current).toMatchObject({ form: "healthchecks", pause: null });
  expect(redactor.redact(given)).not.toContain("T0ken-of-this-run");
  expect(await store.set("", "")).toMatchObject({ ok: false, error: { field: "address" } });
  expect((await storeIn(folder)).store.current?.url.href).toBe(address);
});
