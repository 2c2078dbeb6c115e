/** Where an alert is told, by the names that a person gave. */
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { nameOfDestination, type NamedDestination } from "../composer/line/destination-names.ts";

export function toldAt({ notify, toldInstead }: Rule, destinations: readonly NamedDestination[]): string {
  if (toldInstead !== undefined) return message("table.told-instead");
  const where =
    notify.to === "default"
      ? message("table.told-default")
      : notify.to.map((id) => nameOfDestination(id, destinations)).join(", ");
  return notify.urgency === "critical" ? message("table.told-critical", { where }) : where;
}
