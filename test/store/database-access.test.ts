/** What a read or a write that fails says of the database as a whole. */
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it, test } from "vitest";
import { DatabaseAccess } from "../../main/store/database-access.ts";
import type { StoreHealth } from "../../main/store/store-health.ts";

const failing = (code: string) => (): never => {
  throw new Database.SqliteError("as SQLite says it", code);
};
const fine = { state: "ok", message: null } as const;
let access: DatabaseAccess;
let told: StoreHealth[];

beforeEach(() => {
  access = new DatabaseAccess("/data/pricebell.db");
  told = [];
  access.onHealth((health) => told.push(health));
});

test("a read that fails for a passing reason says nothing of whether alerts are remembered", () => {
  expect(access.read(failing("SQLITE_BUSY"))).toMatchObject({ ok: false, error: { code: "store-failed" } });
  expect([access.health(), told]).toEqual([fine, []]);
});

test.each([
  ["a write that fails", "write", "SQLITE_FULL"],
  ["a read that meets damage", "read", "SQLITE_CORRUPT"],
] as const)("%s is told until it is over", (_what, doing, code) => {
  access[doing](failing(code));
  expect(access.health().state).toBe("failing");
  access.write(() => 1);
  // Damage is not over because something else could be written.
  expect([told.map(({ state }) => state), access.health().state]).toEqual(
    doing === "write" ? [["failing", "ok"], "ok"] : [["failing"], "failing"],
  );
});

test.each([
  ["write", "SQLITE_BUSY", /^\/data\/pricebell\.db cannot be written: .*SQLITE_BUSY/],
  ["read", "SQLITE_BUSY", /^\/data\/pricebell\.db cannot be read: .*SQLITE_BUSY/],
  ["write", "SQLITE_CORRUPT", /cannot be remembered: restore a backup/],
  ["read", "SQLITE_NOTADB", /cannot be remembered: restore a backup/],
] as const)("a %s that fails by %s says so", (doing, code, words) => {
  const result = access[doing](failing(code));
  expect(result).toMatchObject({ ok: false, error: { message: expect.stringMatching(words) as string } });
});

test("what is no failure of the disk or the file is a bug, and goes on", () => {
  const bug = (): never => {
    throw new TypeError("a bug");
  };
  expect(() => access.read(bug)).toThrow("a bug");
  expect(() => access.write(failing("SQLITE_CONSTRAINT_CHECK"))).toThrow("as SQLite says it");
  expect([access.health(), told]).toEqual([fine, []]);
});

test("how often the disk was full is counted, by reads and writes", () => {
  expect(access.failuresForRoom).toBe(0);
  access.write(failing("SQLITE_FULL"));
  access.write(failing("SQLITE_BUSY"));
  access.read(failing("SQLITE_FULL"));
  access.write(() => 1);
  expect(access.failuresForRoom).toBe(2);
});

test("the same health is told once, and each other words", () => {
  access.write(failing("SQLITE_FULL"));
  access.write(failing("SQLITE_FULL"));
  access.write(failing("SQLITE_BUSY"));
  access.fail("the file is gone");
  access.fail("the file is gone");
  access.write(() => 1);
  access.write(() => 1);
  expect(told.map(({ state }) => state)).toEqual(["failing", "failing", "failing", "ok"]);
  expect(told[2]?.message).toBe("the file is gone");
});

describe("damage", () => {
  beforeEach(() => void access.write(failing("SQLITE_CORRUPT")));

  it("of a file that is not ours any more ends with the next write that works", () => {
    access.forgetDamage();
    expect(access.health().state).toBe("failing");
    access.read(() => 1);
    expect(access.health().state).toBe("failing");
    access.write(() => 1);
    expect(access.health()).toEqual(fine);
  });

  it("ends with a new file in its place, and what is written there is as good", () => {
    access.renew();
    expect(access.health()).toEqual(fine);
    access.write(failing("SQLITE_FULL"));
    access.write(() => 1);
    expect(told.map(({ state }) => state)).toEqual(["failing", "ok", "failing", "ok"]);
  });

  it("is not made less by a limit", () => {
    const before = access.health();
    access.limit("only what fires is written");
    expect(access.health()).toEqual(before);
  });
});

describe("while decisions alone are written", () => {
  const limited = { state: "failing", message: "only what fires is written", onReserve: true } as const;

  it("that is told, whatever can be written, until the next write after it", () => {
    access.limit(limited.message);
    expect(access.health()).toEqual(limited);
    access.write(() => 1);
    expect([access.health(), told]).toEqual([limited, [limited]]);
    access.limit(null);
    expect(access.health()).toEqual(limited);
    access.write(() => 1);
    expect([access.health(), told]).toEqual([fine, [limited, fine]]);
  });

  it("with the same words as a failure before, it is told all the same: it is another state", () => {
    access.fail(limited.message);
    access.limit(limited.message);
    expect(told).toEqual([{ state: "failing", message: limited.message }, limited]);
  });
});

describe("a copy", () => {
  it("that fails is told, and the file is as good as before", async () => {
    const failed = await access.copy(() => Promise.resolve().then(failing("SQLITE_FULL")));
    expect(failed).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect([access.health(), told, access.failuresForRoom]).toEqual([fine, [], 0]);
    expect(await access.copy(() => Promise.resolve(5))).toEqual({ ok: true, value: 5 });
  });

  it("that a bug ended goes on as one, but not where the end of the store did", async () => {
    const bug = (): Promise<never> => Promise.reject(new TypeError("not open"));
    await expect(access.copy(bug)).rejects.toThrow("not open");
    const { promise, reject } = Promise.withResolvers<never>();
    const copying = access.copy(() => promise);
    access.close();
    reject(new TypeError("not open"));
    expect(await copying).toMatchObject({ error: { message: "/data/pricebell.db is closed: Pricebell is ending." } });
  });
});

test("closed, nothing is run any more and every call says so", async () => {
  access.close();
  let runs = 0;
  const run = (): number => (runs += 1);
  const answers = [access.read(run), access.write(run), await access.copy(() => Promise.resolve(run()))];
  const closed = {
    ok: false,
    error: { code: "store-failed", message: expect.stringContaining("is closed") as string },
  };
  expect(answers).toMatchObject([closed, closed, closed]);
  expect([runs, told]).toEqual([0, []]);
});
