/**
 * The id of an event, worked out from what the event is about. It is known before anything is written, so that an alert can
 * be shown under it while the database refuses, and it is the same when the event is made again after a crash.
 */
import { hash } from "node:crypto";
import type { Decision } from "../alerts/decision.ts";
import type { BlindRecord } from "./store-interface.ts";

/** One for each arming of a rule and what became of it. */
export function decidedEventId(decision: Exclude<Decision, { kind: "changed" }>): string {
  const { rule, generation, kind } = decision;
  return uuid(rule.createdMs, `${kind} ${generation} ${rule.id}`);
}

/** One for each blind time: what could not be watched, and since when. */
export function blindEventId(blind: BlindRecord): string {
  return uuid(blind.fromMs, `blind ${Math.round(blind.fromMs)} ${blindScope(blind)}`);
}

/** What a blind time is about, as the table names it. */
export function blindScope(blind: Pick<BlindRecord, "venue" | "instrument">): string {
  return blind.instrument ?? blind.venue ?? "app";
}

/**
 * A UUID of version 8 (RFC 9562, 5.8): a time, then a hash. The time keeps rules that were made together side by side in
 * the index, so that many of their events at once dirty few pages. It must never change for the same name: not the time of
 * the decision, which is another one after a crash.
 */
function uuid(atMs: number, name: string): string {
  const at = Math.max(0, Math.round(atMs)).toString(16).padStart(12, "0");
  // In one call and as text: hundreds of alerts may wait for it, and what a hash object costs is three times the hash.
  const digest = hash("sha256", name, "hex");
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${at.slice(0, 8)}-${at.slice(8)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
