/**
 * The venue's REST side as the soak needs it: the one-shot price, straight from the exchange, with a note of which price was
 * told while which connection was the newest. The exchange's own REST side keeps no such record.
 */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Exchange } from "../doubles/exchange/types.ts";
import type { RestAnswer } from "./view.ts";

export class RestServer {
  /** How requests are answered: as they should, with HTTP 500, by a reset, or never. */
  behaviour: "well" | 500 | "reset" | "never" = "well";
  readonly answers: RestAnswer[] = [];
  readonly #exchange: Exchange;
  readonly #server: Server;

  private constructor(exchange: Exchange) {
    this.#exchange = exchange;
    this.#server = createServer((request, response) => {
      if (this.behaviour === "reset") request.socket.destroy();
      else if (this.behaviour === 500) response.writeHead(500).end();
      else if (this.behaviour === "well") this.#answer(new URL(request.url ?? "/", "http://rest"), response);
    });
  }

  static async start(exchange: Exchange): Promise<RestServer> {
    const made = new RestServer(exchange);
    await new Promise<void>((resolve) => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(url: URL, response: ServerResponse): void {
    const symbol = url.searchParams.get("symbol") ?? "";
    const quote = this.#exchange.prices()[symbol];
    if (url.pathname !== "/v1/market/ticker" || quote === undefined) {
      response.writeHead(404).end();
      return;
    }
    this.answers.push({ symbol, seq: this.#exchange.nextSeq(symbol) - 1, connection: this.#exchange.accepted });
    const ts = new Date(quote.atMs + this.#exchange.faults.timestampOffsetMs).toISOString();
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ symbol, price: quote.price, ts }));
  }
}
