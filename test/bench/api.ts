/** What a script waits for: many alerts made over the local API, by the headless host as it runs. */
import { startHeadlessApp } from "../doubles/headless-app.ts";
import { printRows, type Row } from "./print-rows.ts";

const count = 10_000;
const rounds = 3;

export async function benchApi(): Promise<Row[]> {
  const app = await startHeadlessApp();
  try {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Far from any price, so that none fires: what is measured is the making.
      const rules = Array.from({ length: count }, (_, i) => ({
        instrument: { symbol: "BTC-USD" },
        condition: { kind: "crosses-up" as const, level: String(10_000_000 + round * count + i) },
        note: `alert ${i}`,
      }));
      const begin = performance.now();
      const made = await app.value("rules.createMany", { rules });
      times.push(performance.now() - begin);
      if (made.length !== count) throw new Error(`${made.length} of ${count} were made`);
    }
    times.sort((a, b) => a - b);
    return [{ name: "10,000 alerts by one call of the API", value: (times[1] ?? NaN) / 1000, unit: "s", target: 3 }];
  } finally {
    await app.dispose();
  }
}

if (import.meta.main) printRows("Over the local API", await benchApi());
