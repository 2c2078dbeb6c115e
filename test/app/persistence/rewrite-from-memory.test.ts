/** What the app holds in memory is written over what a backup brought back. */
import { expect, it } from "vitest";
import { RewriteFromMemory } from "../../../main/app/persistence/rewrite-from-memory.ts";
import { Signal } from "../../../main/lib/signal.ts";
import { snapshot, t0 } from "../../store/sample-values.ts";
import { lock, openIn, tempDir, value } from "../app-harness.ts";

it("alerts as they are watched now, none that was removed since, and the settings; tried until it can be written", () => {
  const store = openIn(tempDir(), t0);
  const restored = new Signal<void>();
  const asSettings = { ...value(store.settings.get()), historyKeptDays: 30 };
  const rewrite = new RewriteFromMemory({
    store: { ...store, onPartlyRestored: (listener) => restored.listen(listener) },
    engine: { all: () => [{ ...snapshot("kept"), generation: 4 }, snapshot("newer")] },
    settings: { current: asSettings },
  });
  value(store.rules.save(snapshot("kept"), snapshot("removed since")));
  const ids = (): unknown => value(store.rules.all()).map(({ id, generation }) => [id, generation]);

  rewrite.run();
  expect(ids(), "nothing is due").toEqual([
    ["kept", snapshot("kept").generation],
    ["removed since", snapshot("removed since").generation],
  ]);
  restored.emit();
  const unlock = lock(store);
  rewrite.run();
  unlock();
  rewrite.run();
  expect(ids()).toEqual([
    ["kept", 4],
    ["newer", snapshot("newer").generation],
  ]);
  expect(value(store.settings.get()).historyKeptDays).toBe(30);
  value(store.rules.remove("newer"));
  rewrite.run();
  expect(ids(), "done once").toEqual([["kept", 4]]);
});
