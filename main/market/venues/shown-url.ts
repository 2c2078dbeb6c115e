/** An address as people are shown it: without user, password and query, any of which may hold a secret. */
export function shownUrl(wsUrl: string): string {
  if (!URL.canParse(wsUrl)) return "(not an address)";
  const url = new URL(wsUrl);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
