/** The thread of the dry runs: reads candles and runs rules over them, so that neither ever holds up prices. */
import { parentPort } from "node:worker_threads";
import { DryRunJobs } from "./answer-job.ts";
import type { AnswerMessage, JobMessage } from "./dry-run-job.ts";

const jobs = new DryRunJobs();

parentPort?.on("message", ({ id, job, cancelled }: JobMessage) => {
  const flag = new Int32Array(cancelled);
  const answer = jobs.answer(job, () => Atomics.load(flag, 0) !== 0);
  parentPort?.postMessage({ id, answer } satisfies AnswerMessage);
});
