/** An HTTP proxy on loopback that speaks CONNECT: wants a name and password if told to, and takes any host to one port of this machine. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";

export interface ConnectProxyOptions {
  /** Where every tunnel ends, whatever host was asked for. */
  readonly port: number;
  /** `name:password`; left out: anybody may pass. */
  readonly credentials?: string;
  /** Answered to every CONNECT in place of a tunnel; 0: nothing at all. */
  readonly status?: number;
  /** The proxy itself is spoken to by TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export class ConnectProxy {
  /** What was asked for, in order: `host:port`. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: ConnectProxyOptions) {
    this.#server = options.tls === undefined ? createServer() : createTlsServer({ ...options.tls });
    this.#server.on("connect", (request, client: Socket) => {
      this.asked.push(request.url ?? "");
      this.#keep(client);
      const expected =
        options.credentials === undefined ? undefined : `Basic ${Buffer.from(options.credentials).toString("base64")}`;
      const status = request.headers["proxy-authorization"] === expected ? (options.status ?? 200) : 407;
      if (status === 0) return;
      if (status !== 200) {
        client.end(`HTTP/1.1 ${String(status)} No\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      const target = connect(options.port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.pipe(target).pipe(client);
      });
      this.#keep(target);
    });
  }

  static async start(options: ConnectProxyOptions): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(options);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
  }
}
