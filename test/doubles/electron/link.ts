/** Questions and answers between the test's process and the app's, both ways, over the channel that a fork comes with. */
import type { ChildProcess } from "node:child_process";

interface Frame {
  readonly id: number;
  readonly method?: string;
  readonly params?: unknown[];
  readonly value?: unknown;
  readonly error?: string;
}

/** The end of a channel that a fork or its parent has. */
export type End = Pick<ChildProcess, "on" | "connected"> & {
  send?: ((message: Frame, callback?: (error: Error | null) => void) => boolean) | undefined;
};
type Answers = Record<string, ((...params: never[]) => unknown) | undefined>;

/** Joins two ends. `answers` holds what this side answers; `ask` asks the other. */
export class Link {
  readonly #end: End;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #next = 1;

  constructor(end: End, answers: Answers) {
    this.#end = end;
    end.on("message", (message) => {
      const frame = message as unknown as Frame;
      if (frame.method === undefined) this.#settle(frame);
      else void this.#answer(frame, answers[frame.method]);
    });
    end.on("disconnect", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the other process ended"));
      this.#waiting.clear();
    });
  }

  ask(method: string, ...params: unknown[]): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (!this.#end.connected) {
        reject(new Error("the other process ended"));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  #send(frame: Frame): void {
    // The other side may end between the question and the answer; `disconnect` then ends what waits.
    if (this.#end.connected) this.#end.send?.(frame, () => undefined);
  }

  #settle(frame: Frame): void {
    const waiting = this.#waiting.get(frame.id);
    this.#waiting.delete(frame.id);
    if (frame.error === undefined) waiting?.resolve(frame.value);
    else waiting?.reject(new Error(frame.error));
  }

  async #answer(frame: Frame, method: ((...params: never[]) => unknown) | undefined): Promise<void> {
    try {
      if (method === undefined) throw new Error(`nobody answers ${String(frame.method)}`);
      this.#send({ id: frame.id, value: await method(...((frame.params ?? []) as never[])) });
    } catch (error) {
      this.#send({ id: frame.id, error: error instanceof Error ? error.message : String(error) });
    }
  }
}
