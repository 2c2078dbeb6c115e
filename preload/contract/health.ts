/** Whether the app does its job now, and what of it does not: the tray, the window, a script and a service outside read the same. */
import * as Type from "typebox";

const healthReasonCodes = [
  /** Not connected yet since the start, and not for longer than blindness is kept to itself. */
  "starting",
  "feed-blind",
  "key-refused",
  "engine-behind",
  "engine-late",
  "store-failing",
  "delivery-stuck",
] as const;
export type HealthReasonCode = (typeof healthReasonCodes)[number];

export const HealthReason = Type.Object({
  code: Type.Enum([...healthReasonCodes]),
  /** What is wrong and what it means for alerts. Without a secret. */
  words: Type.String(),
});
export type HealthReason = Type.Static<typeof HealthReason>;

export const AppHealth = Type.Object({
  isWell: Type.Boolean(),
  /** Why it is not; empty while it is. */
  reasons: Type.Array(HealthReason),
});
export type AppHealth = Type.Static<typeof AppHealth>;

/** Nothing is wrong: at most it has only just begun. */
export function isWellOrStarting({ reasons }: AppHealth): boolean {
  return reasons.every(({ code }) => code === "starting");
}

/** What neither a feed's nor the database's own state says: why else all is not well. */
export function otherReasons({ reasons }: AppHealth): HealthReason[] {
  const others: readonly HealthReasonCode[] = ["engine-behind", "engine-late", "delivery-stuck"];
  return reasons.filter(({ code }) => others.includes(code));
}
