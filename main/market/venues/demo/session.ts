/** One client's side of the protocol: what it asks for and what it is answered. */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { errorFrame } from "./frames.ts";
import type { Faults } from "./faults.ts";
import type { SimulatedMarket } from "./simulated-market.ts";

/** An open connection. */
export interface Client {
  readonly number: number;
  readonly ws: WebSocket;
  /** The socket beneath, to join many frames into one write. */
  readonly socket: Duplex;
  /** Key from the query string of the address. */
  readonly queryKey: string | null;
}

/** What a session needs of the exchange. */
export interface SessionHost {
  readonly simulatedMarkets: ReadonlyMap<string, SimulatedMarket>;
  readonly faults: Readonly<Faults>;
  readonly requireKey: string | null;
  /** Sends unless the connection is stalled or closed. */
  send(client: Client, frame: string): void;
  /** Called when a client has begun to listen to the ticker of this instrument. */
  subscribed(client: Client, simulatedMarket: SimulatedMarket): void;
}

const isText = (value: unknown): value is string => typeof value === "string";

/** Answers one text frame; `frame` is its parsed JSON, or the text where it was none. */
export function answer(host: SessionHost, client: Client, frame: unknown): void {
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    host.send(client, errorFrame("bad-request", "A frame is a JSON object."));
    return;
  }
  const { op, type, channel, symbol, apiKey } = frame as Record<string, unknown>;
  if (type === "pong" || op === "pong") return;
  if (op !== "subscribe" && op !== "unsubscribe") {
    host.send(client, errorFrame("unknown-op", "op is subscribe or unsubscribe."));
    return;
  }
  if (!isText(channel) || !isText(symbol)) {
    host.send(client, errorFrame("bad-request", "channel and symbol are texts."));
    return;
  }
  const about = { channel: channel.slice(0, 40), symbol: symbol.slice(0, 40) };
  if (channel !== "ticker" && channel !== "trades") {
    host.send(client, errorFrame("unknown-channel", "channel is ticker or trades.", about));
    return;
  }
  const simulatedMarket = host.simulatedMarkets.get(symbol);
  if (op === "unsubscribe") {
    (channel === "ticker" ? simulatedMarket?.tickerClients : simulatedMarket?.tradeClients)?.delete(client);
    if (channel === "ticker") simulatedMarket?.ended(client);
    return;
  }
  if (!keyIsTaken(host, client, apiKey, about)) return;
  if (simulatedMarket === undefined || host.faults.rejectSymbols.includes(symbol)) {
    host.send(client, errorFrame("unknown-symbol", "This symbol is not traded here.", about));
    return;
  }
  if (channel === "trades") simulatedMarket.tradeClients.add(client);
  else {
    simulatedMarket.tickerClients.add(client);
    host.subscribed(client, simulatedMarket);
  }
}

function keyIsTaken(
  host: SessionHost,
  client: Client,
  apiKey: unknown,
  about: { channel: string; symbol: string },
): boolean {
  const { refuseKey } = host.faults;
  const key = apiKey ?? client.queryKey;
  if (refuseKey === null && (host.requireKey === null || key === host.requireKey)) return true;
  if (refuseKey !== "close") host.send(client, errorFrame("unauthorized", "The API key is not valid.", about));
  if (refuseKey !== "frame") client.ws.close(1008, "unauthorized");
  return false;
}
