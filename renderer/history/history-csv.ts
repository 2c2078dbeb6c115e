/** The history as a table for other programs: RFC 4180, UTF-8 with its mark, times in ISO, prices as they came. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import { eventTitle, formatDelivery } from "../../preload/contract/text.ts";
import type { TextOptions } from "../../preload/contract/text/options.ts";
import { kindOf } from "./history-entries.ts";

const columns = [
  "id",
  "kind",
  "venue",
  "symbol",
  "what",
  "happened_at",
  "decided_at",
  "price",
  "previous_price",
  "not_watched_from",
  "not_watched_to",
  "deliveries",
  "note",
] as const;

/** `options`: how its sentences are written. */
export function historyCsv(events: readonly AlertEvent[], options: TextOptions): string {
  const rows = events.map((event) => {
    const instrument = event.instrument ?? event.rule?.instrument ?? null;
    const blind = event.gap ?? event.blind;
    return [
      event.id,
      kindOf(event),
      instrument?.venue ?? event.blind?.venue ?? "",
      instrument?.symbol ?? "",
      eventTitle(event, options),
      event.tick?.at ?? "",
      event.decidedAt,
      event.tick?.price ?? "",
      event.previous?.price ?? "",
      blind?.from ?? "",
      blind?.to ?? "",
      event.deliveries
        .map((delivery) => `${delivery.name ?? delivery.destination}: ${formatDelivery(delivery)}`)
        .join("; "),
      event.rule?.note ?? "",
    ];
  });
  return `\uFEFF${[columns, ...rows].map((cells) => cells.map(cellOf).join(",")).join("\r\n")}\r\n`;
}

/**
 * A cell that a spreadsheet would take for a formula is text: a note is whatever somebody typed, and an error whatever a server
 * answered. Negative numbers stay numbers.
 */
function cellOf(value: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value);
  const text = isFormula ? `'${value}` : value;
  return /[",\r\n]/.test(text) || isFormula ? `"${text.replaceAll('"', '""')}"` : text;
}
