/** The critical messages that Pushover goes on repeating: whose answers are asked for, over restarts too. */
import type { RemoteChannelHost } from "../remote-channel.ts";

export interface OpenReceipt {
  readonly receipt: string;
  readonly messageId: string;
}

/** What the cursor holds: 20 of them have some 1,600 characters. */
const maxOpen = 20;

export class OpenReceipts {
  readonly #host: RemoteChannelHost;

  constructor(host: RemoteChannelHost) {
    this.#host = host;
  }

  /** The oldest first; without those whose time is over. */
  list(): readonly OpenReceipt[] {
    return this.#entries().map(({ receipt, messageId }) => ({ receipt, messageId }));
  }

  add({ receipt, messageId }: OpenReceipt, forMs: number): void {
    const untilMs = Math.round(this.#host.clock.now().wallMs + forMs);
    this.#write([...this.#entries(), { receipt, messageId, untilMs }].slice(-maxOpen));
  }

  remove(receipt: string): void {
    this.#write(this.#entries().filter((entry) => entry.receipt !== receipt));
  }

  #entries(): (OpenReceipt & { readonly untilMs: number })[] {
    const nowMs = this.#host.clock.now().wallMs;
    return [...(this.#host.cursor.get() ?? "").matchAll(/(\w+) ([\w-]+) ([0-9a-z]+);/g)]
      .map(([, receipt = "", messageId = "", until = ""]) => ({ receipt, messageId, untilMs: parseInt(until, 36) }))
      .filter(({ untilMs }) => untilMs > nowMs);
  }

  #write(entries: readonly (OpenReceipt & { readonly untilMs: number })[]): void {
    const lines = entries.map(({ receipt, messageId, untilMs }) => `${receipt} ${messageId} ${untilMs.toString(36)};`);
    this.#host.cursor.set(lines.join(""));
  }
}
