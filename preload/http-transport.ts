/**
 * The window's transport in a browser: calls over fetch, pushes over a WebSocket that dials again by itself. The token
 * arrives in the address's fragment, is exchanged once for a session that the page keeps, and leaves the address.
 */
import { message } from "./contract/messages/message.ts";
import type { Transport } from "./api.ts";
import type { CallName, PushName } from "./contract/contract.ts";
import { pushProtocol, sessionHeader, sessionProtocolPrefix } from "./contract/page-session.ts";
import { fail, type Result } from "./contract/result.ts";
import { browserPageSession, type PageSession } from "./page-session.ts";

/** `unauthorized`: the host is there and wants the address with the token again. */
export type HostState = "connecting" | "connected" | "reconnecting" | "unauthorized";

export interface HttpTransportOptions {
  /** `http://127.0.0.1:PORT`, without a slash at its end: the page's own origin. */
  readonly origin: string;
  /** Told of every change of state. */
  readonly onState: (state: HostState) => void;
  /** Pushes may have been missed: ask for one snapshot of everything again. */
  readonly onResync: () => void;
  /** Dialling again: first after this, doubling up to the limit, up to half as much more by chance. Milliseconds. */
  readonly redialMs?: { readonly first: number; readonly limit: number };
  /** Nothing heard for this long, and the host is asked whether it is there. Milliseconds. */
  readonly quietMs?: number;
  /** No answer to a call within this: the host is out of reach. Milliseconds. */
  readonly answerWithinMs?: number;
  /** The browser's own unless a test brings others. */
  readonly fetch?: typeof fetch;
  readonly dial?: (url: string, protocols: string[]) => WebSocket;
  readonly page?: PageAddress | null;
  readonly session?: PageSession;
}

/** The part of a page that holds the token for a moment. */
export interface PageAddress {
  /** The fragment, with its `#`. */
  hash(): string;
  /** Takes the fragment out of the address and the history. */
  clear(): void;
  /** A person pasted the address into the same tab: only the fragment changes, nothing is loaded. Returns the end of it. */
  onChange(listener: () => void): () => void;
}

export interface HttpTransport extends Transport {
  /** Hangs up and stays so. */
  close(): void;
}

const redialDefault = { first: 250, limit: 5000 };
const quietDefaultMs = 30_000;
const answerWithinDefaultMs = 60_000;
const unreachable = (): string => message("page.unreachable");

