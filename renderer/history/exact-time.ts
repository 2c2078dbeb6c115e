/** A moment to the millisecond, in local time: what is compared with another record of the same price. */
const format = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
});

/** `Aug 17, 14:25:31.125`; text that is no date comes back as it is. */
export function exactTime(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : format.format(ms);
}
