/** What is said by screen readers, once each: one that follows another closely does not take its place. */

/** What was said is read from the page once; more of it than this only has to be carried along. */
const maxKept = 5;

export class Announcements {
  /** The newest last. */
  all = $state.raw<readonly { readonly id: number; readonly text: string }[]>([]);

  /** Says it aloud, after what was said before. */
  say(text: string): void {
    const id = (this.all.at(-1)?.id ?? 0) + 1;
    this.all = [...this.all, { id, text }].slice(-maxKept);
  }
}
