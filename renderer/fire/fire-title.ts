/** The window's title: what has just fired, and how much is unread. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import { decimalsOf, formatCount, formatPrice } from "../../preload/contract/format.ts";

/** `BTC 53,800 · (2) Pricebell`; `newest`: null where nothing is being told. */
export function windowTitle(newest: AlertEvent | null, unread: number): string {
  const app = unread > 0 ? `(${formatCount(unread)}) Pricebell` : "Pricebell";
  const symbol = newest?.instrument?.symbol;
  if (newest === null || symbol === undefined) return app;
  const base = symbol.split("-")[0] ?? symbol;
  const { tick } = newest;
  const price = tick === null ? "" : ` ${formatPrice(tick.price, { decimals: decimalsOf(tick.price) })}`;
  return `${base}${price} · ${app}`;
}
