/** Which events have not been told yet. */
import type { AlertEvent } from "../../preload/contract/event.ts";

/**
 * Answers for each event whether it is the first time that it is told: by its `seq`, which grows, and while it is in memory
 * alone by its id, as its `seq` is a temporary one then. Those in order of their `seq`.
 */
export function newEventsOnly(): (event: AlertEvent) => boolean {
  let lastSeq = -1;
  const unsavedIds = new Set<string>();
  return ({ id, seq, unsaved }) => {
    if (unsaved === true) {
      const isNew = !unsavedIds.has(id);
      unsavedIds.add(id);
      return isNew;
    }
    const isNew = seq > lastSeq && !unsavedIds.has(id);
    unsavedIds.delete(id);
    lastSeq = Math.max(lastSeq, seq);
    return isNew;
  };
}
