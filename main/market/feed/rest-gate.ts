/**
 * The one way to a venue's REST. All that is asked of a venue stands in one queue, the urgent first, and goes out within the
 * venue's limit: past it the venue bans the network address, and with that every alert on it is blind.
 */
import { message as text } from "../../../preload/contract/messages/message.ts";
import type { Moment } from "../../../preload/contract/tick.ts";
import type { Clock, Timer } from "../../lib/clock.ts";
import { httpGet, type HttpAnswer } from "../../network/http-get.ts";
import type { Rate, RestAnswer, RestGate, RestOutcome, RestRefusal, RestRequest } from "../venues/session.ts";
import { rateHoldMs, refusalOf, formatSpan, unreachable, type Refusal } from "./rest-refusal.ts";
import { RestWindow, type Claim } from "./rest-window.ts";

/** What a venue may take to answer, and the longest answer that is read, where a request does not say otherwise. */
const defaultTimeoutMs = 10_000;
const defaultMaxBodyBytes = 4 * 1024 * 1024;
/** So many are under way at once: more would only wait at the venue's end, where nothing urgent can overtake them. */
const atOnce = 4;
/** A hold that is over by then is waited out; of a longer one whoever asks is told at once, with what is left of it. */
const maxWaitMs = 60_000;

export interface HttpRestGateOptions {
  readonly clock: Clock;
  /** `http:` or `https:` addresses of the same venue, the preferred one first: another is asked where one cannot be used. */
  readonly restUrls: readonly [string, ...string[]];
  readonly limit: Rate;
  /** Whether the venue knows keys: of one that does not, a 403 is a firewall's. */
  readonly takesKey: boolean;
  /** Whether a rule waits for a price of one of these. Asked when a request may go out: a rule may be armed while it waits. */
  readonly isUrgent?: (symbols: readonly string[]) => boolean;
  /** Told with each answer that the venue has dated: its time in milliseconds, to the second, and when the answer came. */
  readonly onDated?: (atMs: number, now: Moment) => void;
}

interface Waiting {
  readonly request: RestRequest;
  readonly signal: AbortSignal;
  readonly settle: (outcome: RestOutcome<RestAnswer>) => void;
  readonly onAbort: () => void;
}

export class HttpRestGate implements RestGate {
  readonly #options: HttpRestGateOptions;
  readonly #window: RestWindow;
  readonly #waiting = new Set<Waiting>();
  #running = 0;
  /** Which of the addresses is asked: the last one that could be used. */
  #addressAt = 0;
  #hold: { readonly untilMonoMs: number; readonly refusal: RestRefusal } | null = null;
  #timer: Timer | null = null;

  constructor(options: HttpRestGateOptions) {
    this.#options = options;
    this.#window = new RestWindow(options.limit);
  }

  get(request: RestRequest, signal: AbortSignal): Promise<RestOutcome<RestAnswer>> {
    const { promise, resolve, reject } = Promise.withResolvers<RestOutcome<RestAnswer>>();
    if (signal.aborted) {
      reject(signal.reason as Error);
      return promise;
    }
    const waiting: Waiting = {
      request,
      signal,
      settle: (outcome) => {
        signal.removeEventListener("abort", waiting.onAbort);
        resolve(outcome);
      },
      onAbort: () => {
        this.#waiting.delete(waiting);
        reject(signal.reason as Error);
        this.#next();
      },
    };
    signal.addEventListener("abort", waiting.onAbort, { once: true });
    this.#waiting.add(waiting);
    this.#next();
    return promise;
  }

  holdOff(retryAfterMs: number | null): void {
    const message = text("rest.asked-too-often");
    this.#holdFor(retryAfterMs ?? rateHoldMs, { code: "rate-limited", message, retryAfterMs });
    this.#next();
  }

  #holdFor(ms: number, refusal: RestRefusal): void {
    const untilMonoMs = this.#options.clock.now().monoMs + ms;
    if (untilMonoMs > (this.#hold?.untilMonoMs ?? Number.NEGATIVE_INFINITY)) this.#hold = { untilMonoMs, refusal };
  }

  /** Sends what may be sent now, and comes back when more may be. */
  #next(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const { monoMs } = this.#options.clock.now();
    if (this.#hold !== null) {
      const leftMs = this.#hold.untilMonoMs - monoMs;
      if (leftMs > maxWaitMs) this.#refuseAll(this.#hold.refusal, leftMs);
      if (leftMs > 0) {
        this.#wakeIn(leftMs);
        return;
      }
      this.#hold = null;
    }
    while (this.#waiting.size > 0 && this.#running < atOnce) {
      const waiting = this.#mostUrgent();
      const claim = this.#window.claim(waiting.request.weight ?? 1, monoMs);
      if (claim === null) {
        this.#wakeIn(this.#window.freeInMs(monoMs));
        return;
      }
      this.#waiting.delete(waiting);
      this.#send(waiting, claim);
    }
  }

