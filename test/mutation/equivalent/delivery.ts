/** Mutants that change nothing in main/delivery, what hands deliveries over aside. */
import { because } from "./because.ts";
import type { Equivalent } from "./index.ts";

export const ofDelivery: readonly Equivalent[] = [
  ...because("main/delivery/grouping.ts", "no message is planned for nothing", [
    'const id = groupIdOf(added[0]?.id ?? "");',
    'added[0]?.id ?? ""',
    ["(added[0]?.id)!"],
  ]),
  ...because(
    "main/delivery/reminders/next-reminders.ts",
    "a destination is told each time once: no two have the same number",
    [
      ".reduce<PastDelivery | null>((last, each) => (last === null || each.nth > last.nth ? each : last), null);",
      ">",
      [">="],
    ],
  ),
  ...because(
    "main/delivery/quiet-hours/quiet-until.ts",
    "no period that is on began or ends so far away: only the time that it takes differs",
    ["const daysAround = 3;", "3", ["4"]],
  ),
  ...because(
    "main/delivery/quiet-hours/quiet-until.ts",
    "a day more after it and one less before it are as far as any period reaches",
    ["const today = Math.floor(wallTimeIn(zone, atMs) / dayMs);", "floor", ["ceil"]],
  ),
  ...because("main/delivery/quiet-hours/quiet-until.ts", "a day less after it is as far as any period reaches", [
    "for (let day = today - daysAround; day <= today + daysAround; day += 1)",
    "<=",
    ["<"],
  ]),
  ...because("main/delivery/quiet-hours/quiet-until.ts", "within a time of no length there is no instant", [
    ".filter(({ fromMs, toMs }) => fromMs < toMs);",
    "<",
    ["<="],
  ]),
  ...because("main/delivery/reminders/reminder-message.ts", "a millisecond is shown as none", [
    "const duration = formatDuration(Math.max(0, agoMs(firstMs)));",
    "0",
    ["1"],
  ]),
  ...because("main/delivery/quiet-hours/digest.ts", "only its destination is asked for, and all of them are of one", [
    "const first = due.find(isForDigest);",
    "find",
    ["findLast"],
  ]),
  ...because("main/delivery/reminders/reminders.ts", "it is set before it is looked at", [
    "#isStale = false;",
    "false",
    ["true"],
  ]),
  ...because(
    "main/delivery/reminders/reminders.ts",
    "of one that is over nothing comes next: what follows does nothing",
    ["continue;", "continue;", [";"]],
  ),
  ...because("main/delivery/reminders/reminders.ts", "each delivery stands there once", [
    "const before = known?.deliveries.find(",
    "find",
    ["findLast"],
  ]),
  ...because("main/delivery/clear-queue.ts", "what waits already is not added a second time: there is one", [
    "const known = this.#waiting.find((each) => each.messageId === messageId && each.receipt === receipt);",
    "find",
    ["findLast"],
  ]),
  ...because("main/delivery/send-limits.ts", "what is as old as the longest window makes nothing wait", [
    "this.#sentMs = [...this.#sentMs.filter((atMs) => atMs > nowMs - maxMs), ...now];",
    ">",
    [">="],
  ]),
  ...because("main/delivery/retry.ts", "null counts as 0 there", [
    "return Math.min(nowMs, steadyMs) - Math.max(Date.parse(event.decidedAt), keptUntilMs ?? 0);",
    "keptUntilMs ?? 0",
    ["(keptUntilMs)!"],
  ]),
  ...because("main/delivery/retry.ts", "nothing was decided in 1970", [
    "return Math.min(nowMs, steadyMs) - Math.max(Date.parse(event.decidedAt), keptUntilMs ?? 0);",
    "0",
    ["1"],
  ]),
  ...because("main/delivery/dbus/connection.ts", "no connection lives for four thousand million messages", [
    "this.#serial = (this.#serial % 0xffff_ffff) + 1;",
    "0xffff_ffff",
    ["8589934590"],
  ]),
  ...because("main/delivery/dbus/encode.ts", "it grows where it has to: only memory differs", [
    "#buffer = Buffer.alloc(256);",
    "256",
    ["512"],
  ]),
  ...because("main/delivery/dbus/encode.ts", "it grows a byte sooner: only memory differs", [
    "if (this.#length > this.#buffer.length) {",
    ">",
    [">="],
  ]),
  ...because("main/delivery/dbus/encode.ts", "it grows as far as it has to: only the time differs", [
    "const larger = Buffer.alloc(Math.max(this.#length, 2 * this.#buffer.length));",
    "*",
    ["/"],
  ]),
  ...because("main/delivery/dbus/encode.ts", "it grows further: only memory differs", [
    "const larger = Buffer.alloc(Math.max(this.#length, 2 * this.#buffer.length));",
    "2",
    ["3"],
  ]),
  ...because("main/delivery/dbus/message.ts", "each field has a code of its own", [
    "const name = fieldNames.find((known) => fields[known].code === code);",
    "find",
    ["findLast"],
  ]),
  ...because("main/delivery/dbus.ts", "a refusal is told in the status, which has words then", [
    'return { state: "failed", reason: this.status().detail ?? this.#refusal, retryable: true };',
    "this.status().detail ?? this.#refusal",
    ["(this.status().detail)!"],
  ]),
  ...because("main/delivery/dbus.ts", "each action has a key of its own", [
    "const action = (Object.keys(actionKeys) as MessageAction[]).find((known) => actionKeys[known] === key);",
    "find",
    ["findLast"],
  ]),
  ...because("main/delivery/dbus/message-reader.ts", "it is set by each header before it is read", [
    "#leftOutBytes = 0;",
    "0",
    ["1"],
  ]),
  ...because(
    "main/delivery/dbus/message-reader.ts",
    "what is whole is cut by its header once more, to the same message: only the time differs",
    ["const refusal = this.#isWhole ? this.#takeMessage() : this.#takeFixedHeader();", "this.#isWhole", ["false"]],
    ["this.#isWhole = true;", "this.#isWhole = true;", [";"]],
    ["this.#isWhole = true;", "true", ["false"]],
  ),
  ...because("main/delivery/dbus/notification-server.ts", "each dial sets it before it is read", [
    "#ownerTold = false;",
    "false",
    ["true"],
  ]),
  ...because("main/delivery/first-sendable.ts", "nothing is no more than 0 either", [
    "if (!enabled() || (channel.readyInMs?.() ?? 0) > 0) return null;",
    "channel.readyInMs?.() ?? 0",
    ["(channel.readyInMs?.())!"],
  ]),
];
