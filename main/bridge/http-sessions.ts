/**
 * Who is allowed: a script by the token, a page by the session it got for the token. A session is signed rather than
 * remembered, so that a window outlives a restart of the host; a new token ends every session. It is a text that the page
 * sends itself, never a cookie: cookies go to every port of 127.0.0.1, and who listens there could send them here.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sessionHeader, sessionProtocolPrefix } from "../../preload/contract/page-session.ts";
import type { Clock } from "../lib/clock.ts";

const dayMs = 86_400_000;
/** A page that is used within this time keeps its session. */
export const sessionLifeMs = 30 * dayMs;
/** A clock that is set back by less than this ends no session. */
const clockSlackMs = dayMs;
/** Wrong tokens in a row before answers turn into "too many", and how fast they expire. */
export const failureBurst = 20;
const failureExpiresAfterMs = 1000;

export type Access = "token" | "session" | "none";

/** What opens a page's session: a call's header or an upgrade's subprotocol, none of the other's. */
export type RequestKind = "call" | "upgrade";

export class Sessions {
  readonly #token: string;
  readonly #clock: Clock;
  readonly #port: number;
  #failures = 0;
  #lastFailureMonoMs = 0;

  /** `port` is part of what is signed: a session of one host is none on another that was given the same token. */
  constructor(options: { readonly token: string; readonly port: number; readonly clock: Clock }) {
    this.#token = options.token;
    this.#clock = options.clock;
    this.#port = options.port;
  }

  /** What the request's own credentials give. A wrong Bearer token is `none`, whatever session comes with it. */
  accessOf(request: IncomingMessage, kind: RequestKind): Access {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [scheme, token] = authorization.split(" ");
      return scheme?.toLowerCase() === "bearer" && this.tokenMatches(token ?? "") ? "token" : "none";
    }
    return this.#expiryMs(sessionOf(request, kind)) === null ? "none" : "session";
  }

  /** Whether any credential was given, right or wrong. */
  hasCredential(request: IncomingMessage, kind: RequestKind): boolean {
    return request.headers.authorization !== undefined || sessionOf(request, kind) !== null;
  }

  /** Whether this is the token; takes the same time whatever is given. */
  tokenMatches(given: string): boolean {
    return sameSecret(given, this.#token);
  }

  /** A new session: `ID.EXPIRY.SIGNATURE`, of characters that a header and a subprotocol may hold. */
  newSession(): string {
    const claim = `${randomBytes(16).toString("base64url")}.${this.#clock.now().wallMs + sessionLifeMs}`;
    return `${claim}.${this.#sign(claim)}`;
  }

  /** A session to go on with where half of the call's own is over; null where it is young. */
  renewedSession(request: IncomingMessage): string | null {
    const expiryMs = this.#expiryMs(sessionOf(request, "call"));
    if (expiryMs === null || expiryMs - this.#clock.now().wallMs > sessionLifeMs / 2) return null;
    return this.newSession();
  }

  /**
   * Notes a wrong credential. True: there were too many, say so and hang up. Only failures are ever held
   * back: anyone on this machine can make them, and must not be able to lock the person's own window or script out.
   */
  noteFailure(): boolean {
    const nowMonoMs = this.#clock.now().monoMs;
    const expired = Math.floor((nowMonoMs - this.#lastFailureMonoMs) / failureExpiresAfterMs);
    this.#failures = Math.max(0, this.#failures - expired) + 1;
    this.#lastFailureMonoMs = nowMonoMs;
    if (this.#failures <= failureBurst) return false;
    this.#failures = failureBurst + 1;
    return true;
  }

  /** When it ends, wall milliseconds; null where it is none of ours, or over. */
  #expiryMs(session: string | null): number | null {
    if (session === null) return null;
    // Without a dot all of it is taken for the signature, and all but its last character for what is signed: that never fits.
    const dot = session.lastIndexOf(".");
    const claim = session.slice(0, dot);
    if (!sameSecret(session.slice(dot + 1), this.#sign(claim))) return null;
    const expiryMs = Number(claim.split(".")[1]);
    const leftMs = expiryMs - this.#clock.now().wallMs;
    // More than a whole life: it was given out while the clock was ahead, and would last as much longer.
    return leftMs > 0 && leftMs <= sessionLifeMs + clockSlackMs ? expiryMs : null;
  }

  #sign(claim: string): string {
    return createHmac("sha256", this.#token).update(`page-session:${this.#port}:${claim}`).digest("base64url");
  }
}

/** The session that the request shows; null where it shows none. */
function sessionOf(request: IncomingMessage, kind: RequestKind): string | null {
  if (kind === "call") {
    const value = request.headers[sessionHeader];
    return typeof value === "string" ? value : null;
  }
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  return offered.find((name) => name.startsWith(sessionProtocolPrefix))?.slice(sessionProtocolPrefix.length) ?? null;
}

/** Hashed first: `timingSafeEqual` wants equal lengths, and the length is nobody's business either. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
