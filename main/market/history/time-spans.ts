/** Spans of time as sorted lists: what is known of the past, and what is not. Their ends are not in them. */
import type { TimeSpan } from "../../../preload/contract/candles.ts";

/** What of `wanted` none of these cover, oldest first. `covered` is sorted, and its spans lie apart. */
export function uncovered(wanted: TimeSpan, covered: readonly TimeSpan[]): TimeSpan[] {
  const missing: TimeSpan[] = [];
  let fromMs = wanted.fromMs;
  for (const span of covered) {
    if (span.toMs <= fromMs) continue;
    if (span.fromMs >= wanted.toMs) break;
    if (span.fromMs > fromMs) missing.push({ fromMs, toMs: span.fromMs });
    fromMs = span.toMs;
  }
  if (fromMs < wanted.toMs) missing.push({ fromMs, toMs: wanted.toMs });
  return missing;
}

/** Sorted and joined where they touch; empty ones are left out. */
export function joinSpans(spans: readonly TimeSpan[]): TimeSpan[] {
  const joined: TimeSpan[] = [];
  for (const span of [...spans].filter(({ fromMs, toMs }) => fromMs < toMs).sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (last === undefined || span.fromMs > last.toMs) joined.push({ ...span });
    else last.toMs = Math.max(last.toMs, span.toMs);
  }
  return joined;
}

/** What of these lies in `within`. */
export function clipSpans(spans: readonly TimeSpan[], within: TimeSpan): TimeSpan[] {
  return joinSpans(
    spans.map(({ fromMs, toMs }) => ({
      fromMs: Math.max(fromMs, within.fromMs),
      toMs: Math.min(toMs, within.toMs),
    })),
  );
}

/** Cut into pages of at most `pageMs`, the newest first: what is looked at is there before what lies behind it. */
export function pagesNewestFirst(spans: readonly TimeSpan[], pageMs: number): TimeSpan[] {
  const pages: TimeSpan[] = [];
  for (const { fromMs, toMs } of spans) {
    for (let endMs = toMs; endMs > fromMs; endMs -= pageMs)
      pages.push({ fromMs: Math.max(fromMs, endMs - pageMs), toMs: endMs });
  }
  return pages.sort((a, b) => b.toMs - a.toMs);
}
