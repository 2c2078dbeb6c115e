/** Of those in equivalent.ts, the ones of main/delivery. */
import type { Equivalent } from "./equivalent.ts";

export const equivalentsOfDelivery: readonly Equivalent[] = [
  {
    file: "main/delivery/grouping.ts",
    line: 'const id = groupIdOf(added[0]?.id ?? "");',
    original: 'added[0]?.id ?? ""',
    replacements: ["(added[0]?.id)!"],
    why: "no message is planned for nothing",
  },
  {
    file: "main/delivery/reminders/next-reminders.ts",
    line: ".reduce<PastDelivery | null>((last, each) => (last === null || each.nth > last.nth ? each : last), null);",
    original: ">",
    replacements: [">="],
    why: "a destination is told each time once: no two have the same number",
  },
  {
    file: "main/delivery/quiet-hours/quiet-until.ts",
    line: "const daysAround = 3;",
    original: "3",
    replacements: ["4"],
    why: "no period that is on began or ends so far away: only the time that it takes differs",
  },
  {
    file: "main/delivery/quiet-hours/quiet-until.ts",
    line: "const today = Math.floor(wallTimeIn(zone, atMs) / dayMs);",
    original: "floor",
    replacements: ["ceil"],
    why: "a day more after it and one less before it are as far as any period reaches",
  },
  {
    file: "main/delivery/quiet-hours/quiet-until.ts",
    line: "for (let day = today - daysAround; day <= today + daysAround; day += 1)",
    original: "<=",
    replacements: ["<"],
    why: "a day less after it is as far as any period reaches",
  },
  {
    file: "main/delivery/quiet-hours/quiet-until.ts",
    line: ".filter(({ fromMs, toMs }) => fromMs < toMs);",
    original: "<",
    replacements: ["<="],
    why: "within a time of no length there is no instant",
  },
  {
    file: "main/delivery/reminders/reminder-message.ts",
    line: "const duration = formatDuration(Math.max(0, agoMs(firstMs)));",
    original: "0",
    replacements: ["1"],
    why: "a millisecond is shown as none",
  },
  {
    file: "main/delivery/quiet-hours/digest.ts",
    line: "const first = due.find(isForDigest);",
    original: "find",
    replacements: ["findLast"],
    why: "only its destination is asked for, and all of them are of one",
  },
  {
    file: "main/delivery/queue-round.ts",
    line: "const old = expired(due.value, { readyInMs, failures: channel.failures ?? 0 }, nowMs, this.#sender.steadyMs());",
    original: "0",
    replacements: ["1"],
    why: "one failure is as much too few as none",
  },
  {
    file: "main/delivery/batch-sender.ts",
    line: "this.#unwritten.push(...endingsOf(rows, outcome, now.wallMs, this.steadyMs()));",
    original: "push",
    replacements: ["unshift"],
    why: "each ending is of rows of its own: in which order they are written shows nowhere",
  },
  {
    file: "main/delivery/batch-sender.ts",
    line: "this.#unwritten.push(...endings);",
    original: "push",
    replacements: ["unshift"],
    why: "each ending is of rows of its own: in which order they are written shows nowhere",
  },
];
