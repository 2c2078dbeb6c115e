/**
 * What is remembered of each destination beside how it was set up: up to where answers were heard, and how long its service asked not
 * to be sent anything. Written at once, and the same after a destination is opened anew as after a restart.
 */
import type { DestinationId } from "../../../preload/contract/destination.ts";
import type { ChannelLimit, FieldValues, RemoteChannelHost } from "../../delivery/channels/remote-channel.ts";
import type { KeptPause } from "../../delivery/send-pause.ts";
import type { Store, StoredPause } from "../../store/store-interface.ts";
import type { DestinationList } from "./destination-list.ts";

interface Remembered {
  cursor: string | null;
  pause: StoredPause | null;
  /** The fields under which the pause was asked for. */
  askedOf: string | null;
}

export class DestinationMemory {
  readonly #store: Pick<Store, "destinations">;
  readonly #list: Pick<DestinationList, "get">;
  readonly #known = new Map<DestinationId, Remembered>();

  constructor(store: Pick<Store, "destinations">, list: Pick<DestinationList, "get">) {
    this.#store = store;
    this.#list = list;
  }

  cursorOf(id: DestinationId): RemoteChannelHost["cursor"] {
    const remembered = this.#of(id);
    return {
      get: () => remembered.cursor,
      set: (value) => {
        remembered.cursor = value;
        // Refused by the database, answers are heard again from the one before: they are taken twice at no harm.
        this.#store.destinations.saveCursor(id, value);
      },
    };
  }

  /** One that another server, or another token, asked for is nobody's pause any more. */
  pauseOf(id: DestinationId, values: FieldValues): KeptPause {
    const remembered = this.#of(id);
    const fields = JSON.stringify(Object.entries(values).sort());
    const set = (pause: StoredPause | null): void => {
      remembered.pause = pause;
      // Refused by the database, a restart tries too early, and the service asks again.
      this.#store.destinations.savePause(id, pause);
    };
    if (remembered.pause !== null && remembered.askedOf !== null && remembered.askedOf !== fields) set(null);
    remembered.askedOf = fields;
    return { get: () => remembered.pause, set };
  }

  /** When messages were sent there, as far back as the longest of its limits reaches. */
  sentBefore(id: DestinationId, limits: readonly ChannelLimit[], nowMs: number): readonly number[] {
    const maxMs = Math.max(0, ...limits.map(({ withinMs }) => withinMs));
    const sent = this.#store.destinations.sentSince(id, nowMs - maxMs);
    return sent.ok ? sent.value : [];
  }

  /** It is gone, or another database stands in place of the one that this was read from. */
  forget(id: DestinationId): void {
    this.#known.delete(id);
  }

  #of(id: DestinationId): Remembered {
    let remembered = this.#known.get(id);
    if (remembered === undefined) {
      const stored = this.#list.get(id)?.stored;
      remembered = { cursor: stored?.cursor ?? null, pause: stored?.pause ?? null, askedOf: null };
      this.#known.set(id, remembered);
    }
    return remembered;
  }
}
