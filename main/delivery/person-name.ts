/** Whoever answered, as the service calls them: anybody in a chat may call themselves anything. */
import { withoutControls } from "../lib/plain-text.ts";

const maxLength = 60;

/** Fit to stand beside our words; null where nothing of it shows. */
export function personName(name: string): string | null {
  const plain = withoutControls(name).trim().slice(0, maxLength).toWellFormed();
  return plain === "" ? null : plain;
}
