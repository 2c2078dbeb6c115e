/** Sends frames to the clients that are connected. */
import type { Client } from "./session.ts";

/** A client that reads nothing is let go before it fills the memory. */
const maxUnsentBytes = 16 * 1024 * 1024;

export class Broadcast<C extends Client = Client> {
  readonly clients = new Set<C>();

  /** Sends one frame to one client; false where its connection is not open. */
  send(client: Client, frame: string | Uint8Array): boolean {
    if (client.ws.readyState !== client.ws.OPEN) return false;
    client.ws.send(frame, onSent);
    return true;
  }

  /** Joins all frames that `run` sends into one write for each client. */
  together(run: () => void): void {
    const clients = [...this.clients];
    for (const client of clients) client.socket.cork();
    try {
      run();
    } finally {
      for (const client of clients) {
        client.socket.uncork();
        if (client.socket.writableLength > maxUnsentBytes) client.ws.terminate();
      }
    }
  }
}

/** A send that fails belongs to a socket on its way out; its own close event says so. */
export function onSent(): void {}
