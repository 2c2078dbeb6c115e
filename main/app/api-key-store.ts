/** Where the API key is kept. The desktop host encrypts it with the system's keyring; the headless host uses what follows. */
import { lstatSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { storageFailure } from "../store/storage-failure.ts";
import { cleanKey } from "./clean-api-key.ts";
import { readKeyAddresses, type KeyAddresses } from "./venues/key-addresses.ts";

export type KeyState =
  | { readonly kind: "none" }
  | {
      readonly kind: "key";
      readonly key: string;
      readonly backend: string;
      /** Absent: whoever started the app gave it, or it is from before this was kept. */
      readonly enteredFor?: KeyAddresses;
    }
  /** Stored, and cannot be decrypted here: it is asked for again and blocks nothing else. */
  | { readonly kind: "unreadable"; readonly backend: string };

export type KeySaved =
  | { readonly kind: "saved"; readonly backend: string }
  /** Used until the app ends, not written down. */
  | { readonly kind: "not-stored"; readonly why: "declined" | "unavailable" };

export interface ApiKeyStore {
  load(): Promise<KeyState>;
  /** An empty key forgets the stored one. `enteredFor` is kept with the key. */
  save(key: string, enteredFor?: KeyAddresses): Promise<KeySaved>;
}

/**
 * A key given by whoever started the app; nothing is written. A new one takes its place until the app ends: a refused key
 * must be replaceable at once, and what was given wins again at the next start.
 */
export function givenKey(key: string, backend: string): ApiKeyStore {
  return {
    load: () => Promise.resolve({ kind: "key", key, backend }),
    save: () => Promise.resolve({ kind: "not-stored", why: "unavailable" }),
  };
}

/**
 * A file that nobody else may read (0600). One that others may read, that holds no key or cannot be read is refused: it is asked
 * for again. A second line says what it was entered for, where a page entered it. Never written through a link: a key goes into no other file than this.
 */
export function keyFile(file: string): ApiKeyStore {
  return {
    load() {
      const text = readPrivately(file);
      if (text === null) return Promise.resolve({ kind: "none" });
      if (text === "unreadable") return Promise.resolve({ kind: "unreadable", backend: "file" });
      return Promise.resolve(stateOf(text.content));
    },
    save(key, enteredFor) {
      const isDone = writePrivately(file, key, enteredFor);
      if (!isDone) return Promise.resolve({ kind: "not-stored", why: "unavailable" });
      return Promise.resolve({ kind: "saved", backend: key === "" ? "none" : "file" });
    },
  };
}

function readPrivately(file: string): { content: string } | "unreadable" | null {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    const isPrivate = process.platform === "win32" || (stat.mode & 0o077) === 0;
    return stat.isFile() && isPrivate ? { content: readFileSync(file, "utf8") } : "unreadable";
  } catch (error) {
    if (storageFailure(error) === null) throw error;
    return "unreadable";
  }
}

/** Removes the file where the key is empty. False where that cannot be: the key is used until the app ends. */
function writePrivately(file: string, key: string, enteredFor: KeyAddresses | undefined): boolean {
  try {
    // Given by name, it may be a link that whoever made it cares for (secrets of a container are such).
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) return false;
    if (key === "") {
      rmSync(file, { force: true });
      return true;
    }
    const next = `${file}.new`;
    rmSync(next, { force: true });
    const second = enteredFor === undefined ? "" : `${JSON.stringify(enteredFor)}\n`;
    writeFileSync(next, `${key}\n${second}`, { mode: 0o600, flag: "wx" });
    renameSync(next, file);
    return true;
  } catch (error) {
    if (storageFailure(error) === null) throw error;
    return false;
  }
}

function stateOf(text: string): KeyState {
  const [first = "", ...others] = text.trim().split("\n");
  const key = cleanKey(first);
  const rest = others.join("\n").trim();
  const enteredFor = rest === "" ? undefined : addressesIn(rest);
  // A second line that says nothing known may have been the addresses: a key without them would be taken for the starter's own.
  if (!key.ok || (rest !== "" && enteredFor === undefined)) return { kind: "unreadable", backend: "file" };
  if (key.value === "") return { kind: "none" };
  return { kind: "key", key: key.value, backend: "file", ...(enteredFor === undefined ? {} : { enteredFor }) };
}

function addressesIn(text: string): KeyAddresses | undefined {
  try {
    return readKeyAddresses(JSON.parse(text));
  } catch {
    // No JSON: somebody else's line.
    return undefined;
  }
}
