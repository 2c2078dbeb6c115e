/** Mutants that change nothing in main/store. */
import { because } from "./because.ts";
import type { Equivalent } from "./index.ts";

export const ofStore: readonly Equivalent[] = [
  ...because(
    "main/store/candles-table.ts",
    "no venue has a candle of the first minute of 1970",
    ["clear.run(id, 0, Number.MAX_SAFE_INTEGER);", "0", ["1"]],
    ["else clear.run(id, 0, keptFrom);", "0", ["1"]],
    ["for (const { open_min: openMin, ...prices } of select.all(row.id, 0, Number.MAX_SAFE_INTEGER)) {", "0", ["1"]],
  ),
  ...because(
    "main/store/candles-table.ts",
    "the prices are written as they are: only the time differs",
    ["if (scale > row.scale) refine(row, scale);", "scale > row.scale", ["true"]],
    ["if (scale > row.scale) refine(row, scale);", ">", [">="]],
  ),
  ...because(
    "main/store/event-row.ts",
    "the text is made once more, the same",
    ["if (ms !== lastMs) {", "ms !== lastMs", ["true"]],
    ["lastMs = ms;", "lastMs = ms;", [";"]],
  ),
  ...because("main/store/last-ticks-table.ts", "the JSON of null is read as null too", [
    "exchange_at: tick.exchangeAt === null ? null : JSON.stringify(tick.exchangeAt),",
    "tick.exchangeAt === null",
    ["false"],
  ]),
  ...because("main/store/minutes-table.ts", "nothing was seen in the first minute of 1970", [
    "{ sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER, limit = 60 }: MinutesQuery,",
    "0",
    ["1"],
  ]),
  ...because(
    "main/store/commit.ts",
    "the list is made once more, the same",
    ["if (begun === undefined) {", "begun === undefined", ["true"]],
    ["known.set(ids, begun);", "known.set(ids, begun);", [";"]],
  ),
  ...because("main/store/lock.ts", "nothing is written, and there is a journal in no mode", [
    'db.pragma("journal_mode = MEMORY");',
    'db.pragma("journal_mode = MEMORY");',
    [";"],
  ]),
  ...because("main/store/lock.ts", "a millisecond of waiting", ["const again = lockFile(paths, 0);", "0", ["1"]]),
  ...because("main/store/settings-table.ts", "no name stands there twice", [
    "const key = keys.find((known) => known === row.key);",
    "find",
    ["findLast"],
  ]),
  ...because("main/store/stored-values.ts", "no value stands there twice", [
    "allowed.find((one) => one === value) ??",
    "find",
    ["findLast"],
  ]),
  ...because(
    "main/store/reserve.ts",
    "it is written in larger pieces",
    ["const block = randomBytes(64 * 1024);", "64", ["128"]],
    ["const block = randomBytes(64 * 1024);", "1024", ["2048"]],
  ),
  ...because("main/store/reserve.ts", "nothing is written at its end", [
    "for (let at = before; at < reserveBytes; at += block.length)",
    "<",
    ["<="],
  ]),
  ...because("main/store/reserve.ts", "less null is less 0", [
    "if (roomBeside(this.#file) < reserveBytes - (this.#bytes ?? 0) + spareBytes) return false;",
    "this.#bytes ?? 0",
    ["(this.#bytes)!"],
  ]),
  ...because("main/store/reserve.ts", "the room of a disk is counted in blocks", [
    "if (roomBeside(this.#file) < reserveBytes - (this.#bytes ?? 0) + spareBytes) return false;",
    "0",
    ["1"],
  ]),
  ...because("main/store/log-index.ts", "the index is longer, and is read at once", [
    "#content = Buffer.alloc(0);",
    "0",
    ["1"],
  ]),
  ...because(
    "main/store/log-index.ts",
    "a buffer of the same size is filled instead",
    ["if (size > this.#content.length) this.#content = Buffer.alloc(size);", "size > this.#content.length", ["true"]],
    ["if (size > this.#content.length) this.#content = Buffer.alloc(size);", ">", [">="]],
  ),
  ...because("main/store/event-tick.ts", "it is worked out once more, the same", [
    "if (bySource === undefined) kept.set(tick, (bySource = {}));",
    "bySource === undefined",
    ["true"],
  ]),
  ...because(
    "main/store/expected-schema.ts",
    "the schema is made once more, the same",
    ["made.set(steps, versions);", "made.set(steps, versions);", [";"]],
    ["versions.set(version, definitions);", "versions.set(version, definitions);", [";"]],
    [
      "const versions = made.get(steps) ?? new Map<number, ReadonlyMap<string, string>>();",
      "made.get(steps) ?? new Map<number, ReadonlyMap<string, string>>()",
      ["(new Map<number, ReadonlyMap<string, string>>())"],
    ],
  ),
  ...because(
    "main/store/read-kept-candles.ts",
    "how long minutes are kept is a matter of what writes them",
    ["fromMs: minutesTable(db, 0, new RowReader()).first(kept.series.instrument) ?? span.toMs,", "0", ["1"]],
    ["const minutes = minutesTable(db, 0, new RowReader()).list(kept.series.instrument, query);", "0", ["1"]],
  ),
  ...because("main/store/backups.ts", "no file of a folder is there twice", [
    "const made = backupsIn(paths).find((backup) => backup.name === name);",
    "find",
    ["findLast"],
  ]),
  ...because("main/store/storage-failure.ts", "no code begins with another one and a low line", [
    "circumstance = (Object.keys(keys) as Circumstance[]).find(",
    "find",
    ["findLast"],
  ]),
];
