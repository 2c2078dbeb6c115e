/**
 * Mutants that change nothing which anybody could observe, each judged by hand: no test can die by them, so they say nothing about
 * the tests. One that is only hard to test does not belong here, nor one that lets memory or time grow without bound.
 */
import type { Mutant } from "../mutants.ts";
import { ofAlerts } from "./alerts.ts";
import { ofBridge } from "./bridge.ts";
import { ofDelivery } from "./delivery.ts";
import { ofDryRun } from "./dry-run.ts";
import { ofMarket } from "./market.ts";
import { ofOutbox } from "./outbox.ts";
import { ofStore } from "./store.ts";
import { ofVenues } from "./venues.ts";

export interface Equivalent {
  readonly file: string;
  /** The whole line that it changes, without the blanks around it. */
  readonly line: string;
  readonly original: string;
  readonly replacements: readonly string[];
  readonly why: string;
}

export const equivalents: readonly Equivalent[] = [
  ...ofAlerts,
  ...ofBridge,
  ...ofDelivery,
  ...ofDryRun,
  ...ofMarket,
  ...ofOutbox,
  ...ofStore,
  ...ofVenues,
];

/** Whether the mutant of `text` is listed. */
export function isEquivalent(file: string, text: string, mutant: Mutant): boolean {
  const line = text.split("\n")[mutant.line - 1]?.trim();
  return equivalents.some(
    (one) =>
      one.file === file &&
      one.line === line &&
      one.original === mutant.original &&
      one.replacements.includes(mutant.replacement),
  );
}
