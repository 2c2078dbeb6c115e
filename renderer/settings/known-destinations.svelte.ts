/** Where a person can be told, as main has it: what the line, chips and tables call it by. */
import type { Destination } from "../../preload/contract/destination.ts";

export class KnownDestinations {
  /** The app's own two first; empty until main has answered. */
  all = $state.raw<readonly Destination[]>([]);
}