export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { origin } = options;
  const redialMs = options.redialMs ?? redialDefault;
  const quietMs = options.quietMs ?? quietDefaultMs;
  const answerWithinMs = options.answerWithinMs ?? answerWithinDefaultMs;
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const dialUrl = options.dial ?? ((url: string, protocols: string[]) => new WebSocket(url, protocols));
  const page = options.page === undefined ? browserPage() : options.page;
  const session = options.session ?? browserPageSession();

  const listeners = new Map<string, Set<(value: unknown) => void>>();
  let state: HostState | null = null;
  let socket: WebSocket | null = null;
  let clientId = "";
  let failures = 0;
  let closed = false;
  let redialTimer: ReturnType<typeof setTimeout> | undefined;
  let quietTimer: ReturnType<typeof setTimeout> | undefined;
  /** True once pushes could have been missed: calls were let through without them, or a connection was lost. */
  let mayHaveMissed = false;
  /** The first dial has ended, one way or the other. Calls wait for it: a snapshot must not be older than the pushes. */
  let letCallsThrough: () => void = () => undefined;
  const firstDial = new Promise<void>((resolve) => (letCallsThrough = resolve));

  const enter = (next: HostState): void => {
    if (state === next || closed) return;
    state = next;
    options.onState(next);
  };

  async function post(path: string, body: unknown, withinMs = answerWithinMs): Promise<Result<unknown>> {
    const shown = session.current();
    try {
      const response = await send(`${origin}/api/${path}`, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...(shown === null ? {} : { [sessionHeader]: shown }),
          ...(clientId === "" ? {} : { "X-PB-Client": clientId }),
        },
        body: JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(withinMs),
      });
      const renewed = response.headers.get(sessionHeader);
      if (renewed !== null) session.keep(renewed);
      const answer = (await response.json()) as Result<unknown>;
      if (shown !== null && path !== "session" && isUnauthorized(answer)) session.forget(shown);
      return answer;
    } catch {
      // Refused, reset, timed out, or not our host's JSON: to the window it is all the same.
      return fail("host-unreachable", unreachable());
    }
  }

  /** The token leaves the address before anything else can read it there. */
  async function exchangeToken(): Promise<void> {
    const token = new URLSearchParams(page?.hash().slice(1) ?? "").get("token");
    if (token === null) return;
    page?.clear();
    const answer = await post("session", { token });
    if (answer.ok) session.keep((answer.value as { session: string }).session);
  }

  async function dialWithSession(): Promise<void> {
    await session.askOtherTabs();
    if (!closed && socket === null) dial();
  }

  function dial(): void {
    clearTimeout(redialTimer);
    // A new name for every connection: the host may not have noticed yet that the last one is gone.
    clientId = randomId();
    const shown = session.current();
    const protocols = shown === null ? [pushProtocol] : [pushProtocol, `${sessionProtocolPrefix}${shown}`];
    const mine = dialUrl(`${origin.replace(/^http/u, "ws")}/api/push?client=${clientId}`, protocols);
    socket = mine;
    const isMine = (): boolean => socket === mine && !closed;
    mine.addEventListener("open", () => {
      if (!isMine()) return;
      failures = 0;
      enter("connected");
      letCallsThrough();
      if (mayHaveMissed) options.onResync();
      mayHaveMissed = true;
      noteContact();
    });
    mine.addEventListener("message", (message: MessageEvent) => {
      if (!isMine()) return;
      noteContact();
      const { push, value } = JSON.parse(String(message.data)) as { push: string; value: unknown };
      for (const listener of listeners.get(push) ?? []) listener(value);
    });
    // "error" is always followed by "close", which is where it is dealt with.
    mine.addEventListener("close", () => {
      if (isMine()) void lost();
    });
  }

  /** A browser does not say why a dial failed: a call does. */
  async function lost(): Promise<void> {
    socket = null;
    clientId = "";
    clearTimeout(quietTimer);
    mayHaveMissed = true;
    if (state === "connected") enter("reconnecting");
    const answer = await post("app.info", {}, redialMs.limit);
    if (closed || socket !== null) return;
    enter(isUnauthorized(answer) ? "unauthorized" : "reconnecting");
    letCallsThrough();
    const delayMs = Math.min(redialMs.limit, redialMs.first * 2 ** failures++);
    redialTimer = setTimeout(() => void dialWithSession(), delayMs * (1 + Math.random() / 2));
  }

  /** A host that hangs keeps its sockets open: after a quiet spell it is asked, and taken for lost if it says nothing. */
  function noteContact(): void {
    clearTimeout(quietTimer);
    quietTimer = setTimeout(() => void probe(), quietMs);
  }

  async function probe(): Promise<void> {
    const asked = socket;
    const answer = await post("app.info", {}, redialMs.limit * 2);
    if (closed || asked === null || socket !== asked) return;
    if (answer.ok) {
      noteContact();
      return;
    }
    asked.close();
    await lost();
  }

  async function start(): Promise<void> {
    enter("connecting");
    await exchangeToken();
    await dialWithSession();
  }

  const endPage = page?.onChange(() => {
    void exchangeToken().then(() => {
      if (!closed && state !== "connected") {
        socket?.close();
        dial();
      }
    });
  });
  void start();

  return {
    async invoke(name: CallName, input: unknown) {
      await firstDial;
      if (closed) return fail("host-unreachable", unreachable());
      const answer = await post(name, input);
      if (isUnauthorized(answer)) enter("unauthorized");
      return answer;
    },
    subscribe(name: PushName, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    close() {
      closed = true;
      endPage?.();
      session.close();
      clearTimeout(redialTimer);
      clearTimeout(quietTimer);
      socket?.close();
      letCallsThrough();
    },
  };
}

function isUnauthorized(answer: Result<unknown>): boolean {
  return !answer.ok && answer.error.code === "unauthorized";
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function browserPage(): PageAddress | null {
  if (typeof window === "undefined") return null;
  return {
    hash: () => location.hash,
    clear: () => history.replaceState(history.state, "", `${location.pathname}${location.search}`),
    onChange(listener) {
      addEventListener("hashchange", listener);
      return () => removeEventListener("hashchange", listener);
    },
  };
}
