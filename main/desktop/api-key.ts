/** Where the desktop app's API key comes from: the environment of this run, or what the system's keyring opens. */
import { join } from "node:path";
import { cleanKey } from "../app/clean-api-key.ts";
import { givenKey, type ApiKeyStore } from "../app/api-key-store.ts";
import { confirmWeakStorage } from "./dialogs.ts";
import { Secrets, type SecretDeps } from "./encrypted-key.ts";

/** `given`: what the environment had, empty where it had nothing. What is no key is told and left aside. */
export function desktopKeyKeeper(
  given: string,
  deps: Pick<SecretDeps, "safeStorage" | "clock"> & {
    readonly dataDir: string;
    readonly log: (line: string) => void;
  },
): ApiKeyStore {
  const key = cleanKey(given);
  if (!key.ok) deps.log(`PRICEBELL_API_KEY is left aside: ${key.error.message}`);
  else if (key.value !== "") return givenKey(key.value, "environment");
  const { safeStorage, clock, dataDir } = deps;
  const file = join(dataDir, "api-key.json");
  return new Secrets({ safeStorage, platform: process.platform, file, clock, confirmWeak: confirmWeakStorage });
}
