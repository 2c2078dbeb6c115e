/** Where the API key is kept. The desktop host encrypts it with the system's keyring; the headless host uses what follows. */
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cleanKey } from "./api-key.ts";

export type KeyState =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly key: string; readonly backend: string }
  /** Stored, and cannot be decrypted here: it is asked for again and blocks nothing else. */
  | { readonly kind: "unreadable"; readonly backend: string };

export type KeySaved =
  | { readonly kind: "saved"; readonly backend: string }
  /** Used until the app ends, not written down. */
  | { readonly kind: "not-stored"; readonly why: "declined" | "unavailable" };

export interface KeyKeeper {
  load(): Promise<KeyState>;
  /** An empty key forgets the stored one. */
  save(key: string): Promise<KeySaved>;
}

/**
 * A key given by whoever started the app; nothing is written. A new one takes its place until the app ends: a refused key
 * must be replaceable at once, and what was given wins again at the next start.
 */
export function givenKey(key: string, backend: string): KeyKeeper {
  return {
    load: () => Promise.resolve({ kind: "key", key, backend }),
    save: () => Promise.resolve({ kind: "not-stored", why: "unavailable" }),
  };
}

/** A file that nobody else may read (0600). One that others may read, or that holds no key, is refused: it is asked for again. */
export function keyFile(file: string): KeyKeeper {
  return {
    load() {
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat === undefined) return Promise.resolve({ kind: "none" });
      if (process.platform !== "win32" && (stat.mode & 0o077) !== 0) {
        return Promise.resolve({ kind: "unreadable", backend: "file" });
      }
      const key = cleanKey(readFileSync(file, "utf8"));
      if (!key.ok) return Promise.resolve({ kind: "unreadable", backend: "file" });
      return Promise.resolve(key.value === "" ? { kind: "none" } : { kind: "key", key: key.value, backend: "file" });
    },
    save(key) {
      if (key === "") {
        rmSync(file, { force: true });
      } else {
        writeFileSync(file, `${key}\n`, { mode: 0o600 });
        // The mode above is only for a file that is new.
        chmodSync(file, 0o600);
      }
      return Promise.resolve({ kind: "saved", backend: key === "" ? "none" : "file" });
    },
  };
}
