/** Text made fit for a notification server: well formed, without control characters, of a sane length, escaped where it must be. */

/** Longest title and body handed over, in UTF-16 units; servers cut earlier on the screen, none should fail. */
export const titleLimit = 200;
export const bodyLimit = 4000;

/** D-Bus refuses NUL and lone surrogates, and a terminal-like server may act on other control characters. Newlines stay. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, (control) => (control === "\n" ? control : " "));
}

/** At most `limit` long, ending in `…` where it was cut, never in half a character. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** For servers that read the body as markup (capability `body-markup`). Titles are never markup. */
export function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
