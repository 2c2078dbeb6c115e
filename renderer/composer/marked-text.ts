/** The text of the line in pieces, each with what is drawn under it. */
import type { ParsedLine } from "./line/parse-line.ts";

export interface MarkedPiece {
  readonly text: string;
  readonly mark: "problem" | "question" | undefined;
}

/** All of the text, in order. Where two marks overlap, the one that begins first is drawn. */
export function markedText(
  text: string,
  { problems, questions }: Pick<ParsedLine, "problems" | "questions">,
): MarkedPiece[] {
  const spans = [
    ...problems.map(({ start, end }) => ({ start, end, mark: "problem" as const })),
    ...questions.map(({ start, end }) => ({ start, end, mark: "question" as const })),
  ].sort((a, b) => a.start - b.start);
  const pieces: MarkedPiece[] = [];
  let at = 0;
  const take = (end: number, mark: MarkedPiece["mark"]): void => {
    if (end > at) pieces.push({ text: text.slice(at, end), mark });
    at = Math.max(at, end);
  };
  for (const { start, end, mark } of spans) {
    take(start, undefined);
    take(end, mark);
  }
  take(text.length, undefined);
  return pieces;
}
