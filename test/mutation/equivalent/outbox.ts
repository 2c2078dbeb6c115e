/** Mutants that change nothing in what hands deliveries over, in main/delivery. */
import { because } from "./because.ts";
import type { Equivalent } from "./index.ts";

export const ofOutbox: readonly Equivalent[] = [
  ...because("main/delivery/queue-round.ts", "one failure is as much too few as none", [
    "const old = expired(due.value, { readyInMs, failures: channel.failures ?? 0 }, nowMs, this.#sender.steadyMs());",
    "0",
    ["1"],
  ]),
  ...because(
    "main/delivery/batch-sender.ts",
    "each ending is of rows of its own: in which order they are written shows nowhere",
    ["this.#unwritten.push(...endingsOf(rows, outcome, now.wallMs, this.steadyMs()));", "push", ["unshift"]],
    ["this.#unwritten.push(...endings);", "push", ["unshift"]],
  ),
  ...because(
    "main/delivery/remote-destination.ts",
    "it is compared with what it was before alone",
    ["#holds = 0;", "0", ["1"]],
    ["this.#holds += 1;", "+=", ["-="]],
    ["this.#holds += 1;", "1", ["2"]],
  ),
  ...because("main/delivery/remote-destination.ts", "what is not said is one there as well", [
    "return this.#options.kind.requestsPerClear ?? 1;",
    "this.#options.kind.requestsPerClear ?? 1",
    ["(this.#options.kind.requestsPerClear)!"],
  ]),
  ...because("main/delivery/remote-destination.ts", "it is asked only where the channel can", [
    "const outcome = await this.#attempts.make((signal) => channel?.clear?.(message, signal) ?? nothingToDo);",
    "channel?.clear?.(message, signal) ?? nothingToDo",
    ["(channel?.clear?.(message, signal))!"],
  ]),
  ...because("main/delivery/channel-queue.ts", "each round sets it before it is read", [
    "#again = false;",
    "false",
    ["true"],
  ]),
  ...because("main/delivery/channel-queue.ts", "in which order the two are ended shows nowhere", [
    "this.#ends.push(",
    "push",
    ["unshift"],
  ]),
  ...because(
    "main/delivery/outbox.ts",
    "a turn in which nothing is woken does nothing",
    ["if (this.#toWake.size > 0) setImmediate(() => this.#wakeNext());", "this.#toWake.size > 0", ["true"]],
    ["if (this.#toWake.size > 0) setImmediate(() => this.#wakeNext());", ">", [">="]],
  ),
  ...because("main/delivery/outbox.ts", "what took its place had not begun, and ends with it", [
    "if (this.#ending.get(id) === ending) this.#ending.delete(id);",
    "this.#ending.get(id) === ending",
    ["true"],
  ]),
  ...because(
    "main/delivery/outbox-recovery.ts",
    "each ending is of rows of its own: in which order they are written shows nowhere",
    ['endings.push({ rows, outcome: { state: "shown" } });', "push", ["unshift"]],
  ),
  ...because("main/delivery/outbox-recovery.ts", "an event begins one message, and stands there once", [
    "return rows.find((row) => isDelivered(row) && messageId === groupIdOf(row.event.id));",
    "find",
    ["findLast"],
  ]),
];
