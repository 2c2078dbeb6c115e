/** A program of the person's own, started for each message. What runs here is chosen at this computer, and never by a call from outside. */
import { isAbsolute, basename } from "node:path";
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { ok } from "../../../../preload/contract/result.ts";
import { badField, field, missingField, valueOf } from "../field-values.ts";
import { messageData } from "../message-data.ts";
import type { ChannelField, RemoteChannelKind, SendOutcome } from "../remote-channel.ts";
import { wordsOf } from "./command.ts";
import { runProgram, type ProgramEnd } from "./run.ts";

/** What an attempt may take. Milliseconds. */
export const programDeadlineMs = 18_000;
/** As sysexits.h has it: EX_TEMPFAIL. */
const tryAgainCode = 75;
const maxLineBytes = 64_000;

const fields = (): readonly ChannelField[] => [
  // One field: an argument may be a program too, for whoever interprets it, and is chosen with it.
  field("command", words("program.command"), {
    help: words("program.command-help"),
    kind: "file",
    isRequired: true,
    maxLength: 1_000,
  }),
];

function outcomeOfEnd(end: ProgramEnd, file: string): SendOutcome {
  switch (end.kind) {
    case "exited":
      if (end.code === 0) return { kind: "accepted", receipt: null };
      if (end.code === tryAgainCode)
        return { kind: "later", code: "exit-75", words: words("program.later", { file }), afterMs: null };
      return {
        kind: "refused",
        code: `exit-${end.code}`,
        words: words("program.failed", { file, code: end.code }),
      };
    case "not-started":
      return {
        kind: "broken",
        code: "not-started",
        words: words("program.missing", { file, reason: end.reason }),
      };
    case "late":
      return {
        kind: "unknown",
        code: "late",
        words: words("program.late", { file, seconds: programDeadlineMs / 1_000 }),
      };
    case "signalled":
      return { kind: "unknown", code: "signalled", words: words("program.killed", { file }) };
    case "stopped":
      return { kind: "unknown", code: "stopped", words: words("program.stopped", { file }) };
  }
}

export const program: RemoteChannelKind = {
  id: "program",
  get label() {
    return words("program.label");
  },
  get summary() {
    return words("program.summary");
  },
  get fields() {
    return fields();
  },
  abilities: { canReplace: false, dropsRepeats: false, canClear: false, answers: [], repeatsCritical: false },
  limits: [{ messages: 10, withinMs: 1_000 }],
  check(values) {
    const missing = missingField(fields(), values);
    if (missing !== null) return missing;
    const parts = wordsOf(valueOf(values, "command"));
    if (parts === null) return badField("command", words("program.quote-open"));
    const [file = ""] = parts;
    if (!isAbsolute(file) || file.includes("\0")) return badField("command", words("program.file-invalid"));
    if (/\.(?:bat|cmd)$/i.test(file)) return badField("command", words("program.file-batch"));
    return ok(null);
  },
  secretsOf: () => [],
  open(values, host) {
    const [file = "", ...args] = wordsOf(valueOf(values, "command")) ?? [];
    return {
      async send(message, signal) {
        const data = messageData(message, maxLineBytes);
        const end = await runProgram(
          {
            file,
            args,
            line: JSON.stringify({ ...data, data: { ...data.data, isAgain: message.isAgain } }),
            // For a program that drops what it has had.
            env: { PRICEBELL_DELIVERY: message.key },
          },
          { clock: host.clock, deadlineMs: programDeadlineMs, signal },
        );
        return outcomeOfEnd(end, basename(file));
      },
      close: () => undefined,
    };
  },
};
