/** One venue session over a real socket, without a feed: sends what the session asks to be sent, and keeps what its frames mean. */
import { WebSocket } from "ws";
import type { Need, SessionMessage, SessionPrice, VenueSession } from "../../../main/market/venues/session.ts";
import { until } from "../../doubles/until.ts";

export const tradesOnly: Need = { everyTrade: true, size: true, quotes: false };
export const withQuotes: Need = { everyTrade: true, size: true, quotes: true };

/** The messages of one kind. */
type MessageOf<Kind extends SessionMessage["kind"]> = SessionMessage extends infer One
  ? One extends { readonly kind: infer Kinds }
    ? Kind extends Kinds
      ? One
      : never
    : never
  : never;

export class SessionClient {
  readonly session: VenueSession;
  /** In the order in which they came; what was in one batch stands one by one. */
  readonly messages: SessionMessage[] = [];
  closeCode: number | null = null;
  /** Frames that were sent over it. */
  sent = 0;
  readonly #socket: WebSocket;

  private constructor(session: VenueSession, socket: WebSocket) {
    this.session = session;
    this.#socket = socket;
    socket.on("message", (data) => {
      const bytes = data as Buffer;
      this.messages.push(...flatMessages(session.parse(bytes.toString(), bytes)));
    });
    socket.on("close", (code) => (this.closeCode = code));
    socket.on("error", () => undefined);
  }

  static async dial(session: VenueSession, url: string): Promise<SessionClient> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const client = new SessionClient(session, socket);
    await until(() => socket.readyState !== WebSocket.CONNECTING, "the dial to be answered");
    return client;
  }

  subscribe(symbols: Readonly<Record<string, Need>>): void {
    this.send(this.session.subscribe(new Map(Object.entries(symbols))));
  }

  unsubscribe(...symbols: readonly string[]): void {
    this.send(this.session.unsubscribe(symbols));
  }

  send(frames: readonly string[]): void {
    this.sent += frames.length;
    for (const frame of frames) this.#socket.send(frame);
  }

  of<Kind extends SessionMessage["kind"]>(kind: Kind): readonly MessageOf<Kind>[] {
    return this.messages.filter((one) => one.kind === kind) as MessageOf<Kind>[];
  }

  /** Prices in short: symbol, last, where it comes from. */
  get prices(): readonly (readonly [string, string | null, string])[] {
    return this.of("price").map(({ symbol, last, origin }: SessionPrice) => [symbol, last, origin]);
  }

  /** Waits until so many messages of the kind have come. */
  async has(kind: SessionMessage["kind"], count: number): Promise<void> {
    await until(() => this.of(kind).length >= count, `${count} messages "${kind}"`);
  }

  stop(): void {
    this.#socket.terminate();
  }
}

function flatMessages(message: SessionMessage): readonly SessionMessage[] {
  return message.kind === "batch" ? message.messages.flatMap(flatMessages) : [message];
}

/** What a session makes of one frame, as it came from the wire. */
export function parseText(session: VenueSession, text: string): readonly SessionMessage[] {
  return flatMessages(session.parse(text, Buffer.from(text)));
}
