/** An address as people are shown it: without user, password and query, any of which may hold a secret. */
import { message } from "../../../preload/contract/messages/message.ts";
export function shownUrl(wsUrl: string): string {
  if (!URL.canParse(wsUrl)) return message("venue.not-an-address");
  const url = new URL(wsUrl);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
