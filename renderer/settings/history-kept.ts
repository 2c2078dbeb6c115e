/** How long history may be kept, as a person chooses it. */
const choices = [
  { days: 0, label: "For ever" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "1 year" },
  { days: 1_825, label: "5 years" },
] as const;

/** The choices there are, and the one in force where a script has set another. */
export function historyKeptOptions(keptDays: number): readonly { readonly days: number; readonly label: string }[] {
  if (choices.some(({ days }) => days === keptDays)) return choices;
  return [...choices, { days: keptDays, label: keptDays === 1 ? "1 day" : `${keptDays} days` }];
}
