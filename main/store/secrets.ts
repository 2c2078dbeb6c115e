/** The secrets table: ciphertexts by name, each with the backend that can decrypt it. Nothing here is ever in the clear. */
import type { Database } from "better-sqlite3";
import type { Secret } from "./interface.ts";

export function secretsTable(db: Database) {
  const get = db.prepare<[string], { backend: string; ciphertext: Buffer }>(
    "SELECT backend, ciphertext FROM secrets WHERE name = ?",
  );
  const put = db.prepare<[string, string, Uint8Array]>(`
    INSERT INTO secrets VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET backend = excluded.backend, ciphertext = excluded.ciphertext`);
  const remove = db.prepare<[string]>("DELETE FROM secrets WHERE name = ?");

  return {
    get: (name: string): Secret | null => get.get(name) ?? null,
    set: (name: string, secret: Secret): void => void put.run(name, secret.backend, secret.ciphertext),
    clear: (name: string): void => void remove.run(name),
  };
}
