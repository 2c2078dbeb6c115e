/** A poll or a stream that goes on until it is ended: one round, the pause that it asks for, the next round. */
import type { Clock, Timer } from "../../lib/clock.ts";

/** `round` resolves to the pause until the next one, in milliseconds (0: at once), and stops when its signal is aborted. Ends by what is returned. */
export function repeatRounds(clock: Clock, round: (signal: AbortSignal) => Promise<number>): () => void {
  const ended = new AbortController();
  let timer: Timer | null = null;
  const go = async (): Promise<void> => {
    let pauseMs = 0;
    while (pauseMs === 0 && !ended.signal.aborted) pauseMs = await round(ended.signal);
    if (!ended.signal.aborted) timer = clock.after(pauseMs, () => void go());
  };
  void go();
  return () => {
    ended.abort();
    timer?.cancel();
  };
}
