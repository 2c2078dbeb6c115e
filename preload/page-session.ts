/**
 * Where a page keeps its session: in memory, and in the tab's `sessionStorage` so that a reload needs no token. A second tab
 * of the same browser is given it by one that is open. Both belong to the origin with its port: what another port of
 * 127.0.0.1 serves reads neither.
 */

/** The part of `sessionStorage` that is used. */
export type TabStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface PageSession {
  /** The session; null where none is known. */
  current(): string | null;
  /** From now on this one. */
  keep(session: string): void;
  /** The host refuses it: it is forgotten, unless another has taken its place meanwhile. */
  forget(refused: string): void;
  /** Waits until there is one, or until no other tab has given it in time. */
  askOtherTabs(): Promise<void>;
  /** Answers other tabs no longer. */
  close(): void;
}

export interface PageSessionOptions {
  /** Null: memory alone. */
  readonly storage: TabStorage | null;
  /** Tabs hear each other over it; null: this one hears none. It is closed with the session. */
  readonly channel: BroadcastChannel | null;
  /** How long other tabs have to answer. Milliseconds. */
  readonly answerWithinMs?: number;
}

const storageKey = "pricebell.session";
const channelName = "pricebell.session";
const answerWithinDefaultMs = 300;

/** What tabs say to each other: one has no session and asks, or one has it and gives it. */
type TabMessage = { readonly kind: "ask" } | { readonly kind: "give"; readonly session: string };

export function createPageSession(options: PageSessionOptions): PageSession {
  const { storage, channel } = options;
  const answerWithinMs = options.answerWithinMs ?? answerWithinDefaultMs;
  let session = storage?.getItem(storageKey) ?? null;
  let given: () => void = () => undefined;

  const keep = (next: string): void => {
    session = next;
    storage?.setItem(storageKey, next);
    given();
  };
  const say = (message: TabMessage): void => channel?.postMessage(message);
  const onMessage = ({ data }: MessageEvent): void => {
    const message = data as TabMessage;
    if (message.kind === "ask") {
      if (session !== null) say({ kind: "give", session });
    } else if (session === null) keep(message.session);
  };
  channel?.addEventListener("message", onMessage);

  return {
    current: () => session,
    keep,
    forget(refused) {
      if (session !== refused) return;
      session = null;
      storage?.removeItem(storageKey);
    },
    async askOtherTabs() {
      if (session !== null || channel === null) return;
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, answerWithinMs);
        given = () => {
          clearTimeout(late);
          resolve();
        };
        say({ kind: "ask" });
      });
    },
    close() {
      given();
      channel?.removeEventListener("message", onMessage);
      channel?.close();
    },
  };
}

/** The tab's own, in a browser. */
export function browserPageSession(): PageSession {
  return createPageSession({ storage: tabStorage(), channel: new BroadcastChannel(channelName) });
}

/** A browser that was told to store nothing throws on the mere look: then a reload needs the token again. */
function tabStorage(): TabStorage | null {
  try {
    return globalThis.sessionStorage;
  } catch (error) {
    if (error instanceof DOMException && error.name === "SecurityError") return null;
    throw error;
  }
}
