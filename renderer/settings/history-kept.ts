/** How long history may be kept, as a person chooses it. */
import { message } from "../../preload/contract/messages/message.ts";

const choices: readonly number[] = [0, 30, 90, 365, 1_825];

/** The choices there are, and the one in force where a script has set another. */
export function historyKeptOptions(keptDays: number): readonly { readonly days: number; readonly label: string }[] {
  const days = choices.includes(keptDays) ? choices : [...choices, keptDays];
  return days.map((count) => ({ days: count, label: labelOf(count) }));
}

function labelOf(days: number): string {
  if (days === 0) return message("settings.keep.ever");
  if (days % 365 === 0) return message("settings.keep.years", { count: days / 365 });
  return message("settings.keep.days", { count: days });
}
