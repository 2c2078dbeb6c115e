/** The key's keeping, where the keyring is slow, refuses or wants the key written anew. */
import { constants, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyringWithinMs, Secrets, type SecretDeps } from "../../main/desktop/encrypted-key.ts";
import { ManualClock } from "../doubles/clock.ts";

let folder: string;
let clock: ManualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pricebell-secrets-"));
  clock = new ManualClock();
  writeFileSync(join(folder, "api-key.json"), JSON.stringify({ backend: "gnome_libsecret", ciphertext: "b2xk" }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function secrets(over: Partial<SecretDeps["safeStorage"]>): Secrets {
  return new Secrets({
    safeStorage: {
      isAsyncEncryptionAvailable: () => Promise.resolve(true),
      encryptStringAsync: (text) => Promise.resolve(Buffer.from(`new ${text}`)),
      decryptStringAsync: () => Promise.resolve({ result: "the key", shouldReEncrypt: false }),
      getSelectedStorageBackend: () => "gnome_libsecret",
      setUsePlainTextEncryption: () => undefined,
      ...over,
    },
    platform: "linux",
    file: join(folder, "api-key.json"),
    clock,
    confirmWeak: () => Promise.resolve(false),
  });
}

test("a keyring that waits for its password does not hold up the start", async () => {
  const loaded = secrets({ decryptStringAsync: () => new Promise(() => undefined) }).load();
  clock.advance(keyringWithinMs);
  expect(await loaded).toEqual({ kind: "unreadable", backend: "gnome_libsecret" });
  expect(clock.pending).toBe(0);
});

test("a keyring that refuses is not waited for", async () => {
  expect(await secrets({ decryptStringAsync: () => Promise.reject(new Error("the key")) }).load()).toEqual({
    kind: "unreadable",
    backend: "gnome_libsecret",
  });
  expect(clock.pending).toBe(0);
});

test("a key that should be encrypted anew is; one that cannot be is still read", async () => {
  const anew = { decryptStringAsync: () => Promise.resolve({ result: "the key", shouldReEncrypt: true }) };
  const key = { kind: "key", key: "the key", backend: "gnome_libsecret" };
  expect(await secrets({ ...anew, encryptStringAsync: () => Promise.reject(new Error("locked")) }).load()).toEqual(key);
  expect(readFileSync(join(folder, "api-key.json"), "utf8")).toContain("b2xk");
  expect(await secrets(anew).load()).toEqual(key);
  expect(readFileSync(join(folder, "api-key.json"), "utf8")).toContain(Buffer.from("new the key").toString("base64"));
});

test("a key that the keyring does not take is used until the app ends, and the one before it is forgotten", async () => {
  const locked = secrets({ encryptStringAsync: () => Promise.reject(new Error("locked")) });
  expect(await locked.save("a new key")).toEqual({ kind: "not-stored", why: "unavailable" });
  expect(await locked.load()).toEqual({ kind: "none" });
});

test("a key is never written through a link, nor into a leftover that others can read", async () => {
  const [elsewhere, next] = ["elsewhere", "api-key.json.new"].map((name) => join(folder, name)) as [string, string];
  writeFileSync(elsewhere, "theirs");
  for (const put of [() => symlinkSync(elsewhere, next), () => writeFileSync(next, "left", { mode: 0o644 })]) {
    put();
    expect(await secrets({}).save("another")).toMatchObject({ kind: "saved" });
    expect(lstatSync(join(folder, "api-key.json"))).toMatchObject({ mode: constants.S_IFREG | 0o600 });
  }
  expect(readFileSync(elsewhere, "utf8")).toBe("theirs");
});
