/** A message as plain text for a service, cut to what it takes, in the unit that it counts in. */
import { message as words } from "../../../preload/contract/messages/message.ts";
import { formatMoreInHistory } from "../../../preload/contract/text.ts";
import type { RemoteMessage } from "./remote-channel.ts";

/** How much of a limit one code point takes. */
export type Measure = (codePoint: string) => number;

export const utf8Bytes: Measure = (codePoint) => Buffer.byteLength(codePoint);
export const utf16Units: Measure = (codePoint) => codePoint.length;
export const codePoints: Measure = () => 1;

/** Control characters but for line ends, and the bidirectional embeddings and overrides (UAX #9). Isolates stay: they are ours. */
const unwanted = /(?!\n)\p{Cc}|[\u2028\u2029\u202A-\u202E\uFFF9-\uFFFB]/gu;

/** What is left of somebody's text that changes nothing around it. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(unwanted, " ");
}

/** At most `most` by `measure`, ended by "…" where something was left out. Never within a code point. */
export function cutText(text: string, most: number, measure: Measure): string {
  const ellipsis = measure("…");
  let used = 0;
  /** Where the cut would be, and how much is used there. */
  let end = 0;
  let at = 0;
  for (const codePoint of text) {
    used += measure(codePoint);
    if (used > most) return `${text.slice(0, end)}…`;
    at += codePoint.length;
    if (used + ellipsis <= most) end = at;
  }
  return text;
}

/**
 * The body of a message, `text` as the channel writes it, cut to `most`. Where it begins with a list, whole lines are left out at the
 * list's end and counted in its last line, and what follows the list stays.
 */
export function cutBody({ list }: Pick<RemoteMessage, "list">, text: string, most: number, measure: Measure): string {
  if (list === undefined) return cutText(text, most, measure);
  const sizeOf = (line: string): number => [...`${line}\n`].reduce((sum, codePoint) => sum + measure(codePoint), 0);
  const lines = text.split("\n");
  const rest = lines.slice(list.entries);
  const endingFor = (shown: number): string[] => {
    const more = list.entries + list.more - shown;
    return more > 0 ? [formatMoreInHistory(more), ...rest] : rest;
  };
  const sizes = lines.slice(0, list.entries).map(sizeOf);
  let shown = list.entries;
  let used = sizes.reduce((sum, size) => sum + size, 0);
  const isTooLong = (): boolean =>
    used + endingFor(shown).reduce((sum, line) => sum + sizeOf(line), 0) - measure("\n") > most;
  while (shown > 0 && isTooLong()) used -= sizes[(shown -= 1)] ?? 0;
  return cutText([...lines.slice(0, shown), ...endingFor(shown)].join("\n"), most, measure);
}

/** Title and body cleaned; `marksAgain`: the service would show a second one beside the first, and the title says so. */
export function textOf(message: RemoteMessage, marksAgain: boolean): { readonly title: string; readonly body: string } {
  const title = plainText(message.title).replaceAll("\n", " ").trim();
  return {
    title: marksAgain && message.isAgain ? words("text.again", { title }) : title,
    body: plainText(message.body).trim(),
  };
}
