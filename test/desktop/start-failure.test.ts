import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { MessageBoxOptions } from "electron";
import { afterEach, beforeEach, expect, it } from "vitest";
import { explainStartFailure } from "../../main/desktop/start-failure.ts";
import type { StoreError } from "../../main/store/store-interface.ts";
import { openStore } from "../../main/store/store.ts";

const nowMs = Date.parse("2026-01-05T12:00:00Z");
let folder: string;
let shown: MessageBoxOptions[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "pricebell-cannot-start-"));
  shown = [];
  const opened = openStore({ shownByWriting: ["history"], dataDir: folder, nowMs });
  if (!opened.ok) throw new Error(opened.error.message);
  expect((await opened.value.backups.make(nowMs)).ok).toBe(true);
  opened.value.close();
  writeFileSync(path.join(folder, "pricebell.db"), "no database at all, ".repeat(500));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A dialog that presses this button. */
function pressing(button: number): Parameters<typeof explainStartFailure>[1] {
  return {
    dialog: {
      showMessageBox: (...args: unknown[]) => {
        shown.push(args.at(-1) as MessageBoxOptions);
        return Promise.resolve({ response: button, checkboxChecked: false });
      },
      showErrorBox: (title) => {
        throw new Error(title);
      },
    },
    dataDir: folder,
    nowMs: () => nowMs,
  };
}

function failure(): StoreError {
  const opened = openStore({ shownByWriting: ["history"], dataDir: folder, nowMs });
  if (opened.ok) throw new Error("The damaged file was opened");
  return opened.error;
}

it("offers the last good backup, restores it and keeps the damaged file", async () => {
  expect(await explainStartFailure(failure(), pressing(0))).toBe("start-again");
  expect(shown[0]?.detail).toContain("pricebell.db");
  expect(shown[0]?.detail).toContain("with 0 alerts");
  const opened = openStore({ shownByWriting: ["history"], dataDir: folder, nowMs });
  expect(opened.ok).toBe(true);
  if (opened.ok) opened.value.close();
  expect(existsSync(path.join(folder, "aside"))).toBe(true);
  expect(readdirSync(path.join(folder, "aside"))).not.toEqual([]);
});

it("changes nothing where the person declines", async () => {
  expect(await explainStartFailure(failure(), pressing(1))).toBe("quit");
  expect(failure().code).toBe("store-corrupt");
});

it("offers nothing where a backup would not help", async () => {
  expect(await explainStartFailure({ ...failure(), code: "store-locked" }, pressing(0))).toBe("quit");
  expect(shown[0]?.buttons).toEqual(["Quit"]);
});
