/** One socket to SecurityPro, or to a venue that speaks its protocol. It acknowledges nothing that is documented. */
import type { Need, OpenOptions, SessionMessage, VenueSession } from "../session.ts";
import type { Channel } from "../venue.ts";
import type { PongFrame, SubscribeFrame } from "./messages.ts";
import { parseFrame } from "./parse.ts";

export class SecurityProSession implements VenueSession {
  readonly #options: Pick<OpenOptions, "apiKey" | "values">;
  /** What was asked for, with whether its trades were too: their sizes come with them alone. */
  readonly #subscribed = new Map<string, boolean>();

  constructor(options: Pick<OpenOptions, "apiKey" | "values">) {
    this.#options = options;
  }

  subscribe(needs: ReadonlyMap<string, Need>): readonly string[] {
    const frames: string[] = [];
    for (const [symbol, { size }] of needs) {
      const hasTrades = this.#subscribed.get(symbol);
      if (hasTrades === undefined) frames.push(this.#frame("subscribe", "ticker", symbol));
      if (size && hasTrades !== true) frames.push(this.#frame("subscribe", "trades", symbol));
      if (!size && hasTrades === true) frames.push(this.#frame("unsubscribe", "trades", symbol));
      this.#subscribed.set(symbol, size);
    }
    return frames;
  }

  unsubscribe(symbols: readonly string[]): readonly string[] {
    const frames: string[] = [];
    for (const symbol of symbols) {
      const hasTrades = this.#subscribed.get(symbol);
      if (hasTrades === undefined) continue;
      this.#subscribed.delete(symbol);
      frames.push(this.#frame("unsubscribe", "ticker", symbol));
      if (hasTrades) frames.push(this.#frame("unsubscribe", "trades", symbol));
    }
    return frames;
  }

  probe(): null {
    return null;
  }

  parse(text: string, bytes: Uint8Array): SessionMessage {
    const message = parseFrame(text, bytes);
    if (message.kind !== "alive" || message.at === null || this.#options.values["sendPong"] !== true) return message;
    // The heartbeat's own time goes back: ours may run behind the venue's, and a pong from the past can be ignored.
    const pong: PongFrame = { type: "pong", ts: message.at };
    return { ...message, reply: JSON.stringify(pong) };
  }

  #frame(op: SubscribeFrame["op"], channel: Channel, symbol: string): string {
    const frame: SubscribeFrame = { op, channel, symbol };
    const { apiKey, values } = this.#options;
    const needsKey = op === "subscribe" && apiKey !== null && values["keyPlacement"] !== "query";
    return JSON.stringify(needsKey ? { ...frame, apiKey } : frame);
  }
}
