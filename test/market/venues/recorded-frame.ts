/** Frames that were recorded from venues, as they came over the wire. */
import { readFileSync } from "node:fs";

export function recordedFrame(venue: string, name: string): string {
  return readFileSync(new URL(`../../fixtures/frames/${venue}/${name}.json`, import.meta.url), "utf8").trim();
}
