/** What the headless host prints: for a person, or one JSON object a line for a script. */
import { message as text } from "../../preload/contract/messages/message.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Backup } from "../../preload/contract/contract.ts";
import type { FeedStatus } from "../../preload/contract/feed.ts";
import { formatMoment } from "../../preload/contract/format.ts";
import { fitToShow } from "../delivery/message.ts";
import { eventBody, eventTitle, type TextOptions } from "../../preload/contract/text.ts";

export interface Output {
  listening(url: string, token: string): void;
  /** An event, once, when it is known; later changes of it (a delivery's outcome) are told apart. */
  event(event: AlertEvent, isNew: boolean): void;
  /** Prints only what is new in it. */
  feed(status: FeedStatus): void;
  /** `backups`: what could take the place of a database that cannot be opened, newest first. */
  error(code: string, message: string, backups?: readonly Backup[]): void;
  /** Nothing failed, and a person had better know. Never the first line: that one is `listening`. */
  warning(message: string): void;
  /** A backup was put in place of the database, before the start. */
  restored(name: string, keptIn: string): void;
}

/**
 * `out` and `err` take one line each. `redact` takes secrets out of what may quote words from outside: errors (a stack may
 * quote anything), warnings and the feed's state.
 */
export function createOutput(
  json: boolean,
  out: (line: string) => void,
  err: (line: string) => void,
  redact: (words: string) => string,
  venueName?: TextOptions["venueName"],
): Output {
  let toldFeed = "";
  /** What was last said of the store to a person; a script reads it in every `feed`. */
  let toldProblem = "";
  const line = (value: unknown): void => out(JSON.stringify(value));
  return {
    listening(url, token) {
      if (json) line({ listening: { url, token } });
      else out(text("headless.running", { address: `${url}#token=${token}` }));
    },
    event(event, isNew) {
      if (json) line(isNew ? { event } : { eventChanged: event });
      else if (isNew) out(eventLine(event, { venueName }));
    },
    feed(status) {
      const short = shortFeed(status);
      const text = JSON.stringify(short, (_name, value: unknown) =>
        typeof value === "string" ? redact(value) : value,
      );
      if (text === toldFeed) return;
      toldFeed = text;
      if (json) out(`{"feed":${text}}`);
      const problem = redact(
        [status.store.message, status.store.damagedRows].filter((words) => words != null).join("\n"),
      );
      if (!json && problem !== toldProblem && problem !== "") err(problem);
      toldProblem = problem;
    },
    error(code, words, backups = []) {
      const message = redact(words);
      if (json) line({ error: { code, message, ...(backups.length === 0 ? {} : { backups }) } });
      err(message);
      if (backups.length === 0) return;
      err(text("headless.backups"));
      for (const { name, at, rules } of backups) {
        err(`  ${text("headless.backup", { name, moment: formatMoment(Date.parse(at), null), count: rules })}`);
      }
      err(text("headless.restore-how"));
    },
    warning(words) {
      const message = redact(words);
      if (json) line({ warning: { message } });
      err(message);
    },
    restored(name, keptIn) {
      if (json) line({ restored: { name, keptIn } });
      else out(text("headless.restored", { name, folder: keptIn }));
    },
  };
}

/** `Jan 5, 12:03: BTC-USD crossed above 45,000. 45,000.12 at 12:03:31` */
function eventLine(happened: AlertEvent, words: TextOptions): string {
  // A note may hold a terminal's own commands.
  const event = fitToShow(happened);
  const body = eventBody(event, words).replaceAll("\n", " ");
  return text(event.unsaved === true ? "headless.event-unsaved" : "headless.event", {
    moment: formatMoment(Date.parse(event.decidedAt), null),
    title: eventTitle(event, words),
    body,
  });
}

/** What a script switches on: no counts and no times, which change with every frame. */
function shortFeed(status: FeedStatus): object {
  return {
    summary: status.summary,
    venues: status.venues.map(({ venue, demo, state, since, blindSince, lastError, url }) => {
      return { venue, demo, state, since, blindSince, lastError, url };
    }),
    health: status.health,
    deadManSwitch: withoutTimes(status.deadManSwitch),
    store: status.store,
    channels: status.channels,
  };
}

/** When a beat was taken changes with each of them. */
function withoutTimes({ ping, stoppedMessage }: FeedStatus["deadManSwitch"]): object {
  return {
    ping: { isOn: ping.isOn, trouble: ping.trouble },
    stoppedMessage: { isOn: stoppedMessage.isOn, trouble: stoppedMessage.trouble },
  };
}
