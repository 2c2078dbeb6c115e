/** Work for every core that is not the app's, as on a computer that compiles or plays. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

export interface BusyLoops {
  stop(): Promise<void>;
}

/** Starts so many threads that never rest. They end with this process at the latest. */
export function startBusyLoops(count: number): BusyLoops {
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker("for (;;);", { eval: true });
    worker.unref();
    return { worker, exited: once(worker, "exit") };
  });
  return {
    async stop() {
      await Promise.all(workers.map(({ worker }) => worker.terminate()));
      await Promise.all(workers.map(({ exited }) => exited));
    },
  };
}
