/** An app of which every part writes down what it is asked and answers with a value of its own: for what only hands on. */
import type { App } from "../../main/app.ts";
import { Signal } from "../../main/lib/signal.ts";

export interface Asked {
  /** Path in the app, e.g. `rules.pause`. */
  readonly what: string;
  readonly given: readonly unknown[];
}

/** What a part that nobody gave an answer answers. */
export const answerOf = (what: string): object => ({ ok: true, value: { answerOf: what } });

/**
 * @param asked - every call of the app is added to it
 * @param answers - by path: what it answers instead, or what a property holds
 * @returns the app, and by path what its signals tell
 */
export function appDouble(
  asked: Asked[],
  answers: Readonly<Record<string, unknown>>,
): { app: App; signalOf: (what: string) => Signal<unknown> } {
  const signals = new Map<string, Signal<unknown>>();
  const signalOf = (what: string): Signal<unknown> => {
    const signal = signals.get(what) ?? new Signal<unknown>();
    signals.set(what, signal);
    return signal;
  };
  const part = (path: string): unknown =>
    new Proxy(() => undefined, {
      get(_, name) {
        const what = path === "" ? String(name) : `${path}.${String(name)}`;
        if (name === "listen") return (told: (value: unknown) => void) => signalOf(path).listen(told);
        return what in answers && typeof answers[what] !== "function" ? answers[what] : part(what);
      },
      apply(_, __, given: unknown[]) {
        asked.push({ what: path, given });
        const answer = answers[path];
        return typeof answer === "function" ? (answer as (...all: unknown[]) => unknown)(...given) : answerOf(path);
      },
    });
  return { app: part("") as App, signalOf };
}
