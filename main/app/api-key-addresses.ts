/**
 * Which addresses a key may be sent to. The page can change the addresses of the venue, and what the page can do, whoever takes
 * it over can: a key goes to the addresses that it was entered for, or to those on this run's command line, to no others.
 */
import { defaultSettings, type Settings } from "../../preload/contract/settings.ts";

/** Both addresses that a key was entered for, and the way in which it is sent there: an address with the key in it is logged by servers. */
export type KeyAddresses = Pick<Settings, "wsUrl" | "restUrl" | "keyPlacement">;

/** Those of the settings. */
export function addressesOf({ wsUrl, restUrl, keyPlacement }: Settings): KeyAddresses {
  return { wsUrl, restUrl, keyPlacement };
}

/**
 * Whether a key may be sent as the settings say now. `enteredFor` undefined: whoever started the app gave it, in the
 * environment or a file, for the addresses on the command line (`fixed`); where there are none, for the venue's own.
 */
export function mayBeSent(enteredFor: KeyAddresses | undefined, now: Settings, fixed: Partial<Settings>): boolean {
  const { wsUrl, restUrl, keyPlacement } = enteredFor ?? {
    ...addressesOf(defaultSettings),
    keyPlacement: now.keyPlacement,
  };
  return (
    (fixed.wsUrl !== undefined || now.wsUrl === wsUrl) &&
    (fixed.restUrl !== undefined || now.restUrl === restUrl) &&
    now.keyPlacement === keyPlacement
  );
}

/** Read back from where a key is kept; undefined where it is none. */
export function readKeyAddresses(value: unknown): KeyAddresses | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { wsUrl, restUrl, keyPlacement } = value as Record<string, unknown>;
  if (typeof wsUrl !== "string" || typeof restUrl !== "string") return undefined;
  return keyPlacement === "frame" || keyPlacement === "query" ? { wsUrl, restUrl, keyPlacement } : undefined;
}
