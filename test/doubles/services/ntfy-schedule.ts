/**
 * What waits at an ntfy server to be delivered later, by a clock that the test moves. As docs.ntfy.sh/publish describes it: 10 s to
 * 3 days ahead; from 2.16 on the same sequence again replaces what waits, and DELETE takes it back.
 */
import type { NtfyMessage } from "./ntfy.ts";

export interface Waiting {
  readonly message: NtfyMessage;
  readonly dueSeconds: number;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

export class NtfySchedule {
  /** A server that takes the path form and yet keeps what waits beside what was to replace it. */
  keepsBoth = false;
  /** False: whoever asks what waits is answered that nothing does. */
  isListed = true;
  nowSeconds = 1_700_000_000;
  #waiting: readonly Waiting[] = [];

  of(topic: string): readonly Waiting[] {
    return this.#waiting.filter(({ message }) => message.topic === topic);
  }

  /** When a message with this header is due, Unix time; null: at once; `invalid`: not as the documentation has it. */
  dueSeconds(header: string | undefined): number | null | "invalid" {
    if (header === undefined) return null;
    const match = /^(\d+)([smhd]?)$/.exec(header);
    if (match === null) return "invalid";
    const [, count = "", unit = ""] = match;
    const due = unit === "" ? Number(count) : this.nowSeconds + Number(count) * (units[unit] ?? 0);
    const aheadSeconds = due - this.nowSeconds;
    return aheadSeconds < 10 || aheadSeconds > 3 * 86_400 ? "invalid" : due;
  }

  add(waiting: Waiting): void {
    const { topic, sequence } = waiting.message;
    if (!this.keepsBoth && sequence !== null) this.remove(topic, sequence);
    this.#waiting = [...this.#waiting, waiting];
  }

  remove(topic: string, sequence: string): void {
    this.#waiting = this.#waiting.filter(
      ({ message }) => message.topic !== topic || message.sequence !== sequence || this.keepsBoth,
    );
  }

  /** Moves the server's clock on, and answers what is delivered. */
  advance(ms: number): readonly NtfyMessage[] {
    this.nowSeconds += ms / 1_000;
    const isDue = ({ dueSeconds }: Waiting): boolean => dueSeconds <= this.nowSeconds;
    const due = this.#waiting.filter(isDue);
    this.#waiting = this.#waiting.filter((each) => !isDue(each));
    return due.map(({ message }) => message);
  }
}
