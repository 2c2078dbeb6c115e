/**
 * The contract over HTTP and a WebSocket on 127.0.0.1, and the built page. Checks in this order, each before the next
 * looks: Host and Origin, route, credentials, size, JSON, schema.
 */
import { message } from "../../preload/contract/messages/message.ts";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { sessionHeader, sessionProtocolPrefix } from "../../preload/contract/page-session.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { Clock } from "../lib/clock.ts";
import { ConnectionLimits, type ConnectionLimit } from "./connection-limits.ts";
import { answerJson, setSecurityHeaders } from "./http-answer.ts";
import { allowedHosts, checkRequest, isCrossSite, type Source } from "./request-guard.ts";
import type { Publisher } from "./publisher.ts";
import { pushLimits, PushSockets, type PushLimits } from "./push-socket.ts";
import type { Registrar } from "./registrar.ts";
import { bodyLimitOf, readJsonBody, saysJson } from "./request-body.ts";
import { Sessions } from "./http-sessions.ts";
import { servePageFile, type PageFiles } from "./static-files.ts";

export interface HttpLimits extends PushLimits, ConnectionLimit {
  /** A client that has not sent its headers by then is cut off (408). */
  readonly headersTimeoutMs: number;
  /** The same for a whole request. */
  readonly requestTimeoutMs: number;
  /** How often Node looks whether one of those two is over. By its own 30 s a client would be cut off after up to 40 s. */
  readonly timeoutsCheckedEveryMs: number;
}

export const httpLimits: HttpLimits = {
  ...pushLimits,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  timeoutsCheckedEveryMs: 1000,
  maxUnauthenticated: 64,
  maxAuthenticated: 256,
};

export interface HttpServerOptions {
  /** 0: one that the system picks. */
  readonly port: number;
  readonly token: string;
  readonly pageFiles: PageFiles;
  readonly registrar: Registrar;
  readonly publisher: Publisher;
  readonly clock: Clock;
  /** A window's push connection has ended. */
  readonly onClientGone: (clientId: string) => void;
  readonly onBug: (error: unknown) => void;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  /** Tells every window, stops listening and lets requests under way end. */
  stop(): Promise<void>;
}

/** A window names itself so, on its push connection (`?client=`) and on its calls. */
const clientHeader = "x-pb-client";
const clientIdPattern = /^[A-Za-z0-9_-]{8,64}$/u;
/** Windows have nothing to send over the push connection. */
const maxPushedToUsBytes = 1024;
/** Requests under way when the server stops have this long. */
const stopGraceMs = 1500;