  #wakeIn(ms: number | null): void {
    // Null: the answer of what is under way wakes it.
    if (ms !== null && this.#waiting.size > 0) this.#timer = this.#options.clock.after(ms, () => this.#next());
  }

  #refuseAll({ code, message }: RestRefusal, leftMs: number): void {
    const words = text("rest.again-in", { refusal: message, span: formatSpan(leftMs) });
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const one of waiting) one.settle({ ok: false, error: { code, message: words, retryAfterMs: leftMs } });
  }

  #mostUrgent(): Waiting {
    const { isUrgent } = this.#options;
    const all = [...this.#waiting];
    const urgent = all.find(({ request }) => request.symbols !== undefined && isUrgent?.(request.symbols) === true);
    return urgent ?? (all[0] as Waiting);
  }

  #send(waiting: Waiting, claim: Claim): void {
    this.#running++;
    this.#ask(waiting).then(
      (outcome) => {
        this.#onEnd(claim);
        waiting.settle(outcome);
      },
      (error: unknown) => {
        this.#onEnd(claim);
        // Whoever aborted it has been told; anything else is a bug and must be heard.
        if (!waiting.signal.aborted) throw error;
      },
    );
  }

  #onEnd(claim: Claim): void {
    this.#running--;
    claim.endedMonoMs = this.#options.clock.now().monoMs;
    this.#next();
  }

  /** Asks one address after the other, each once, as long as one cannot be used: such an attempt weighs nothing at the next. */
  async #ask(waiting: Waiting): Promise<RestOutcome<RestAnswer>> {
    const { restUrls } = this.#options;
    for (let tried = 1; ; tried++) {
      const at = this.#addressAt;
      const answer = await this.#askAt(restUrls[at] as string, at === 0, waiting);
      if (!("holdMs" in answer)) return { ok: true, value: answer };
      const { holdMs, ...refusal } = answer;
      const isAddressAtFault = refusal.code === "unreachable" || refusal.code === "region";
      if (isAddressAtFault && tried < restUrls.length) {
        // Another request may have found the next one already.
        if (this.#addressAt === at) this.#addressAt = (at + 1) % restUrls.length;
        continue;
      }
      if (holdMs !== null) this.#holdFor(holdMs, refusal);
      return { ok: false, error: refusal };
    }
  }

  async #askAt(
    restUrl: string,
    isPreferred: boolean,
    { request, signal }: Waiting,
  ): Promise<Required<RestAnswer> | Refusal> {
    const { clock, takesKey } = this.#options;
    const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
    // By the network's time and not by the clock: what is under way goes on while a test moves that.
    const timeout = AbortSignal.timeout(timeoutMs);
    let answer: HttpAnswer;
    try {
      answer = await httpGet(restUrl.replace(/\/+$/, "") + request.path, {
        // A key goes to the address it was given for and to no other. Some venues answer nobody without a name.
        headers: { "User-Agent": "Pricebell", ...(isPreferred ? request.headers : {}) },
        signal: AbortSignal.any([signal, timeout]),
        maxBodyBytes: request.maxBodyBytes ?? defaultMaxBodyBytes,
        readsErrorBody: (status) => isRead(status, request),
      });
    } catch (error) {
      if (signal.aborted) throw error;
      if (timeout.aborted) return refused("unreachable", text("rest.no-answer", { seconds: timeoutMs / 1000 }));
      return unreachable(error, URL.parse(restUrl)?.hostname ?? text("network.the-venue"));
    }
    const { status, headers, text: body } = answer;
    const now = clock.now();
    const context = { headers, takesKey, wallMs: now.wallMs };
    const atMs = Date.parse(headers.date ?? "");
    if (!Number.isNaN(atMs)) this.#options.onDated?.(atMs, now);
    const refusal = isRead(status, request) ? null : refusalOf(status, context);
    if (refusal !== null) return refusal;
    const isError = status < 200 || status > 299;
    if (body === null && !isError) return refused("invalid", text("rest.too-large"));
    return { status, headers: singleHeaders(headers), text: body ?? "" };
  }
}

/** Whether the answer's text is for the venue to read. */
function isRead(status: number, { readsStatuses = [] }: RestRequest): boolean {
  return readsStatuses.includes(status) || refusalOf(status, { headers: {}, takesKey: false, wallMs: 0 }) === null;
}

function refused(code: RestRefusal["code"], message: string): Refusal {
  return { code, message, retryAfterMs: null, holdMs: null };
}

/** `Set-Cookie` alone comes as a list, and nobody reads it. */
function singleHeaders(headers: HttpAnswer["headers"]): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
