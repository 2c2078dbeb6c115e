/**
 * How many connections the loopback server keeps, those that have shown the token apart from those that have not: anyone on
 * this machine can open connections and say nothing, and must not be able to lock the person's window or script out.
 */
import type { Socket } from "node:net";

export interface ConnectionLimit {
  /** Connections that have shown no credential yet; the oldest gives way to a new one. */
  readonly maxUnauthenticated: number;
  /** Connections that have; one more is refused. */
  readonly maxAuthenticated: number;
}

export class ConnectionLimits {
  readonly #limit: ConnectionLimit;
  /** In the order in which they came. */
  readonly #unauthenticated = new Set<Socket>();
  readonly #authenticated = new Set<Socket>();

  constructor(limit: ConnectionLimit) {
    this.#limit = limit;
  }

  /** A connection was opened. Where there are too many without a credential, the oldest of them is cut off. */
  opened(socket: Socket): void {
    this.#unauthenticated.add(socket);
    socket.once("close", () => {
      this.#unauthenticated.delete(socket);
      this.#authenticated.delete(socket);
    });
    if (this.#unauthenticated.size <= this.#limit.maxUnauthenticated) return;
    const [oldest] = this.#unauthenticated;
    // Not when it has closed: that is told later, and the next one may come before.
    if (oldest !== undefined) this.#unauthenticated.delete(oldest);
    oldest?.destroy();
  }

  /** A request over it has shown a credential that is right. False: there are too many such connections. */
  authenticated(socket: Socket): boolean {
    if (this.#authenticated.has(socket)) return true;
    if (this.#authenticated.size >= this.#limit.maxAuthenticated) return false;
    this.#unauthenticated.delete(socket);
    // Closed meanwhile: "close" has been told, and would not take it out again.
    if (!socket.destroyed) this.#authenticated.add(socket);
    return true;
  }
}
