import { expect, test } from "vitest";
import { compacted } from "../../../main/app/persistence/compact-decisions.ts";
import type { Decision } from "../../../main/alerts/decision.ts";
import { fired, snapshot } from "../../store/sample-values.ts";

const changed = (id: string, state: "armed" | "triggered" = "armed"): Decision => ({
  kind: "changed",
  rule: snapshot(id, { state }),
});
const names = (decisions: readonly Decision[]): string[] =>
  decisions.map(({ kind, rule }) => `${kind} ${rule.id} ${rule.state}`);

test("every event stays, of changes alone only the last of each rule", () => {
  const { kept, givenUp } = compacted(
    [changed("a"), changed("b"), fired(snapshot("a")), changed("a"), changed("a", "triggered"), fired(snapshot("c"))],
    10,
  );
  expect(names(kept)).toEqual(["changed b armed", "fired a done", "changed a triggered", "fired c done"]);
  expect(givenUp).toEqual([]);
});

test("past the limit the oldest events are given up, and their rules have fired all the same", () => {
  const { kept, givenUp } = compacted(
    [fired(snapshot("a")), fired(snapshot("b")), changed("b", "triggered"), fired(snapshot("c"))],
    1,
  );
  expect(names(kept)).toEqual(["changed a done", "changed b triggered", "fired c done"]);
  expect(names(givenUp)).toEqual(["fired a done", "fired b done"]);
});

test("a rule that fires for days while nothing can be written does not fill the memory", () => {
  let waiting: readonly Decision[] = [];
  for (let generation = 1; generation <= 300; generation += 1) {
    waiting = compacted(
      [...waiting, fired(snapshot("a", { generation })), changed("a", "triggered"), changed("a")],
      100,
    ).kept;
  }
  expect(waiting.length).toBe(101);
});
