/** Calls `act` after a while; answers what calls it off. */
export function later(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}
