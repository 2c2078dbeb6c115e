/** Text that somebody else wrote (a person's note, a venue's words), made unable to change how the text around it is shown. */

/**
 * Characters that show nothing and change what follows them: bidirectional embeddings, overrides, isolates and marks (Unicode
 * UAX #9), and the invisible ones that hide between letters. Joiners stay: scripts and emoji need them.
 */
const invisible = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
/** Letters that are written from right to left: they draw digits and signs beside them to their own side. */
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;

/** Without control characters (line ends and tabs become spaces) and without any that reorder or hide text. */
export function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replace(invisible, "")
    .replace(/\p{Cc}+|[\u2028\u2029]/gu, " ");
}

/**
 * One line of somebody else's text to stand beside ours: {@link withoutControls}, and between isolates (U+2068, U+2069) where
 * it holds letters written from right to left.
 */
export function isolatedText(text: string): string {
  const plain = withoutControls(text).trim();
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
