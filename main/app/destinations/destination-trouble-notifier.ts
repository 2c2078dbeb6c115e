/**
 * Tells on the desktop that a destination cannot be reached, once for each time, and what waits for it meanwhile; and what it was never
 * told in the end, or perhaps not.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { eventTitle } from "../../../preload/contract/text.ts";
import type { Message } from "../../delivery/channel.ts";
import { fitToShow } from "../../delivery/message.ts";
import type { RemoteDestination } from "../../delivery/remote-destination.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { isolatedText } from "../../lib/plain-text.ts";
import type { DueDelivery, Store } from "../../store/store-interface.ts";

export interface DestinationTroubleNotifierOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "deliveries">;
  readonly show: (message: Message) => Promise<unknown>;
  readonly nameOf: (id: DestinationId) => string;
}

/** So many of those that wait are named; the others are counted. */
const maxNamed = 3;
const maxCounted = 500;
const toldAfterMs = 1_000;

/** What a destination was not told, or perhaps not, and is still to be said on the desktop. */
interface GivenUp {
  readonly destination: DestinationId;
  readonly as: "failed" | "unknown";
  readonly titles: string[];
  why: string;
}

export class DestinationTroubleNotifier {
  readonly #options: DestinationTroubleNotifierOptions;
  readonly #told = new Set<DestinationId>();
  readonly #timers = new Set<Timer>();
  /** Of each destination and ending, what is still to be said here. */
  readonly #givenUp = new Map<string, GivenUp>();

  constructor(options: DestinationTroubleNotifierOptions) {
    this.#options = options;
  }

  /** To be called whenever its status may have changed. */
  update(destination: Pick<RemoteDestination, "id" | "status" | "isReachable" | "failures">): void {
    const { id } = destination;
    // Not by its state: while answers cannot be heard, it is never "ok", though messages arrive.
    if (destination.isReachable && destination.failures === 0) this.#told.delete(id);
    if (destination.isReachable || this.#told.has(id)) return;
    const { detail } = destination.status();
    this.#told.add(id);
    // Later: the row that failed is written down after its channel has said how it is.
    this.#later(() => this.#tell(id, detail));
  }

  /**
   * These are not tried any more: never taken there (`failed`), or nobody knows whether they were (`unknown`). Said together with what
   * follows within a second.
   */
  gaveUp(rows: readonly DueDelivery[], as: GivenUp["as"], why: string): void {
    const [destination] = rows.map((row) => row.destination);
    // That the desktop shows nothing cannot be shown there: the history says it.
    if (destination === undefined || destination === "desktop") return;
    const titles = rows.map(({ event }) => eventTitle(fitToShow(event)));
    const key = `${as} ${destination}`;
    const known = this.#givenUp.get(key);
    if (known !== undefined) {
      known.titles.push(...titles);
      known.why = why;
      return;
    }
    const givenUp = { destination, as, titles, why };
    this.#givenUp.set(key, givenUp);
    this.#later(() => {
      this.#givenUp.delete(key);
      this.#tellGivenUp(givenUp);
    });
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  #later(tell: () => void): void {
    const timer = this.#options.clock.after(toldAfterMs, () => {
      this.#timers.delete(timer);
      tell();
    });
    this.#timers.add(timer);
  }

  #tell(id: DestinationId, detail: string | null): void {
    const name = isolatedText(this.#options.nameOf(id));
    void this.#options.show({
      id: `destination-${id}`,
      title: message("destination.trouble", { name }),
      body: [detail ?? "", this.#waiting(id)].join("\n"),
      urgency: "critical",
      actions: ["open"],
      externalId: null,
    });
  }

  #tellGivenUp({ destination, as, titles, why }: GivenUp): void {
    const said = { name: isolatedText(this.#options.nameOf(destination)), count: titles.length };
    const named = { count: titles.length, titles: titles.slice(0, maxNamed).join("; ") };
    const isUnknown = as === "unknown";
    void this.#options.show({
      id: isUnknown ? `unknown-${destination}` : `given-up-${destination}`,
      title: isUnknown ? message("destination.unknown", said) : message("destination.given-up", said),
      body: [
        why,
        isUnknown ? message("destination.unknown.titles", named) : message("destination.given-up.titles", named),
      ].join("\n"),
      urgency: "critical",
      actions: ["open"],
      externalId: null,
    });
  }

  #waiting(id: DestinationId): string {
    const due = this.#options.store.deliveries.due(id, Number.MAX_SAFE_INTEGER, maxCounted);
    const rows = due.ok ? due.value : [];
    if (rows.length === 0) return message("destination.trouble.none");
    const titles = rows.slice(0, maxNamed).map(({ event }) => eventTitle(fitToShow(event)));
    return message("destination.trouble.waits", { count: rows.length, titles: titles.join("; ") });
  }
}
