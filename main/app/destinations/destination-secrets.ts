/**
 * The secrets of destinations, each destination's in a place of its own where API keys are kept. A secret goes where it was entered
 * for and nowhere else: the page can change the address of a server, and whoever takes the page over could have it sent to theirs.
 */
import { join } from "node:path";
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { FieldValues } from "../../delivery/channels/remote-channel.ts";
import { keyFile, type ApiKeyStore } from "../api-key-store.ts";

/** Where the secrets of a destination are kept: one text, encrypted or in a file that nobody else may read. */
export type SecretStores = (destination: DestinationId) => ApiKeyStore;

/** The name of what holds them in the data folder, without its ending. */
export const secretFileStem = (destination: DestinationId): string => `destination-${destination}`;

/** Where no keyring is: a file each, 0600. */
export function secretFiles(dataDir: string): SecretStores {
  return (id) => keyFile(join(dataDir, secretFileStem(id)));
}

interface Secret {
  readonly value: string;
  readonly enteredFor: FieldValues;
}
type Secrets = Readonly<Record<string, Secret>>;

export class DestinationSecrets {
  readonly #stores: SecretStores;
  readonly #known = new Map<DestinationId, Secrets>();

  constructor(stores: SecretStores) {
    this.#stores = stores;
  }

  /** Side by side: a keyring may wait for its password. What cannot be read is as if it were not there, and is asked for again. */
  async load(destinations: readonly DestinationId[]): Promise<void> {
    const loaded = destinations.map(async (id) => {
      const state = await this.#stores(id).load();
      this.#known.set(id, state.kind === "key" ? decoded(state.key) : {});
    });
    await Promise.all(loaded);
  }

  /**
   * What was entered before a field came to bind it says nothing of that field: from here on it is for what is set, and nobody has to
   * enter it again. To be called as it is read, before anybody can change what is set.
   */
  async bindMissing(id: DestinationId, binding: FieldValues): Promise<void> {
    const entries = Object.entries(this.#known.get(id) ?? {});
    const names = Object.keys(binding);
    if (entries.every(([, { enteredFor }]) => names.every((name) => name in enteredFor))) return;
    const next = entries.map(([name, { value, enteredFor }]): [string, Secret] => {
      return [name, { value, enteredFor: { ...binding, ...enteredFor } }];
    });
    // Where it cannot be written down it holds until the end, as an entered one does.
    await this.#write(id, Object.fromEntries(next));
  }

  /** Those that may be sent to what is set now. */
  usable(id: DestinationId, binding: FieldValues): FieldValues {
    const entries = Object.entries(this.#known.get(id) ?? {});
    return Object.fromEntries(
      entries.filter(([, each]) => isFor(each, binding)).map(([name, { value }]) => [name, value]),
    );
  }

  /** Names of those that are there and were entered for something else. */
  toEnterAgain(id: DestinationId, binding: FieldValues): string[] {
    const entries = Object.entries(this.#known.get(id) ?? {});
    return entries.filter(([, each]) => !isFor(each, binding)).map(([name]) => name);
  }

  /** Adds to those that are there; an empty one is forgotten. False where they could not be written down: they hold until the end. */
  async set(id: DestinationId, entered: FieldValues, binding: FieldValues): Promise<boolean> {
    const next: Record<string, Secret> = { ...this.#known.get(id) };
    for (const [name, value] of Object.entries(entered)) {
      if (value === "") delete next[name];
      else next[name] = { value, enteredFor: binding };
    }
    return this.#write(id, next);
  }

  async forget(id: DestinationId): Promise<void> {
    this.#known.delete(id);
    await this.#stores(id).save("");
  }

  async #write(id: DestinationId, secrets: Secrets): Promise<boolean> {
    this.#known.set(id, secrets);
    const isEmpty = Object.keys(secrets).length === 0;
    const saved = await this.#stores(id).save(isEmpty ? "" : encoded(secrets));
    return saved.kind === "saved";
  }
}

function isFor({ enteredFor }: Secret, binding: FieldValues): boolean {
  return Object.entries(binding).every(([name, value]) => enteredFor[name] === value);
}

/** As one word of printable characters, which is what the places for keys take. */
function encoded(secrets: Secrets): string {
  return Buffer.from(JSON.stringify(secrets)).toString("base64url");
}

/** What is no such text is no secret of ours: it is asked for again. */
function decoded(text: string): Secrets {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return {};
  }
  if (!isRecord(value)) return {};
  const secrets: Record<string, Secret> = {};
  for (const [name, each] of Object.entries(value)) {
    if (!isRecord(each) || typeof each["value"] !== "string" || !isTexts(each["enteredFor"])) continue;
    secrets[name] = { value: each["value"], enteredFor: each["enteredFor"] };
  }
  return secrets;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((one) => typeof one === "string");
}
