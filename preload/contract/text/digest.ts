/** What happened during quiet hours, told together when they are over. */
import type { AlertEvent } from "../event.ts";
import { formatMoment } from "../format.ts";
import { message } from "../messages/message.ts";
import { eventTitle } from "./event.ts";
import { timeOptions, type TextOptions } from "./options.ts";

export interface DigestText {
  /** `While it was quiet: 7 alerts` */
  readonly title: string;
  /** `03:12: BTC-USD crossed above 45,000`, oldest first; of the first `most` events. */
  readonly lines: readonly string[];
}

/** `events` are in the order in which they happened. */
export function formatDigest(events: readonly AlertEvent[], most: number, options: TextOptions = {}): DigestText {
  const lines = events.slice(0, most).map((event) => {
    const moment = formatMoment(Date.parse(event.decidedAt), options.now ?? null, timeOptions(options));
    return message("digest.line", { moment, title: eventTitle(event, options) }).replaceAll("\n", " ");
  });
  return { title: message("digest.title", { count: events.length }), lines };
}

/** `and 12 more, in the history` */
export function formatMoreInHistory(count: number): string {
  return message("digest.more", { count });
}
