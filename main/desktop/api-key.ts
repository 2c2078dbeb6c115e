/** Where the desktop app's API keys come from: the environment of this run, or what the system's keyring opens. */
import { join } from "node:path";
import { cleanKey } from "../app/clean-api-key.ts";
import { givenKey } from "../app/api-key-store.ts";
import { secretFileStem, type SecretStores } from "../app/destinations/destination-secrets.ts";
import { apiKeyFileStem, type ApiKeyStores } from "../app/venues/venue-keys.ts";
import type { AppOptions } from "../app/app-interface.ts";
import { confirmKeyAddresses, confirmWeakStorage } from "./dialogs.ts";
import { Secrets, type SecretDeps } from "./encrypted-key.ts";

/** What of {@link AppOptions} is about keys and secrets, on the desktop. Both parameters as below. */
export function desktopKeys(
  ...[given, deps]: Parameters<typeof desktopKeyStores>
): Required<Pick<AppOptions, "apiKeyStores" | "secretStores" | "confirmKeyAddresses">> {
  return {
    apiKeyStores: desktopKeyStores(given, deps),
    secretStores: desktopSecretStores(deps),
    confirmKeyAddresses: ({ nameInText }, { wsUrl, restUrl }) => confirmKeyAddresses(nameInText, wsUrl, restUrl),
  };
}

/**
 * `given`: what the environment had, for the venue that is meant without a name; empty where it had nothing. What is no key is told
 * and left aside.
 */
function desktopKeyStores(
  given: string,
  deps: Pick<SecretDeps, "safeStorage" | "clock"> & {
    readonly dataDir: string;
    readonly log: (line: string) => void;
  },
): ApiKeyStores {
  const key = cleanKey(given);
  if (!key.ok) deps.log(`PRICEBELL_API_KEY is left aside: ${key.error.message}`);
  const { safeStorage, clock, dataDir } = deps;
  return (venue) => {
    if (venue.isDefault === true && key.ok && key.value !== "") return givenKey(key.value, "environment");
    const file = join(dataDir, `${apiKeyFileStem(venue)}.json`);
    return new Secrets({ safeStorage, platform: process.platform, file, clock, confirmWeak: confirmWeakStorage });
  };
}

/** The secrets of destinations, in the same keyring: a file each, encrypted. */
function desktopSecretStores(
  deps: Pick<SecretDeps, "safeStorage" | "clock"> & { readonly dataDir: string },
): SecretStores {
  const { safeStorage, clock, dataDir } = deps;
  return (id) => {
    const file = join(dataDir, `${secretFileStem(id)}.json`);
    return new Secrets({ safeStorage, platform: process.platform, file, clock, confirmWeak: confirmWeakStorage });
  };
}