/** Starts it; rejects where the port cannot be had (`EADDRINUSE`, `EACCES`). */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...httpLimits, ...options.limits };
  const { clock, onBug } = options;
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.timeoutsCheckedEveryMs,
    keepAliveTimeout: 5000,
    maxHeaderSize: 16 * 1024,
  });
  const connections = new ConnectionLimits(limits);
  server.on("connection", (socket) => connections.opened(socket));
  const port = await listen(server, options.port);
  const hosts = allowedHosts(port);
  const sessions = new Sessions({ token: options.token, port, clock });
  const sockets = new PushSockets({ publisher: options.publisher, clock, onClientGone: options.onClientGone, limits });
  const upgrades = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxPushedToUsBytes,
    // What is chosen is repeated in the answer: never the session.
    handleProtocols: (offered) => [...offered].find((name) => !name.startsWith(sessionProtocolPrefix)) ?? false,
  });

  server.on("request", (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // The connection broke off while its body was read: there is nobody to answer.
      if (request.destroyed && !request.complete) return;
      onBug(error);
      // Half an answer is none: its reader would wait for the rest.
      if (response.headersSent) response.destroy();
      else answerJson(response, fail("internal", message("request.bug")));
    });
  });
  server.on("upgrade", upgrade);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setSecurityHeaders(response);
    const checked = checkRequest(request, hosts);
    if (!checked.pass) {
      const code = checked.status === 403 ? "forbidden" : "request-invalid";
      answerJson(response, fail(code, checked.message));
      return;
    }
    const { pathname, search } = splitTarget(checked.target);
    if (pathname === "/api/session") await openSession(request, response, checked.source);
    else if (pathname.startsWith("/api/"))
      await answerCall(request, response, pathname.slice("/api/".length), search, checked.source);
    else if (request.method === "GET" || request.method === "HEAD")
      servePageFile(options.pageFiles, pathname, request, response);
    else refuseMethod(response, "GET, HEAD");
  }

  /** The page's side of how the token is handed over, once: from the address's fragment to a session of its own. */
  async function openSession(request: IncomingMessage, response: ServerResponse, source: Source): Promise<void> {
    if (request.method !== "POST") return refuseMethod(response, "POST");
    const refusal = pageRefusal(request, source);
    if (refusal !== null) return answerJson(response, refusal);
    const body = await readJsonBody(request);
    if (!body.ok) return answerJson(response, body);
    const token = (body.value as { token?: unknown } | null)?.token;
    if (typeof token !== "string" || !sessions.tokenMatches(token)) return refuseCredentials(response, true);
    answerJson(response, ok({ session: sessions.newSession() }));
  }

  async function answerCall(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    search: string,
    source: Source,
  ): Promise<void> {
    if (request.method !== "POST") return refuseMethod(response, "POST");
    // Addresses end up in logs and histories: a token there is refused, even the right one, and so is anything else.
    if (search !== "") return answerJson(response, fail("request-invalid", message("request.in-address")));
    const access = sessions.accessOf(request, "call");
    if (access === "none") return refuseCredentials(response, sessions.hasCredential(request, "call"));
    if (!connections.authenticated(request.socket)) return answerJson(response, tooManyConnections(), 503);
    if (isCrossSite(request)) return answerJson(response, fail("forbidden", message("request.other-site")));
    if (access === "session") {
      const refusal = pageRefusal(request, source);
      if (refusal !== null) return answerJson(response, refusal);
      const renewed = sessions.renewedSession(request);
      if (renewed !== null) response.setHeader(sessionHeader, renewed);
    }
    const body = await readJsonBody(request, bodyLimitOf(name));
    if (!body.ok) return answerJson(response, body);
    const clientId = request.headers[clientHeader];
    const known = typeof clientId === "string" && sockets.has(clientId) ? clientId : null;
    answerJson(response, await options.registrar.call(name, body.value, { clientId: known }));
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Unheard, a reset during the handshake would end the process.
    socket.on("error", () => undefined);
    const checked = checkRequest(request, hosts);
    if (!checked.pass) return refuseUpgrade(socket, checked.status);
    const { pathname, search } = splitTarget(checked.target);
    if (pathname !== "/api/push") return refuseUpgrade(socket, 404);
    const access = sessions.accessOf(request, "upgrade");
    if (access === "none") {
      const tooMany = sessions.hasCredential(request, "upgrade") && sessions.noteFailure();
      return refuseUpgrade(socket, tooMany ? 429 : 401);
    }
    if (isCrossSite(request) || (access === "session" && checked.source !== "own-page"))
      return refuseUpgrade(socket, 403);
    const clientId = clientIdOf(search);
    if (clientId === null) return refuseUpgrade(socket, 400);
    if (sockets.has(clientId)) return refuseUpgrade(socket, 409);
    if (sockets.isFull || !connections.authenticated(request.socket)) return refuseUpgrade(socket, 503);
    upgrades.handleUpgrade(request, socket, head, (push) => sockets.add(clientId, push));
  }

  /** `wrong`: a credential was given and is not right; only such are counted. */
  function refuseCredentials(response: ServerResponse, wrong: boolean): void {
    const tooMany = wrong && sessions.noteFailure();
    if (tooMany) response.setHeader("Retry-After", "1").setHeader("Connection", "close");
    answerJson(response, fail("unauthorized", message("request.token")), tooMany ? 429 : 401);
  }

  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.closeAll();
      upgrades.close();
      server.closeIdleConnections();
      const cutOff = clock.after(stopGraceMs, () => server.closeAllConnections());
      await closed;
      cutOff.cancel();
    },
  };
}

const tooManyConnections = () => fail("internal", message("request.too-many-connections"));

/** What a page must show beyond its token or session: another site's page cannot send it. Null: all there. */
function pageRefusal(request: IncomingMessage, source: Source): (Result<never> & { ok: false }) | null {
  if (source !== "own-page") return fail("forbidden", message("request.own-page"));
  if (isCrossSite(request)) return fail("forbidden", message("request.other-site"));
  if (!saysJson(request)) return fail("request-invalid", message("request.says-no-json"));
  return null;
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader("Allow", allowed);
  answerJson(response, fail("request-invalid", message("request.method", { methods: allowed })), 405);
}

const httpStatusText: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

function refuseUpgrade(socket: Duplex, status: number): void {
  const line = `HTTP/1.1 ${status} ${httpStatusText[status] ?? "Refused"}`;
  socket.end(`${line}\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`);
}

/** Nothing is decoded or normalised: an address is one we know, letter for letter, or it is not. */
function splitTarget(target: string): { pathname: string; search: string } {
  const at = target.indexOf("?");
  return at < 0 ? { pathname: target, search: "" } : { pathname: target.slice(0, at), search: target.slice(at) };
}

/** `?client=ID` and nothing else; without it the connection gets an id that no call can name. Null: something else. */
function clientIdOf(search: string): string | null {
  if (search === "") return crypto.randomUUID();
  const id = search.startsWith("?client=") ? search.slice("?client=".length) : "";
  return clientIdPattern.test(id) ? id : null;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      server.off("error", reject);
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
    });
  });
}
