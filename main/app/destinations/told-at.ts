/** Where an event is told, by what its rule says and what there is at that moment. */
import { ownDestinations, type DestinationId, type Notify } from "../../../preload/contract/destination.ts";
import type { DestinationsOf } from "../../store/store-interface.ts";

/** How a destination is, as far as that matters here. */
export interface ReachableDestination {
  readonly id: DestinationId;
  readonly isOn: boolean;
  /** False while nothing can reach it: the desktop is told meanwhile. */
  readonly isReachable: boolean;
}

export interface ToldAtOptions {
  /** Those that a person has set up. */
  readonly destinations: () => readonly ReachableDestination[];
  /** Ids that stand for `default`. */
  readonly defaults: () => readonly DestinationId[];
}

interface Answer {
  readonly told: readonly DestinationId[];
  readonly isInstead: boolean;
}

const [desktop, history] = ownDestinations;

export class ToldAt {
  readonly #options: ToldAtOptions;
  /** By what a rule names; worked out anew when a destination changes: a list of rules asks it thousands of times. */
  readonly #known = new Map<string, Answer>();

  constructor(options: ToldAtOptions) {
    this.#options = options;
  }

  /** A destination, or what stands for `default`, may have changed. */
  forget(): void {
    this.#known.clear();
  }

  /**
   * The app's own two first. The history always; the desktop where it is named, where nothing else is there and on, and while one
   * of those named cannot be reached. One that is off gets its delivery, to be skipped with a reason; one that is gone gets none.
   * A rule that names the history alone wants no more than that. The same array each time: what is told alike is written together.
   */
  readonly of: DestinationsOf = ({ to }) => this.#answer(to).told;

  /** None of those that it names is there and on, so that the desktop stands in. */
  isToldInstead({ to }: Pick<Notify, "to">): boolean {
    return this.#answer(to).isInstead;
  }

  #answer(to: Notify["to"]): Answer {
    const key = to === "default" ? to : to.join(" ");
    let answer = this.#known.get(key);
    if (answer === undefined) this.#known.set(key, (answer = this.#workOut(this.#named(to))));
    return answer;
  }

  #workOut(named: readonly DestinationId[]): Answer {
    const others = this.#options.destinations().filter(({ id }) => named.includes(id));
    const on = others.filter(({ isOn }) => isOn);
    const isInstead = !named.includes(desktop) && !named.includes(history) && on.length === 0;
    const isDesktop = named.includes(desktop) || isInstead || on.some(({ isReachable }) => !isReachable);
    return { told: [...(isDesktop ? [desktop] : []), history, ...others.map(({ id }) => id)], isInstead };
  }

  #named(to: Notify["to"]): readonly DestinationId[] {
    return to === "default" ? this.#options.defaults() : to;
  }
}
