/**
 * After each file that shares its process and modules with others: what it changed there would
 * be found by whichever file comes next, and which one that is changes with the load of the machine.
 */
import { afterAll, expect, vi } from "vitest";

const environment = JSON.stringify(process.env);

afterAll(async () => {
  expect(vi.isFakeTimers(), "a clock of its own").toBe(false);
  expect(JSON.stringify(process.env), "the environment").toBe(environment);
  const { furtherKinds } = await import("../preload/contract/further-kinds.ts");
  const kinds = furtherKinds().map(({ id }) => id);
  expect(kinds, "kinds of condition from outside; end with vi.resetModules()").toEqual([]);
  const { languageInUse } = await import("../preload/contract/messages/language.ts");
  expect(languageInUse(), "the language").toEqual({ language: "en", locale: undefined });
});
