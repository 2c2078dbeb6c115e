/**
 * What is set of a venue is kept for each. Until now one venue was in use, and `settings` had its name beside addresses, key
 * placement and pong, which were SecurityPro's. No row means: as the venue comes. A value that is no JSON is put aside as it is
 * when it is read: a person has to be told that what they chose is no longer so.
 */
import type { Migration } from "./migration.ts";

const moved = "'venue', 'wsUrl', 'restUrl', 'keyPlacement', 'sendPong'";
const isReadable = "typeof(value) = 'text' AND json_valid(value)";
const setting = (name: string): string =>
  `(SELECT json_extract(value, '$') FROM settings WHERE key = '${name}' AND ${isReadable})`;

export const venues: Migration = {
  version: 9,
  sql: `
CREATE TABLE venues (
  id TEXT NOT NULL PRIMARY KEY,
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  ws_url TEXT,
  rest_url TEXT,
  own_values TEXT NOT NULL CHECK (json_valid(own_values))
) STRICT, WITHOUT ROWID;
INSERT INTO damaged_rows (table_name, row_key, subject, reason, statement, run_started_ms)
  SELECT 'settings', key, key, 'value: this is not JSON',
    'INSERT INTO settings VALUES (' || quote(key) || ', ' || quote(value) || ')', 0
  FROM settings WHERE key IN (${moved}) AND NOT (${isReadable});
INSERT INTO venues
  SELECT 'securitypro', coalesce(${setting("venue")}, 'demo') = 'securitypro',
    nullif(${setting("wsUrl")}, 'wss://api.securitypro.com/market/ws'),
    nullif(${setting("restUrl")}, 'https://api.securitypro.com'),
    (SELECT json_group_object(key, json(value)) FROM settings WHERE key IN ('keyPlacement', 'sendPong') AND ${isReadable})
  WHERE EXISTS (SELECT 1 FROM settings WHERE key IN (${moved}));
INSERT INTO venues SELECT 'demo', 0, NULL, NULL, '{}' WHERE coalesce(${setting("venue")}, 'demo') <> 'demo';
INSERT INTO venues SELECT ${setting("venue")}, 1, NULL, NULL, '{}'
  WHERE ${setting("venue")} NOT IN ('demo', 'securitypro');
DELETE FROM settings WHERE key IN (${moved});
`,
};
