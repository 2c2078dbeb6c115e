/** What the headless host prints: for a person, or one JSON object a line for a script. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { FeedStatus } from "../../preload/contract/feed.ts";

export interface Output {
  listening(url: string, token: string): void;
  /** An event, once, when it is known; later changes of it (a delivery's outcome) are told apart. */
  event(event: AlertEvent, isNew: boolean): void;
  /** Prints only what is new in it. */
  feed(status: FeedStatus): void;
  error(code: string, message: string): void;
}

/** `out` and `err` take one line each. */
export function createOutput(json: boolean, out: (line: string) => void, err: (line: string) => void): Output {
  let toldFeed = "";
  const line = (value: unknown): void => out(JSON.stringify(value));
  return {
    listening(url, token) {
      if (json) line({ listening: { url, token } });
      else
        out(
          `Pricebell is running. Open this address in a browser on this machine:\n\n  ${url}#token=${token}\n\nCtrl+C ends it.`,
        );
    },
    event(event, isNew) {
      if (json) line(isNew ? { event } : { eventChanged: event });
    },
    feed(status) {
      const short = shortFeed(status);
      const text = JSON.stringify(short);
      if (text === toldFeed) return;
      toldFeed = text;
      if (json) line({ feed: short });
    },
    error(code, message) {
      if (json) line({ error: { code, message } });
      err(message);
    },
  };
}

/** What a script switches on: no counts and no times, which change with every frame. */
function shortFeed(status: FeedStatus): object {
  return {
    summary: status.summary,
    venues: status.venues.map(({ venue, demo, state, since, blindSince, lastError, url }) => {
      return { venue, demo, state, since, blindSince, lastError, url };
    }),
    store: status.store,
    channels: status.channels,
  };
}
