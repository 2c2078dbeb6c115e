/** Where alerts are told, by the names that a person gave. */
import type { Api } from "../../preload/api.ts";
import type { Destination } from "../../preload/contract/destination.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule } from "../../preload/contract/rule.ts";

export class ToldAt {
  #destinations = $state.raw<readonly Destination[]>([]);

  /** Asks for the names, and follows them; called once an alert names a destination. Returns the function that ends it. */
  follow(api: Pick<Api, "destinations">): () => void {
    void api.destinations.list({}).then((found) => {
      // Without an answer their ids stand for them.
      if (found.ok) this.#destinations = found.value;
    });
    return api.destinations.onChanged((changed) => (this.#destinations = changed));
  }

  of({ notify, toldInstead }: Rule): string {
    if (toldInstead !== undefined) return message("table.told-instead");
    const where =
      notify.to === "default"
        ? message("table.told-default")
        : notify.to.map((id) => this.#destinations.find((each) => each.id === id)?.name ?? id).join(", ");
    return notify.urgency === "critical" ? message("table.told-critical", { where }) : where;
  }
}
