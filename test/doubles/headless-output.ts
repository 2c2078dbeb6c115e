/** What the headless host prints with `--json`: one value a line. */

export function jsonOrText(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // Somebody printed past --json; the test that looks will see it.
    return line;
  }
}

/** Its first line, which says where it listens. */
export function saysWhere(line: unknown): line is { listening: { url: string; token: string } } {
  if (typeof line !== "object" || line === null || !("listening" in line)) return false;
  const { listening } = line;
  return typeof listening === "object" && listening !== null && "url" in listening && "token" in listening;
}
