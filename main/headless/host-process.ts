/** The process of the headless host: what begins it, and the signals that end it. */
import { systemClock } from "../lib/clock.ts";
import { watchParent } from "./watch-parent.ts";
import { exitCodes, runHeadless } from "./run.ts";

/**
 * Everything should be written and closed long before this, on a busy machine too; a process that hangs must not outlive the
 * wish to end it.
 */
const stopLimitMs = 15_000;

let asked = false;
let stop = (): Promise<void> => Promise.resolve();

function end(): void {
  // The second wish is an order.
  if (asked) process.exit(exitCodes.bug);
  asked = true;
  setTimeout(() => process.exit(exitCodes.bug), stopLimitMs).unref();
  void begun.then(() => stop()).then(() => process.exit(exitCodes.ended));
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
const parent = watchParent({
  clock: systemClock,
  env: process.env,
  parentId: () => process.ppid,
  onGone: () => asked || end(),
});

const begun = runHeadless(process.argv.slice(2), process.env).then((host) => {
  if (typeof host === "number") {
    process.exitCode = host;
    // Nothing runs: a timer of ours would keep the process alive for nothing.
    parent?.cancel();
  } else stop = () => host.stop();
});
await begun;
