/** Dials a venue within its limit of dials, at one of its addresses after the other. */
import type { Clock } from "../../lib/clock.ts";
import type { HeartbeatInterval } from "./heartbeat-interval.ts";
import type { SessionSocket, SessionSocketOwner } from "./session-socket.ts";
import type { SlidingWindow } from "./sliding-window.ts";

export interface DialerOptions {
  readonly clock: Clock;
  /** What is left of the venue's limit of dials: one for all its connections. */
  readonly dials: SlidingWindow;
  /** Dials an address. Throws where it is none. */
  readonly dial: (address: string, owner: SessionSocketOwner, heartbeats: HeartbeatInterval) => SessionSocket;
  readonly owner: SessionSocketOwner;
  readonly heartbeats: HeartbeatInterval;
}

export class Dialer {
  readonly #options: DialerOptions;
  /** The one that is dialled next comes first. */
  #addresses: readonly string[] | null = null;
  #count = 0;

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  /** How often it was dialled. */
  get count(): number {
    return this.#count;
  }

  /** A key is needed and there is none. */
  get isKeyMissing(): boolean {
    return this.#addresses === null;
  }

  /** In the order in which they are tried; null: a key is needed and there is none. */
  setAddresses(addresses: readonly string[] | null): void {
    this.#addresses = addresses;
  }

  /** The present address cannot be used: the next one is dialled from here on. */
  useNextAddress(): void {
    const [first, ...others] = this.#addresses ?? [];
    if (first !== undefined) this.#addresses = [...others, first];
  }

  /** Milliseconds until the venue's limit allows a dial; 0 where it does now. */
  waitMs(): number {
    return this.#options.dials.waitMs(this.#options.clock.now().monoMs);
  }

  /** Null where the address is none, or there is none. */
  dial(): SessionSocket | null {
    const { clock, dials, dial, owner, heartbeats } = this.#options;
    const [address] = this.#addresses ?? [];
    if (address === undefined) return null;
    dials.note(clock.now().monoMs);
    this.#count++;
    try {
      return dial(address, owner, heartbeats);
    } catch {
      return null;
    }
  }
}
