/**
 * What fakes of services have in common: a real server on loopback that notes what it is sent, and the ways in which any service
 * on the network can fail. What a service itself answers is in the file of that service.
 */
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { until } from "../until.ts";

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as it is. */
  readonly body: unknown;
}

/** What happens to requests in place of an answer. */
export type Fault =
  | { readonly do: "reply"; readonly reply: Reply }
  | { readonly do: "hang-before-headers" }
  | { readonly do: "hang-after-headers" }
  | { readonly do: "reset-after-body" }
  /** The answer the service would give, though the connection ends before it is sent: it was taken, and nobody knows. */
  | { readonly do: "take-and-reset" }
  /** A 200 that does not end for 10 MB. */
  | { readonly do: "endless-answer" };

export interface ServiceOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Null: the service answers later, or never, by itself. */
export type Handle = (request: ServiceRequest, response: ServerResponse) => Reply | null;

export class ServiceServer {
  readonly requests: ServiceRequest[] = [];
  /** In place of every answer from now on; null: none. */
  fault: Fault | null = null;
  readonly #server: Server;
  readonly #handle: Handle;
  readonly #isSecure: boolean;

  private constructor(handle: Handle, { tls }: ServiceOptions) {
    this.#handle = handle;
    this.#isSecure = tls !== undefined;
    this.#server = tls === undefined ? createServer() : createTlsServer({ ...tls });
    this.#server.on("request", (request, response) => void this.#answer(request, response));
    // A client that does not believe the certificate ends the handshake.
    this.#server.on("tlsClientError", () => undefined);
  }

  static async start(handle: Handle, options: ServiceOptions = {}, port = 0): Promise<ServiceServer> {
    const server = new ServiceServer(handle, options);
    server.#server.listen(port, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get origin(): string {
    return `${this.#isSecure ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  /** Resolves once this many requests have arrived whole. */
  async received(count: number): Promise<void> {
    await until(() => this.requests.length >= count, `request ${count} to arrive`);
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://service");
    response.on("error", () => response.destroy());
    const body = await readText(request).catch(() => null);
    if (body === null) return;
    const { method = "", headers } = request;
    const seen = { method, path: pathname, query: searchParams, headers, body };
    this.requests.push(seen);
    const { fault } = this;
    switch (fault?.do) {
      case "reply":
        return write(response, fault.reply);
      case "hang-before-headers":
        return;
      case "hang-after-headers":
        response.writeHead(200, { "content-type": "application/json" });
        response.write("{");
        return;
      case "reset-after-body":
        request.socket.destroy();
        return;
      case "take-and-reset":
        this.#handle(seen, response);
        request.socket.destroy();
        return;
      case "endless-answer":
        response.writeHead(200, { "content-type": "application/json" });
        response.end("{" + " ".repeat(10_000_000));
        return;
      default: {
        const reply = this.#handle(seen, response);
        if (reply !== null) write(response, reply);
      }
    }
  }
}

function write(response: ServerResponse, { status, headers, body }: Reply): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/plain" : "application/json";
  response.writeHead(status, { "content-type": type, connection: "close", ...headers });
  response.end(text);
}
