/** Where a connection is in its life. */
import type { ConnectionState } from "../../../preload/contract/feed.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Timer } from "../../lib/clock.ts";
import type { SessionSocket } from "./session-socket.ts";

export type Phase =
  | { readonly name: "idle" | "key-missing" }
  | { readonly name: "dialling" | "open"; readonly socket: SessionSocket }
  | { readonly name: "waiting"; readonly timer: Timer; readonly dialAt: Moment };

/** What is shown of a connection, and since when. */
export class ShownState {
  #state: ConnectionState = "idle";
  #since: Moment;

  constructor(since: Moment) {
    this.#since = since;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get since(): Moment {
    return this.#since;
  }

  /** `hasTried`: it was live before, or a dial has failed; what follows is no first connection. */
  update(phase: Phase, known: { isRefused: boolean; isLive: boolean; hasTried: boolean }, now: Moment): void {
    const state = stateOf(phase, known);
    if (state === this.#state) return;
    this.#state = state;
    this.#since = now;
  }
}

function stateOf({ name }: Phase, known: { isRefused: boolean; isLive: boolean; hasTried: boolean }): ConnectionState {
  if (name === "idle" || name === "key-missing") return name;
  if (known.isRefused) return "key-refused";
  if (known.isLive) return "live";
  return known.hasTried ? "reconnecting" : "connecting";
}
