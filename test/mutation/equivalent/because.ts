/** How mutants that change nothing are written down: by file and reason, because many share them. */
import type { Equivalent } from "./index.ts";

/** The whole line without the blanks around it, what stands there, and what may stand there instead. */
type Row = readonly [line: string, original: string, replacements: readonly string[]];

/** Those of one `file` that change nothing for one reason. */
export function because(file: string, why: string, ...rows: readonly Row[]): Equivalent[] {
  return rows.map(([line, original, replacements]) => ({ file, line, original, replacements, why }));
}
