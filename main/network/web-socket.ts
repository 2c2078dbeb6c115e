/** A WebSocket over the connection that everything outwards takes. */
import { WebSocket, type ClientOptions } from "ws";
import { networkAgent } from "./agent.ts";

/** Everything that `ws` takes, but for the way out. */
export type WebSocketOptions = Omit<ClientOptions, "agent" | "createConnection" | "followRedirects">;

/** Dials. Throws where `address` is no WebSocket address; the error's words quote it, and it may carry a key. */
export function dialWebSocket(address: string, options: WebSocketOptions): WebSocket {
  return new WebSocket(address, { ...options, agent: networkAgent.agentFor(address) });
}
