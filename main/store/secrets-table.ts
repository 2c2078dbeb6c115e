/** The secrets table: ciphertexts by name, each with the backend that can decrypt it. Nothing here is ever in the clear. */
import type { Database } from "better-sqlite3";
import type { Secret } from "./store-interface.ts";
import type { RowReader } from "./row-reader.ts";
import { storedText, unreadable } from "./stored-values.ts";

interface SecretRow {
  readonly name: string;
  readonly backend: string;
  readonly ciphertext: unknown;
}

export function secretsTable(db: Database, reader: RowReader) {
  const get = db.prepare<[string], SecretRow>("SELECT name, backend, ciphertext FROM secrets WHERE name = ?");
  const put = db.prepare<[string, string, Uint8Array]>(`
    INSERT INTO secrets VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET backend = excluded.backend, ciphertext = excluded.ciphertext`);
  const remove = db.prepare<[string]>("DELETE FROM secrets WHERE name = ?");

  return {
    get(name: string): Secret | null {
      const row = get.get(name);
      if (row === undefined) return null;
      return reader.one("secrets", row, secretOf, () => ({ key: { name }, subject: name }));
    },
    set: (name: string, secret: Secret): void => void put.run(name, secret.backend, secret.ciphertext),
    clear: (name: string): void => void remove.run(name),
  };
}

function secretOf({ backend, ciphertext }: SecretRow): Secret {
  if (!(ciphertext instanceof Uint8Array) || ciphertext.length === 0)
    return unreadable("ciphertext", "there are no bytes in it");
  return { backend: storedText("backend", backend), ciphertext };
}
