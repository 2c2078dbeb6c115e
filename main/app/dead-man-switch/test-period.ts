/**
 * Tests that kill a real process cannot wait for minutes: `PRICEBELL_BEAT_EVERY_MS=1000` takes the place of every period in which a
 * service outside is told that all is well. A misspelt one throws: such a test would wait for what never comes.
 */
function parseTestPeriod(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`PRICEBELL_BEAT_EVERY_MS=${text}: expected milliseconds`);
  return Number(text);
}

/** Milliseconds; null outside such tests. */
export const testPeriodMs = parseTestPeriod(process.env["PRICEBELL_BEAT_EVERY_MS"]);
