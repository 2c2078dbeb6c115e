/**
 * Who is allowed: a script by the token, a page by a cookie it got for the token. The cookie is signed rather than
 * remembered, so that a window outlives a restart of the host; a new token ends every session.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Clock } from "../lib/clock.ts";

const dayMs = 86_400_000;
/** A page that is used within this time keeps its session. */
export const sessionLifeMs = 30 * dayMs;
/** A clock that is set back by less than this ends no session. */
const clockSlackMs = dayMs;
/** Wrong tokens in a row before answers turn into "too many", and how fast that is forgiven. */
export const failureBurst = 20;
const failureForgivenMs = 1000;

export type Access = "token" | "cookie" | "none";

export class Sessions {
  readonly #token: string;
  readonly #clock: Clock;
  readonly #cookieName: string;
  #failures = 0;
  #lastFailureMonoMs = 0;

  /** `port` is part of the cookie's name: cookies are shared by all ports of a host. */
  constructor(options: { readonly token: string; readonly port: number; readonly clock: Clock }) {
    this.#token = options.token;
    this.#clock = options.clock;
    this.#cookieName = `pb_${options.port}`;
  }

  /** What the request's own credentials give. A wrong Bearer token is `none`, whatever cookie comes with it. */
  accessOf(request: IncomingMessage): Access {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [scheme, token] = authorization.split(" ", 2);
      return scheme?.toLowerCase() === "bearer" && this.tokenMatches(token ?? "") ? "token" : "none";
    }
    return this.#sessionExpiryMs(request) === null ? "none" : "cookie";
  }

  /** Whether this is the token; takes the same time whatever is given. */
  tokenMatches(given: string): boolean {
    return sameSecret(given, this.#token);
  }

  /** `Set-Cookie` for a new session. */
  newCookie(): string {
    const claim = `${randomBytes(16).toString("base64url")}.${this.#clock.now().wallMs + sessionLifeMs}`;
    const maxAgeSeconds = sessionLifeMs / 1000;
    return `${this.#cookieName}=${claim}.${this.#sign(claim)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAgeSeconds}`;
  }

  /** `Set-Cookie` where the session's half life is over; null where it is young. */
  renewedCookie(request: IncomingMessage): string | null {
    const expiryMs = this.#sessionExpiryMs(request);
    if (expiryMs === null || expiryMs - this.#clock.now().wallMs > sessionLifeMs / 2) return null;
    return this.newCookie();
  }

  /**
   * Notes a wrong credential. True: there were too many, say so and hang up. Only failures are ever held
   * back: anyone on this machine can make them, and must not be able to lock the person's own window or script out.
   */
  noteFailure(): boolean {
    const nowMonoMs = this.#clock.now().monoMs;
    const forgiven = Math.floor((nowMonoMs - this.#lastFailureMonoMs) / failureForgivenMs);
    this.#failures = Math.max(0, this.#failures - forgiven) + 1;
    this.#lastFailureMonoMs = nowMonoMs;
    if (this.#failures <= failureBurst) return false;
    this.#failures = failureBurst + 1;
    return true;
  }

  #sessionExpiryMs(request: IncomingMessage): number | null {
    for (const pair of (request.headers.cookie ?? "").split(";")) {
      const at = pair.indexOf("=");
      if (pair.slice(0, at).trim() !== this.#cookieName) continue;
      const value = pair.slice(at + 1).trim();
      const dot = value.lastIndexOf(".");
      const claim = value.slice(0, dot);
      if (dot < 0 || !sameSecret(value.slice(dot + 1), this.#sign(claim))) continue;
      const expiryMs = Number(claim.split(".")[1]);
      const leftMs = expiryMs - this.#clock.now().wallMs;
      // More than a whole life: it was given out while the clock was ahead, and would last as much longer.
      if (leftMs > 0 && leftMs <= sessionLifeMs + clockSlackMs) return expiryMs;
    }
    return null;
  }

  #sign(claim: string): string {
    return createHmac("sha256", this.#token).update(`session:${this.#cookieName}:${claim}`).digest("base64url");
  }
}

/** Hashed first: `timingSafeEqual` wants equal lengths, and the length is nobody's business either. */
function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
