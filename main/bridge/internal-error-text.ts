/** What is logged of a bug: where it came from, and nothing of what the person had sent (a key may be in it). */

/** Shorter strings would remove ordinary words of the log. */
const shortestSecret = 4;

/** The error's stack with every string of `input` taken out. */
export function bugText(error: unknown, input: unknown): string {
  let text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `Thrown: ${String(error)}`;
  // The longest first: a short one may be part of it.
  for (const secret of stringsIn(input, 0).sort((a, b) => b.length - a.length))
    text = text.replaceAll(secret, "[input]");
  return text;
}

function stringsIn(value: unknown, depth: number): string[] {
  if (typeof value === "string") return value.length >= shortestSecret ? [value] : [];
  if (typeof value !== "object" || value === null || depth > 8) return [];
  return Object.values(value).flatMap((part: unknown) => stringsIn(part, depth + 1));
}
