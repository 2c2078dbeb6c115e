/** One request to a venue over HTTP, the gate that it goes through, and what comes back. Types alone. */

/** Why a one-shot request brought nothing. */
export type RestFailureCode =
  | "key-refused"
  /** 429, or the venue's own words for it. */
  | "rate-limited"
  /** 418 and the like: asking on would make it longer. */
  | "banned"
  /** 451: not available where this computer is. */
  | "region"
  /** 403 of a venue without keys: a firewall in front of it. */
  | "forbidden"
  | "maintenance"
  /** The venue does not know it, or has no price of it: nothing of that is the venue's fault. */
  | "unknown-symbol"
  | "unreachable"
  | "invalid";

/** In words for people. `retryAfterMs` where the venue said when to come back. */
export interface RestRefusal {
  readonly code: RestFailureCode;
  readonly message: string;
  readonly retryAfterMs: number | null;
}
export type RestOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: RestRefusal };

/** One request, as a venue words it. */
export interface RestRequest {
  /** Path and query below the venue's REST address. */
  readonly path: string;
  /** What it costs against the venue's limit (`VenueLimits.rest`); 1 where the venue counts requests. */
  readonly weight?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest answer that is read, bytes. */
  readonly maxBodyBytes?: number;
  /** How long the venue may take to answer, once it is asked. */
  readonly timeoutMs?: number;
  /** Symbols that it is about: what concerns an armed rule is asked before everything else. */
  readonly symbols?: readonly string[];
  /** Statuses beside 2xx and the usual 4xx that the venue reads itself (520 of one whose addresses may be too long). */
  readonly readsStatuses?: readonly number[];
}

/**
 * What came back with a status of 2xx, or with one that the venue reads itself: its own words for a bad request come with 400, 404
 * and other 4xx. `text` is the whole body; of a status that is not 2xx it is empty where it is too long for an error's words.
 */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/**
 * The one way to a venue's REST: keeps its limits before they are hit, waits as long as it was told to (Retry-After, a ban), and asks
 * what is urgent first. Answers of 403, 418, 429, 451, 5xx and the failures of the network are refusals with words already.
 */
export interface RestGate {
  /** Rejects only when `signal` aborts. */
  get(request: RestRequest, signal: AbortSignal): Promise<RestOutcome<RestAnswer>>;
  /**
   * For a venue that words its limits inside an answer of 200 (Kraken): nothing is asked for `retryAfterMs`, or for the gate's own
   * time where that is null.
   */
  holdOff(retryAfterMs: number | null): void;
}
