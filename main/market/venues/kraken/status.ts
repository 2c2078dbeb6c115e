/** Kraken's word on itself: whether it trades, and what it announces. The first frame of each socket, and again at each change. */
import { message as text } from "../../../../preload/contract/messages/message.ts";
import { jsonFields, jsonText, type JsonFields } from "../exact-json.ts";
import { readTime } from "../session-price.ts";
import type { SessionMessage } from "../session.ts";

type Status = Extract<SessionMessage, { kind: "status" }>;

const states = {
  maintenance: { state: "maintenance", key: "venue.state.maintenance" },
  cancel_only: { state: "halted", key: "venue.state.cancel-only" },
  post_only: { state: "halted", key: "venue.state.post-only" },
} as const;
const venue = "Kraken";

/** `data` of a status frame; null where it says nothing of the system. */
export function readStatus(data: unknown): Status | null {
  const row = Array.isArray(data) ? jsonFields((data as readonly unknown[])[0]) : null;
  const system = jsonText(row?.system);
  if (row === null || system === null) return null;
  const known = Object.hasOwn(states, system) ? states[system as keyof typeof states] : null;
  const maintenance = nextMaintenance(row.upcoming_maintenance);
  const stateText = known === null ? "" : text(known.key, { venue });
  const words = [stateText, formatEmergency(row.emergency), formatMaintenance(maintenance)].filter(
    (word) => word !== "",
  );
  return {
    kind: "status",
    state: known?.state ?? "online",
    from: readTime(maintenance?.expected_start_utc),
    to: readTime(maintenance?.expected_end_utc),
    message: words.join(" "),
  };
}

/** What concerns prices: an advisory that names other services alone does not. */
const services = ["spot_trading", "spot_ws"];

function nextMaintenance(value: unknown): JsonFields | null {
  const advisories = list(value).filter(({ affected_services: affected }) => {
    return !Array.isArray(affected) || affected.length === 0 || services.some((service) => affected.includes(service));
  });
  const start = ({ expected_start_utc: at }: JsonFields) => {
    const written = readTime(at);
    return (written !== null && Date.parse(written)) || Number.POSITIVE_INFINITY;
  };
  return advisories.sort((a, b) => start(a) - start(b))[0] ?? null;
}

function formatMaintenance(maintenance: JsonFields | null): string {
  if (maintenance === null) return "";
  const what = jsonText(maintenance.title);
  return what === null
    ? text("venue.state.announces-maintenance", { venue })
    : text("venue.state.announces", { venue, what });
}

function formatEmergency(value: unknown): string {
  const [first] = list(value);
  if (first === undefined) return "";
  const what = jsonText(first.title);
  return what === null
    ? text("venue.state.emergency-unsaid", { venue })
    : text("venue.state.emergency", { venue, what });
}

function list(value: unknown): JsonFields[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [];
  return all.map(jsonFields).filter((one) => one !== null);
}
