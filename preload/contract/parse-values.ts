/** Values from the outside, each checked and put into the one form that is kept. What is wrong is thrown as a {@link Refusal}. */
import { message } from "./messages/message.ts";
import { compareDecimal, digitCount, isDecimal } from "./decimal.ts";
import type { Failure } from "./result.ts";

const maxDigits = 30;
/** A hold or a cooldown longer than a year is a slip of the keyboard. */
const maxDurationMs = 31_536_000_000;

/** Caught by `parseRule` alone: it lets a check deep down end the parse without a Result at every step. */
export class Refusal extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function refuse(field: string, text: string): never {
  throw new Refusal({ code: "rule-invalid", message: text, field });
}

/** "007" is a 7 that would be shown with its zeros for ever. */
const leadingZeros = /^(-?)0+(?=[0-9])/;

export function decimal(input: unknown, field: string): string {
  if (typeof input === "number") return refuse(field, message("refusal.number", { number: String(input) }));
  if (typeof input !== "string") return refuse(field, message("refusal.decimal-string"));
  if (!isDecimal(input)) return refuse(field, message("refusal.decimal"));
  if (digitCount(input) > maxDigits) return refuse(field, message("refusal.digits", { most: maxDigits }));
  return input.replace(leadingZeros, "$1");
}

export function positive(input: unknown, field: string): string {
  const text = decimal(input, field);
  if (compareDecimal(text, "0") <= 0) refuse(field, message("refusal.positive"));
  return text;
}

export function duration(input: unknown, field: string): number {
  if (typeof input !== "number" || !Number.isInteger(input) || input < 0)
    return refuse(field, message("refusal.duration"));
  if (input > maxDurationMs) return refuse(field, message("refusal.duration-long"));
  return input;
}

export function oneOf<T extends string>(input: unknown, allowed: readonly T[], field: string): T {
  return (
    allowed.find((value) => value === input) ?? refuse(field, message("refusal.one-of", { values: allowed.join(", ") }))
  );
}

export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/** An object with no fields but these; `path` names it in a refusal ("" is the rule itself). */
export function record(input: unknown, path: string, allowed: readonly string[]): Record<string, unknown> {
  if (!isRecord(input)) return refuse(path === "" ? "rule" : path, message("refusal.object"));
  for (const name of Object.keys(input))
    if (!allowed.includes(name))
      refuse(
        path === "" ? name : `${path}.${name}`,
        message("refusal.no-field", { field: name, known: allowed.join(", ") }),
      );
  return input;
}
