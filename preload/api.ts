/** The window's typed API, built from a transport: Electron's IPC, or HTTP and a WebSocket, or a test's own. */
import {
  callNames,
  pushNames,
  type CallInput,
  type CallName,
  type CallOutput,
  type Calls,
  type PushName,
  type Pushes,
  type PushValue,
} from "./contract/contract.ts";
import type { Result } from "./contract/result.ts";

/** What a host has to provide. `invoke` rejects only on a bug; expected failures are values. */
export interface Transport {
  invoke(name: CallName, input: unknown): Promise<Result<unknown>>;
  /** Returns the function that ends the subscription. */
  subscribe(name: PushName, listener: (value: unknown) => void): () => void;
}

/** `api.rules.create(input)`, and `api.rules.onChanged(listener)` which returns its own unsubscribe. */
export type Api = {
  [G in keyof Calls & string]: {
    [N in keyof Calls[G] & string]: (
      input: CallInput<`${G}.${N}` & CallName>,
    ) => Promise<Result<CallOutput<`${G}.${N}` & CallName>>>;
  };
} & {
  [G in keyof Pushes & string]: {
    [N in keyof Pushes[G] & string as `on${Capitalize<N>}`]: (
      listener: (value: PushValue<`${G}.${N}` & PushName>) => void,
    ) => () => void;
  };
};

/** Builds the API. The cast is sound: both halves are generated from the very names that the type is mapped from. */
export function createApi(transport: Transport): Api {
  const api: Record<string, Record<string, unknown>> = {};
  for (const name of callNames) {
    const [group, call] = split(name);
    (api[group] ??= {})[call] = (input: unknown) => transport.invoke(name, input);
  }
  for (const name of pushNames) {
    const [group, push] = split(name);
    const on = `on${push.charAt(0).toUpperCase()}${push.slice(1)}`;
    (api[group] ??= {})[on] = (listener: (value: unknown) => void) => transport.subscribe(name, listener);
  }
  return api as unknown as Api;
}

function split(name: string): [string, string] {
  const at = name.indexOf(".");
  return [name.slice(0, at), name.slice(at + 1)];
}
