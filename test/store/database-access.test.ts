/** What a read or a write that fails says of the database as a whole. */
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { DatabaseAccess } from "../../main/store/database-access.ts";

const failing = (code: string) => (): never => {
  throw new Database.SqliteError("as SQLite says it", code);
};

test("a read that fails for a passing reason says nothing of whether alerts are remembered", () => {
  const access = new DatabaseAccess("/data/pricebell.db");
  expect(access.read(failing("SQLITE_BUSY"))).toMatchObject({ ok: false, error: { code: "store-failed" } });
  expect(access.health()).toEqual({ state: "ok", message: null });
});

test.each([
  ["a write that fails", "write", "SQLITE_FULL"],
  ["a read that meets damage", "read", "SQLITE_CORRUPT"],
] as const)("%s is told until it is over", (_what, doing, code) => {
  const access = new DatabaseAccess("/data/pricebell.db");
  const told: string[] = [];
  access.onHealth(({ state }) => told.push(state));
  access[doing](failing(code));
  expect(access.health().state).toBe("failing");
  access.write(() => 1);
  // Damage is not over because something else could be written.
  expect([told, access.health().state]).toEqual(
    doing === "write" ? [["failing", "ok"], "ok"] : [["failing"], "failing"],
  );
});
