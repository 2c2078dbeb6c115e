/** One client's side of the protocol: what it asks for and what it is answered. */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { jsonFields, type JsonFields } from "../exact-json.ts";
import { errorFrame } from "./frames.ts";
import type { SimulatedMarket } from "./simulated-market.ts";

/** An open connection. */
export interface Client {
  readonly ws: WebSocket;
  /** The socket beneath, to join many frames into one write. */
  readonly socket: Duplex;
}

/** A client's wish to hear of one instrument, or not to any longer. Texts as it wrote them, cut to a length that can be sent back. */
export interface StreamRequest {
  readonly op: "subscribe" | "unsubscribe";
  readonly channel: "ticker" | "trades";
  readonly symbol: string;
  /** Whatever the client gave as its key. */
  readonly apiKey: unknown;
}

const isText = (value: unknown): value is string => typeof value === "string";
const shown = (text: string): string => text.slice(0, 40);

/** The fields of a text frame; null where it is no JSON object: it is then answered as a bad request. */
export function parseFrame(text: string): JsonFields | null {
  try {
    return jsonFields(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What one text frame asks for: null for a pong, an error frame to answer with where it makes no sense. `frame` is what {@link parseFrame} gave. */
export function readRequest(frame: JsonFields | null): StreamRequest | string | null {
  if (frame === null) return errorFrame("bad-request", "A frame is a JSON object.");
  const { op, type, channel, symbol, apiKey } = frame;
  if (type === "pong" || op === "pong") return null;
  if (op !== "subscribe" && op !== "unsubscribe") return errorFrame("unknown-op", "op is subscribe or unsubscribe.");
  if (!isText(channel) || !isText(symbol)) return errorFrame("bad-request", "channel and symbol are texts.");
  if (channel !== "ticker" && channel !== "trades") {
    const about = { channel: shown(channel), symbol: shown(symbol) };
    return errorFrame("unknown-channel", "channel is ticker or trades.", about);
  }
  return { op, channel, symbol, apiKey };
}

/** The answer to a request for an instrument that is not there. */
export function unknownSymbol({ channel, symbol }: StreamRequest): string {
  return errorFrame("unknown-symbol", "This symbol is not traded here.", { channel, symbol: shown(symbol) });
}

/** The clients that listen to one of an instrument's streams. */
export function listenersOf(market: SimulatedMarket, channel: StreamRequest["channel"]): Set<Client> {
  return channel === "ticker" ? market.tickerClients : market.tradeClients;
}
