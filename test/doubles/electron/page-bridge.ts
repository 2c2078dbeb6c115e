/**
 * Runs inside the real page, once in each world. Stands for `contextBridge`: functions and promises go over as proxies, all
 * else as a copy. The worlds share nothing but the document's events, whose `detail` Chromium itself clones between worlds.
 * Read as text, its types stripped, and injected: no imports and no exports.
 */
interface BridgeGlobals {
  structuredPack(value: unknown): string;
  structuredUnpack(text: string): unknown;
  toElectronDouble(message: string): void;
  fromElectronDouble?: (message: string) => void;
}

((
  side: string,
  token: string,
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
): void => {
  type Node =
    | { t: "value"; v: unknown }
    | { t: "function"; id: number }
    | { t: "promise"; id: number }
    | { t: "array"; e: Node[] }
    | { t: "object"; e: [string, Node][] };
  interface Message {
    kind: "expose" | "call" | "return" | "settle";
    id: number;
    key?: string;
    args?: Node[];
    node?: Node;
    error?: string;
  }

  // A page inside the page has no preload: `nodeIntegrationInSubFrames` is off.
  if (window !== window.top) return;

  const outgoing = `${token}:from-${side}`;
  const incoming = side === "main" ? `${token}:from-preload` : `${token}:from-main`;
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const ids = new Map<unknown, number>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const returned = new Map<number, Message>();
  let next = 1;
  // Taken before any script of the page runs: the page may replace its own.
  const dispatch = document.dispatchEvent.bind(document);
  const Custom = CustomEvent;
  const send = (message: Message): void => void dispatch(new Custom(outgoing, { detail: message }));

  const toNode = (value: unknown): Node => {
    if (typeof value === "function") {
      let id = ids.get(value);
      if (id === undefined) {
        id = next++;
        ids.set(value, id);
        functions.set(id, value as (...args: unknown[]) => unknown);
      }
      return { t: "function", id };
    }
    if (value instanceof Promise) {
      const id = next++;
      value.then(
        (result: unknown) => send({ kind: "settle", id, node: toNode(result) }),
        (error: unknown) => send({ kind: "settle", id, error: error instanceof Error ? error.message : String(error) }),
      );
      return { t: "promise", id };
    }
    if (Array.isArray(value)) return { t: "array", e: value.map(toNode) };
    if (Object.prototype.toString.call(value) === "[object Object]") {
      return { t: "object", e: Object.entries(value as object).map(([key, entry]) => [key, toNode(entry)]) };
    }
    return { t: "value", v: value };
  };

  const fromNode = (node: Node): unknown => {
    switch (node.t) {
      case "value":
        return node.v;
      case "array":
        return node.e.map(fromNode);
      case "object":
        return Object.fromEntries(node.e.map(([key, entry]) => [key, fromNode(entry)]));
      case "promise":
        return new Promise((resolve, reject) => promises.set(node.id, { resolve, reject }));
      case "function":
        return (...args: unknown[]): unknown => {
          const id = next++;
          // Events are delivered at once: when `send` is back, the other side has answered.
          send({ kind: "call", id, node, args: args.map(toNode) });
          const answer = returned.get(id);
          returned.delete(id);
          if (answer === undefined) throw new Error("the other world did not answer");
          if (answer.error !== undefined) throw new Error(answer.error);
          return answer.node === undefined ? undefined : fromNode(answer.node);
        };
    }
  };

  const freeze = (value: unknown): unknown => {
    if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };

  document.addEventListener(incoming, (event) => {
    const message = (event as CustomEvent<Message>).detail;
    if (message.kind === "expose" && message.node !== undefined) {
      Object.defineProperty(window, message.key ?? "", { value: freeze(fromNode(message.node)), enumerable: true });
    } else if (message.kind === "return") {
      returned.set(message.id, message);
    } else if (message.kind === "settle") {
      const waiting = promises.get(message.id);
      promises.delete(message.id);
      if (message.error !== undefined) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.node === undefined ? undefined : fromNode(message.node));
    } else if (message.kind === "call" && message.node?.t === "function") {
      try {
        const result = functions.get(message.node.id)?.(...(message.args ?? []).map(fromNode));
        send({ kind: "return", id: message.id, node: toNode(result) });
      } catch (error) {
        send({ kind: "return", id: message.id, error: error instanceof Error ? error.message : String(error) });
      }
    }
  });
  if (side === "main") return;

  // From here on: the preload's world.
  const host = globalThis as unknown as BridgeGlobals;
  const calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(event: unknown, ...args: unknown[]) => void>>();
  const channelListeners = (channel: string): Set<(event: unknown, ...args: unknown[]) => void> => {
    const known = listeners.get(channel) ?? new Set();
    listeners.set(channel, known);
    return known;
  };
  host.fromElectronDouble = (text) => {
    const message = host.structuredUnpack(text) as {
      id?: number;
      channel?: string;
      args?: unknown[];
      value?: unknown;
      error?: string;
    };
    if (message.channel !== undefined) {
      for (const listener of [...channelListeners(message.channel)])
        listener({ sender: "ipcRenderer" }, ...(message.args ?? []));
      return;
    }
    const waiting = calls.get(message.id ?? 0);
    calls.delete(message.id ?? 0);
    if (message.error !== undefined) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.value);
  };
  const unknown = <T extends object>(name: string, known: T): T =>
    new Proxy(known, {
      get(target, property) {
        if (property in target) return Reflect.get(target, property) as unknown;
        throw new Error(`electron.${name}.${String(property)} is not in the double`);
      },
    });
  const ipcRenderer = unknown("ipcRenderer", {
    invoke: (channel: string, ...args: unknown[]): Promise<unknown> => {
      const id = next++;
      return new Promise((resolve, reject) => {
        // Throws here, in the caller's face, for what cannot be cloned, as Electron does.
        const text = host.structuredPack({ id, channel, args });
        calls.set(id, { resolve, reject });
        host.toElectronDouble(text);
      });
    },
    on: (channel: string, listener: (event: unknown, ...args: unknown[]) => void) =>
      void channelListeners(channel).add(listener),
    removeListener: (channel: string, listener: (event: unknown, ...args: unknown[]) => void) =>
      void channelListeners(channel).delete(listener),
  });
  const contextBridge = unknown("contextBridge", {
    exposeInMainWorld: (key: string, api: unknown) => send({ kind: "expose", id: 0, key, node: toNode(api) }),
  });
  const requireInPreload = (name: string): unknown => {
    if (name === "electron") return unknown("renderer", { ipcRenderer, contextBridge });
    throw new Error(`a sandboxed preload cannot require ${name}`);
  };
  // Sandboxed preloads of Electron 45 have Web APIs alone: no Buffer, no process of Node.
  preload(requireInPreload, { exports: {} }, {});
})("__SIDE__", "__TOKEN__", "__PRELOAD__" as never);
