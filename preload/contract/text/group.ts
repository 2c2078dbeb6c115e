/** Many alerts at once, told in one message that names them. */
import type { AlertEvent } from "../event.ts";
import { message } from "../messages/message.ts";
import { eventBody, eventTitle } from "./event.ts";
import type { TextOptions } from "./options.ts";

/** How many a message names before it only counts the rest. */
export const maxGroupNames = 40;

/** Up to this many, each is told with its price and time; more would not be read in a notification. */
const maxDetailedNames = 12;

export interface MessageText {
  readonly title: string;
  readonly body: string;
}

/** `17 alerts fired`, and a line for each of the newest {@link maxGroupNames}, newest first, then `and 5 more`. */
export function formatGroupMessage(events: readonly AlertEvent[], options: TextOptions = {}): MessageText {
  const allFired = events.every((event) => event.kind === "fired");
  const title = message(allFired ? "group.fired" : "group.mixed", { count: events.length });
  const newest = [...events].reverse().slice(0, maxGroupNames);
  const lines = newest.map((event) =>
    newest.length > maxDetailedNames ? eventTitle(event, options) : lineOf(event, options),
  );
  const more = events.length - newest.length;
  if (more > 0) lines.push(message("group.more", { more }));
  return { title, body: lines.join("\n") };
}

function lineOf(event: AlertEvent, options: TextOptions): string {
  const title = eventTitle(event, options);
  const detail = event.kind === "fired" ? (eventBody(event, options).split("\n")[0] ?? "") : "";
  return detail === "" ? title : message("group.line", { title, detail });
}
