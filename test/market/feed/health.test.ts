/** Why an instrument has no price of now, in the words that are nearest to it. */
import { expect, test } from "vitest";
import type { ConnectionStatus } from "../../../main/market/feed/connection-types.ts";
import { describeHealth } from "../../../main/market/feed/health.ts";
import { Watched } from "../../../main/market/feed/watched.ts";
import type { ListedInstrument } from "../../../main/market/venues/session.ts";

const live = { state: "live" } as ConnectionStatus;
const now = { wallMs: 1_700_000_000_000, monoMs: 500 };

test.each<[string, string | null, string | null, string]>([
  ["what the list says of the instrument", "Delisted.", "Maintenance.", "Delisted."],
  ["then what the venue says of itself", null, "Maintenance.", "Maintenance."],
  ["else that none has come", null, null, "No price since the connection came back."],
])("where none came since the connection is back: %s", (_what, note, notTrading, detail) => {
  const watched = new Watched("demo:A-USD", "A-USD");
  watched.subscription.confirm();
  watched.listed.update({ state: "halted", note } as ListedInstrument);
  expect(describeHealth(watched, live, notTrading, now)).toMatchObject({ health: "stale", detail });
});
