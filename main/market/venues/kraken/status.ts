/** Kraken's word on itself: whether it trades, and what it announces. The first frame of each socket, and again at each change. */
import { jsonFields, jsonText, type JsonFields } from "../exact-json.ts";
import { readTime } from "../session-price.ts";
import type { SessionMessage } from "../session.ts";

type Status = Extract<SessionMessage, { kind: "status" }>;

const states: Readonly<Record<string, Pick<Status, "state" | "message">>> = {
  maintenance: { state: "maintenance", message: "Kraken is down for maintenance: no prices come until it is over." },
  cancel_only: {
    state: "halted",
    message: "Kraken only lets orders be cancelled: nothing is traded, so no prices come.",
  },
  post_only: { state: "halted", message: "Kraken takes orders and does not trade them yet, so no prices come." },
};

/** `data` of a status frame; null where it says nothing of the system. */
export function readStatus(data: unknown): Status | null {
  const row = Array.isArray(data) ? jsonFields((data as readonly unknown[])[0]) : null;
  const system = jsonText(row?.system);
  if (row === null || system === null) return null;
  const { state, message } = states[system] ?? { state: "online", message: "" };
  const maintenance = nextMaintenance(row.upcoming_maintenance);
  const words = [message, emergencyWords(row.emergency), maintenanceWords(maintenance)].filter((word) => word !== "");
  return {
    kind: "status",
    state,
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
  const start = ({ expected_start_utc: at }: JsonFields) => Date.parse(readTime(at) ?? "") || Number.POSITIVE_INFINITY;
  return advisories.sort((a, b) => start(a) - start(b))[0] ?? null;
}

function maintenanceWords(maintenance: JsonFields | null): string {
  if (maintenance === null) return "";
  return `Kraken announces: ${jsonText(maintenance.title) ?? "maintenance"}.`;
}

function emergencyWords(value: unknown): string {
  const [first] = list(value);
  return first === undefined ? "" : `Kraken reports an emergency: ${jsonText(first.title) ?? "it gives no details"}.`;
}

function list(value: unknown): JsonFields[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [];
  return all.map(jsonFields).filter((one) => one !== null);
}
