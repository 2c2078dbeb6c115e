/** The thread of the dry runs as the app holds it: begun with the first job, ended when none has come for a while. */
import { Worker } from "node:worker_threads";
import type { Clock, Timer } from "../../lib/clock.ts";
import type { AnswerMessage, DryRunAnswer, DryRunJob, JobMessage } from "./dry-run-job.ts";

/** Its candles take some 20 MB, for as long as somebody is at it. */
const idleMs = 60_000;

interface Waiting {
  readonly resolve: (answer: DryRunAnswer | null) => void;
  readonly reject: (error: Error) => void;
}

export class DryRunThread {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #idle: Timer | null = null;
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null where `signal` aborts. Rejects on a bug, and where no thread can be had. */
  run(job: DryRunJob, signal: AbortSignal): Promise<DryRunAnswer | null> {
    if (signal.aborted) return Promise.resolve(null);
    this.#idle?.cancel();
    this.#idle = null;
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#lastId;
    const cancelled = new SharedArrayBuffer(4);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        Atomics.store(new Int32Array(cancelled), 0, 1);
        this.#settle(id)?.resolve(null);
      };
      signal.addEventListener("abort", end, { once: true });
      const settled = (settle: () => void): void => {
        signal.removeEventListener("abort", end);
        settle();
      };
      this.#waiting.set(id, {
        resolve: (answer) => settled(() => resolve(answer)),
        reject: (error) => settled(() => reject(error)),
      });
      worker.postMessage({ id, job, cancelled } satisfies JobMessage);
    });
  }

  /** What still waits is answered with null. */
  async stop(): Promise<void> {
    this.#idle?.cancel();
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.resolve(null);
    this.#idle?.cancel();
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #start(): Worker {
    // Beside this file as a source, beside the bundle that this file is in.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const worker = new Worker(new URL(`./dry-run-worker.${extension}`, import.meta.url));
    // It keeps nothing open: an app that ends does not wait for it.
    worker.unref();
    worker.on("message", ({ id, answer }: AnswerMessage) => this.#settle(id)?.resolve(answer));
    worker.on("error", (error) => this.#fail(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => this.#fail(worker, new Error("The thread of the dry runs has ended.")));
    return worker;
  }

  #settle(id: number): Waiting | null {
    const waiting = this.#waiting.get(id) ?? null;
    this.#waiting.delete(id);
    if (this.#waiting.size === 0 && this.#worker !== null) this.#idle ??= this.#clock.after(idleMs, () => this.#end());
    return waiting;
  }

  #end(): void {
    this.#idle = null;
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
  }

  /** Another one is begun with the next job. */
  #fail(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(error);
  }
}
