/** What is logged of a bug: where it came from, and nothing of what the person had sent (a key may be in it). */

/** Shorter strings would remove ordinary words of the log. */
const shortestSecret = 4;

/** The error's stack with every string of `input` taken out. */
export function bugText(error: unknown, input: unknown): string {
  let text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `Thrown: ${String(error)}`;
  // The longest first: a short one may be part of it.
  for (const secret of stringsIn(input).sort((a, b) => b.length - a.length)) text = text.replaceAll(secret, "[input]");
  return text;
}

/** However deep they lie, and also where a value holds itself. */
function stringsIn(input: unknown): string[] {
  // It grows while it is gone through.
  const values = new Set([input]);
  for (const value of values)
    if (typeof value === "object" && value !== null) for (const part of Object.values(value)) values.add(part);
  return [...values].filter((value) => typeof value === "string").filter(({ length }) => length >= shortestSecret);
}
