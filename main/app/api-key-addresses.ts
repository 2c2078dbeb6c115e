/** The same as `venues/key-addresses.ts` says, for the one venue whose addresses and key stand among the settings until they are kept for each venue. */
import { defaultSettings, type Settings } from "../../preload/contract/settings.ts";
import { mayBeSent as mayBe, type KeyAddresses } from "./venues/key-addresses.ts";

export function addressesOf({ wsUrl, restUrl, keyPlacement }: Settings): KeyAddresses {
  return { wsUrl, restUrl, values: { keyPlacement } };
}

export function mayBeSent(enteredFor: KeyAddresses | undefined, now: Settings, fixed: Partial<Settings>): boolean {
  return mayBe(enteredFor, addressesOf(now), defaultSettings, fixed);
}
