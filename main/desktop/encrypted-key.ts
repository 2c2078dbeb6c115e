/**
 * The API key, encrypted by the system's keyring and kept in a 0600 file with the name of the keyring that did it. It is read
 * by main alone; the page learns whether there is one. What cannot be decrypted is asked for again and blocks nothing else.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { SafeStorage } from "electron";
import { readKeyAddresses, type KeyAddresses } from "../app/venues/key-addresses.ts";
import type { Clock } from "../lib/clock.ts";

/** A locked keyring waits for its password, at a start at login perhaps for hours. Nothing is watched before this is over. Milliseconds. */
export const keyringWithinMs = 20_000;

/** Electron's name for no keyring: a password that everyone knows. */
const weakBackend = "basic_text";

export interface SecretDeps {
  readonly safeStorage: Pick<
    SafeStorage,
    | "isAsyncEncryptionAvailable"
    | "encryptStringAsync"
    | "decryptStringAsync"
    | "getSelectedStorageBackend"
    | "setUsePlainTextEncryption"
  >;
  readonly platform: NodeJS.Platform;
  readonly file: string;
  readonly clock: Clock;
  /** No keyring: what is stored is as good as plain text. Asks the person whether to store it all the same. */
  readonly confirmWeak: () => Promise<boolean>;
}

export type SecretState =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly key: string; readonly backend: string; readonly enteredFor?: KeyAddresses }
  /** There is a file, and this session's keyring cannot open it: another desktop, a reset keyring, a copied profile. */
  | { readonly kind: "unreadable"; readonly backend: string };

export type SaveOutcome =
  | { readonly kind: "saved"; readonly backend: string }
  /** Used until the app ends, not written down: the person declined, or there is no encryption at all. */
  | { readonly kind: "not-stored"; readonly why: "declined" | "unavailable" };

export class Secrets {
  readonly #deps: SecretDeps;

  constructor(deps: SecretDeps) {
    this.#deps = deps;
  }

  /** The name of what encrypts here and now; after `ready`. */
  backend(): string {
    if (this.#deps.platform === "darwin") return "keychain";
    if (this.#deps.platform === "win32") return "dpapi";
    return this.#deps.safeStorage.getSelectedStorageBackend();
  }

  async load(): Promise<SecretState> {
    const stored = this.#read();
    if (stored === null) return { kind: "none" };
    // The person agreed to it when this was written. Electron has to be told before every use that there is no keyring to wait for.
    if (stored.backend === weakBackend) this.#deps.safeStorage.setUsePlainTextEncryption(true);
    const opened = await this.#decrypt(stored.ciphertext);
    if (opened === null) return { kind: "unreadable", backend: stored.backend };
    try {
      if (opened.shouldReEncrypt) await this.#write(opened.result, stored.enteredFor);
    } catch {
      // A full disk, or a keyring that only reads: what is stored can still be read, and is written anew another time.
    }
    const { backend, enteredFor } = stored;
    return { kind: "key", key: opened.result, backend, ...(enteredFor === undefined ? {} : { enteredFor }) };
  }

  /** Null where the keyring refuses, or has not answered in time. */
  async #decrypt(ciphertext: string): Promise<{ result: string; shouldReEncrypt: boolean } | null> {
    const { promise: late, resolve } = Promise.withResolvers<null>();
    const timer = this.#deps.clock.after(keyringWithinMs, () => resolve(null));
    try {
      return await Promise.race([this.#deps.safeStorage.decryptStringAsync(Buffer.from(ciphertext, "base64")), late]);
    } catch {
      // The message of the keyring may quote what it was given: it is not passed on.
      return null;
    } finally {
      timer.cancel();
    }
  }

  /** An empty key forgets the stored one. `enteredFor` is kept with the key: it is sent there and nowhere else. */
  async save(key: string, enteredFor?: KeyAddresses): Promise<SaveOutcome> {
    if (key === "") {
      rmSync(this.#deps.file, { force: true });
      return { kind: "saved", backend: "none" };
    }
    // Asked first: without a keyring Electron may say that there is no encryption at all until it is told to do with less.
    if (this.backend() === weakBackend) {
      if (!(await this.#deps.confirmWeak())) {
        rmSync(this.#deps.file, { force: true });
        return { kind: "not-stored", why: "declined" };
      }
      this.#deps.safeStorage.setUsePlainTextEncryption(true);
    }
    if (!(await this.#deps.safeStorage.isAsyncEncryptionAvailable())) return { kind: "not-stored", why: "unavailable" };
    try {
      await this.#write(key, enteredFor);
      return { kind: "saved", backend: this.backend() };
    } catch {
      // A keyring that the person did not unlock, or a full disk. The message may quote the key: it is not passed on.
      this.#forget();
      return { kind: "not-stored", why: "unavailable" };
    }
  }

  /** The stored key is not the one that is wanted any more. */
  #forget(): void {
    try {
      rmSync(this.#deps.file, { force: true });
    } catch {
      // A disk that cannot be written: the old key is tried once more at the next start, and refused if it is wrong.
    }
  }

  async #write(key: string, enteredFor: KeyAddresses | undefined): Promise<void> {
    const ciphertext = (await this.#deps.safeStorage.encryptStringAsync(key)).toString("base64");
    const next = `${this.#deps.file}.new`;
    // A file of its own: a leftover keeps its mode, and written through a link it would land somewhere else.
    rmSync(next, { force: true });
    const content = JSON.stringify({ backend: this.backend(), ciphertext, enteredFor });
    writeFileSync(next, content, { mode: 0o600, flag: "wx" });
    renameSync(next, this.#deps.file);
  }

  #read(): { backend: string; ciphertext: string; enteredFor: KeyAddresses | undefined } | null {
    let value: unknown;
    try {
      value = JSON.parse(readFileSync(this.#deps.file, "utf8"));
    } catch {
      // No file, or one cut short: there is no key, and the person is asked for it.
      return null;
    }
    if (typeof value !== "object" || value === null) return null;
    const { backend, ciphertext, enteredFor } = value as Record<string, unknown>;
    if (typeof backend !== "string" || typeof ciphertext !== "string") return null;
    return { backend, ciphertext, enteredFor: readKeyAddresses(enteredFor) };
  }
}
