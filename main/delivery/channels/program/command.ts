/** A command as one text: the whole path of a program, and fixed words for it. */

/** Words separated by spaces, those in double quotes whole. Null: a quote has no end. */
export function wordsOf(text: string): readonly string[] | null {
  const found = [...text.matchAll(/"([^"]*)"|[^\s"]+/g)];
  return (text.match(/"/g)?.length ?? 0) % 2 === 1 ? null : found.map(([whole, quoted]) => quoted ?? whole);
}

/** The command that starts this file alone. Null: its path has a double quote, which no command can hold. */
export function commandOf(file: string): string | null {
  if (file.includes('"')) return null;
  return /\s/.test(file) ? `"${file}"` : file;
}
