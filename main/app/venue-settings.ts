/** The venue as a command line gives it; both hosts read theirs by this. */
import { addressProblem } from "../../preload/contract/address.ts";
import type { Settings } from "../../preload/contract/settings.ts";

/**
 * The key goes to both addresses: a REST address that was not given is taken from the host of the other, never from somewhere
 * else. Addresses are valid by now.
 */
export function venueSettings(given: {
  readonly demo: boolean;
  readonly wsUrl: string | null;
  readonly restUrl: string | null;
}): Partial<Settings> {
  const { demo, wsUrl, restUrl } = given;
  if (demo) return { venue: "demo" };
  if (wsUrl === null) return restUrl === null ? {} : { restUrl };
  const { protocol, host } = new URL(wsUrl);
  return { venue: "securitypro", wsUrl, restUrl: restUrl ?? `${protocol === "wss:" ? "https" : "http"}://${host}` };
}

/**
 * Why a start with these addresses is refused, in words that name the option and never repeat the address, which may hold a
 * password; null where they can be used. The window refuses the same ones.
 */
export function venueAddressProblem(given: {
  readonly wsUrl: string | null;
  readonly restUrl: string | null;
}): string | null {
  for (const [option, field] of [
    ["--venue-url", "wsUrl"],
    ["--rest-url", "restUrl"],
  ] as const) {
    const address = given[field];
    const problem = address === null ? null : addressProblem(field, address);
    if (problem !== null) return `${option}: ${problem}`;
  }
  return null;
}
