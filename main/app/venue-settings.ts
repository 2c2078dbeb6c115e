/** The venue as a command line gives it; both hosts read theirs by this. */
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
