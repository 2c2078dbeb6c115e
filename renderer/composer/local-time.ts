/** Moments as fields for a date and a time have them. */

/** Local wall time as a datetime field has it: to the minute, or as exact as `ms` is. */
export function localOf(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().replace("Z", "");
  return local.replace(/(?::00)?\.000$/, "");
}

/** The `step` of a datetime field, in seconds: a browser calls a value with seconds wrong where the step is a minute. */
export function datetimeStep(local: string): number {
  const length = local.length;
  return length > "2026-01-31T15:59:59".length ? 0.001 : length > "2026-01-31T15:59".length ? 1 : 60;
}
