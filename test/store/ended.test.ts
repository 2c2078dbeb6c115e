/** A store that was closed: whatever is asked of it says so, and nothing in its folder is looked at any more. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { pathsIn } from "../../main/store/data-folder.ts";
import type { Store } from "../../main/store/store.ts";
import type { Result } from "../../preload/contract/result.ts";
import { openIn, openWithRule, snapshot, t0, tempDir, value } from "./store-harness.ts";

const everything: [string, (store: Store) => Result<unknown> | Promise<Result<unknown>>][] = [
  ["a read", (store) => store.rules.all()],
  ["a write", (store) => store.events.markRead(1, t0)],
  ["a decision", (store) => store.commit([], [], t0)],
  ["a write that does not wait for the disk", (store) => store.ticks.saveUnsynced([])],
  ["a look without a write", (store) => store.keep({ ticks: [], rules: [], watchedUntil: null })],
  ["a backup", (store) => store.backups.make(t0)],
];

it.each(everything)("%s, also where its file is gone", async (_what, ask) => {
  const store = openIn(tempDir());
  store.close();
  rmSync(store.file);
  expect(await ask(store)).toMatchObject({
    ok: false,
    error: { message: `${store.file} is closed: Pricebell is ending.` },
  });
  expect([store.file, pathsIn(dirname(store.file)).reserve].map((file) => existsSync(file))).toEqual([false, false]);
  store.close();
});

it("a change by a person is refused as one that is not in force", () => {
  const store = openIn(tempDir());
  store.close();
  const refused = store.rules.save(snapshot("r1"));
  expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining("is closed") as string } });
});

it("that is told also where its file could not be put back before", () => {
  const { dir, store } = openWithRule();
  rmSync(dir, { recursive: true });
  writeFileSync(dir, "in the way");
  expect(store.rules.save(snapshot("r2")).ok).toBe(false);
  expect(value(store.rules.all())).toHaveLength(1);
  store.close();
  expect(store.rules.all()).toMatchObject({ error: { message: expect.stringContaining("is closed") as string } });
});
