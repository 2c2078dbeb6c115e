/** The loopback server on a port of its own, with recorded handlers, and clients that may send anything at all. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { WebSocket } from "ws";
import type { Handlers } from "../../main/bridge/handlers.ts";
import { startHttpServer, type HttpLimits, type HttpServer } from "../../main/bridge/http-server.ts";
import { Publisher } from "../../main/bridge/publisher.ts";
import { createRegistrar } from "../../main/bridge/registrar.ts";
import { readPageFiles } from "../../main/bridge/static-files.ts";
import { loadToken } from "../../main/bridge/token-file.ts";
import { systemClock, type Clock } from "../../main/lib/clock.ts";
import { pushProtocol, sessionHeader, sessionProtocolPrefix } from "../../preload/contract/page-session.ts";
import { handlersDouble, type Recorded } from "./handlers-double.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Harness {
  readonly server: HttpServer;
  readonly dir: string;
  readonly token: string;
  readonly recorded: Recorded[];
  readonly publisher: Publisher;
  readonly gone: string[];
  readonly bugs: unknown[];
  readonly origin: string;
  /** Any request, headers as given and none added but Host. */
  send(method: string, target: string, headers?: Record<string, string>, body?: string): Promise<Answer>;
  /** A call as a script makes it. */
  call(name: string, input: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The text that comes back for these bytes; the connection is the server's to close, or ends after `endMs`. */
  raw(bytes: string, endMs?: number): Promise<string>;
  /** Opens the push socket; resolves to the socket or the status it was refused with. */
  push(headers: Record<string, string>, target?: string, protocols?: string[]): Promise<WebSocket | number>;
  /** The session that a page gets for the token. */
  session(): Promise<string>;
  stop(): Promise<void>;
}

export interface HarnessOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<HttpLimits>;
  readonly port?: number;
  readonly dir?: string;
  readonly handlers?: (whole: Handlers) => Handlers;
  readonly pageDir?: string;
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const dir = options.dir ?? mkdtempSync(path.join(tmpdir(), "pricebell-http-"));
  const page = path.join(dir, "page");
  mkdirSync(path.join(page, "assets"), { recursive: true });
  writeFileSync(path.join(page, "index.html"), "<!doctype html><title>The page</title>");
  writeFileSync(path.join(page, "assets", "index-1a2b.js"), "globalThis.loaded = true;\n");
  writeFileSync(path.join(dir, "secret.txt"), "not for the web");
  const recorded: Recorded[] = [];
  const gone: string[] = [];
  const bugs: unknown[] = [];
  const publisher = new Publisher((error) => bugs.push(error));
  const handlers = (options.handlers ?? ((whole) => whole))(handlersDouble(recorded));
  const token = loadToken(dir);
  const server = await startHttpServer({
    port: options.port ?? 0,
    token,
    pageFiles: readPageFiles(options.pageDir ?? page),
    registrar: createRegistrar(handlers, { onBug: (call, text) => bugs.push(`${call}: ${text}`), checkOutputs: true }),
    publisher,
    clock: options.clock ?? systemClock,
    onClientGone: (clientId) => gone.push(clientId),
    onBug: (error) => bugs.push(error),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const origin = server.url.slice(0, -1);
  const sockets = new Set<WebSocket>();

  const send: Harness["send"] = (method, target, headers = {}, body = "") =>
    new Promise((resolve, reject) => {
      const request = httpRequest({
        host: "127.0.0.1",
        port: server.port,
        method,
        path: target,
        headers,
        agent: false,
      });
      request.on("error", reject);
      request.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      request.end(body);
    });

  return {
    server,
    dir,
    token,
    recorded,
    publisher,
    gone,
    bugs,
    origin,
    send,
    call: (name, input, headers = {}) =>
      send(
        "POST",
        `/api/${name}`,
        { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        JSON.stringify(input),
      ),
    raw: (bytes, endMs) =>
      new Promise((resolve, reject) => {
        let text = "";
        const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
        socket.setEncoding("utf8").on("data", (part: string) => (text += part));
        socket.on("close", () => resolve(text));
        socket.on("error", reject);
        if (endMs !== undefined) setTimeout(() => socket.destroy(), endMs);
      }),
    push: (headers, target = "/api/push", protocols = []) =>
      new Promise((resolve, reject) => {
        const url = `ws://127.0.0.1:${server.port}${target}`;
        const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
        sockets.add(socket);
        socket.on("open", () => resolve(socket));
        socket.on("unexpected-response", (request, response) => {
          resolve(response.statusCode ?? 0);
          request.destroy();
        });
        socket.on("error", reject);
      }),
    async session() {
      const answer = await send("POST", "/api/session", pageHeaders(origin), JSON.stringify({ token }));
      const { value } = JSON.parse(answer.text) as { value?: { session: string } };
      if (value === undefined) throw new Error(`no session: ${answer.status} ${answer.text}`);
      return value.session;
    },
    async stop() {
      for (const socket of sockets) socket.terminate();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What our own page's fetch sends; `session` once it has one. */
export function pageHeaders(origin: string, session?: string): Record<string, string> {
  const headers = { origin, "content-type": "application/json", "sec-fetch-site": "same-origin" };
  return session === undefined ? headers : { ...headers, [sessionHeader]: session };
}

/** What our own page offers on the upgrade. */
export function pageProtocols(session: string): string[] {
  return [pushProtocol, `${sessionProtocolPrefix}${session}`];
}
