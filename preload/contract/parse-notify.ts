/** Where a rule is told, from the outside: checked field by field, defaults filled in. */
import {
  defaultNotify,
  destinationIdPattern,
  maxDestinations,
  ruleSounds,
  urgencies,
  type Notify,
} from "./destination.ts";
import { message } from "./messages/message.ts";
import { oneOf, record, refuse } from "./parse-values.ts";

const destinationId = new RegExp(destinationIdPattern);

/** Left out, as a whole or in part, it is at its default. Whether there is such a destination is for the app to say. */
export function parseNotify(input: unknown): Notify {
  if (input === undefined) return defaultNotify;
  const given = record(input, "notify", ["to", "urgency", "sound"]);
  const sound = oneOf(given["sound"] ?? "default", ["default", ...ruleSounds], "notify.sound");
  return {
    to: parseTo(given["to"] ?? defaultNotify.to),
    urgency: oneOf(given["urgency"] ?? defaultNotify.urgency, urgencies, "notify.urgency"),
    ...(sound === "default" ? {} : { sound }),
  };
}

function parseTo(input: unknown): Notify["to"] {
  if (input === "default") return input;
  if (!Array.isArray(input) || input.length === 0) return refuse("notify.to", message("refusal.notify-to"));
  if (input.length > maxDestinations)
    return refuse("notify.to", message("refusal.notify-many", { most: maxDestinations }));
  const ids: string[] = [];
  for (const [index, id] of input.entries()) {
    if (typeof id !== "string" || !destinationId.test(id))
      return refuse(`notify.to.${index}`, message("refusal.notify-id"));
    // Named twice it is told once.
    if (!ids.includes(id)) ids.push(id);
  }
  return ids;
}
