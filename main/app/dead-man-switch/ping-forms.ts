/**
 * How services are told that all is well. Facts: healthchecks.io/docs/http_api (success, `/start`, `/fail`, `/log`; the answer to an
 * unknown or too busy check is a 200 as well), uptime-kuma's push monitor (`status`, `msg`; JSON with `ok`); healthchecks.io/docs/api (a check that is paused is
 * late for nobody, until it is pinged again).
 */
import type { PingForm } from "../../../preload/contract/dead-man-switch.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { OutboundRequest } from "../../network/outbound-request.ts";
import type { ServiceAnswer } from "../../network/http-send.ts";

export type PingKind = "start" | "well" | "not-well" | "stopping";

interface Form {
  /** Null: this form has no way to say it, so nothing is sent. `words`: why all is not well. */
  request(address: URL, kind: PingKind, words: string): OutboundRequest | null;
  /** Whether the service says, as its documentation has it, that it took it. */
  isTaken(answer: ServiceAnswer): boolean;
}

/** Self-hosted servers keep 10,000 bytes of a body. */
const maxBodyLength = 2_000;
/** uptime-kuma shows it in one line. */
const maxLineLength = 200;

const suffixes: Readonly<Record<PingKind, string>> = {
  start: "/start",
  well: "",
  "not-well": "/fail",
  stopping: "/log",
};

const healthchecks: Form = {
  request(address, kind, words) {
    const url = new URL(address);
    // What stands behind the question mark (`create=1`) stays behind it.
    url.pathname = url.pathname.replace(/\/+$/, "") + suffixes[kind];
    // A check can be set up to take POST alone, and none to refuse it.
    return { method: "POST", url: url.href, headers: plainText, body: words.slice(0, maxBodyLength).toWellFormed() };
  },
  // "OK (not found)" and "OK (rate limited)" are answers with status 200 too.
  isTaken: ({ status, text }) => (status === 200 && text.trim() === "OK") || status === 201,
};

const uptimeKuma: Form = {
  request(address, kind, words) {
    if (kind === "start" || kind === "stopping") return null;
    const url = new URL(address);
    url.searchParams.set("status", kind === "well" ? "up" : "down");
    url.searchParams.set("msg", kind === "well" ? "OK" : words.slice(0, maxLineLength).toWellFormed());
    return { method: "GET", url: url.href, headers: {} };
  },
  isTaken: ({ status, text }) => status === 200 && /"ok"\s*:\s*true/.test(text),
};

const plain: Form = {
  request: (address, kind) => (kind === "well" ? { method: "GET", url: address.href, headers: {} } : null),
  isTaken: ({ status }) => status >= 200 && status < 300,
};

const plainText = { "Content-Type": "text/plain; charset=utf-8" };

export const formsOf: Readonly<Record<PingForm, Form>> = { healthchecks, "uptime-kuma": uptimeKuma, plain };

/** Whether a service of this form can be told that; where it cannot, nothing is sent. */
export function canTell(form: PingForm, kind: PingKind): boolean {
  return formsOf[form].request(new URL("https://service.invalid/"), kind, "") !== null;
}

const isHealthchecksHost = (hostname: string): boolean => /^(?:.+\.)?hc-ping\.com$/.test(hostname);

/**
 * What an address looks like. Only where it cannot be anything else is a path put behind it: at other services that would be
 * another address, and the beat would go nowhere.
 */
export function formOf({ hostname, pathname }: URL): PingForm {
  if (/\/api\/push\/[^/]+\/*$/.test(pathname)) return "uptime-kuma";
  if (isHealthchecksHost(hostname)) return "healthchecks";
  return /\/ping\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\/*$/i.test(pathname) ? "healthchecks" : "plain";
}

/**
 * Pauses the check of an address that names it by its UUID, so that an end on purpose is no failure; null: nobody can say where. The key
 * goes to the server that is pinged, or to healthchecks.io where its own pings are taken.
 */
export function pauseRequest({ origin, hostname, pathname }: URL, apiKey: string): OutboundRequest | null {
  const [, prefix = "", id] = /^(.*)\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/*$/i.exec(pathname) ?? [];
  const isHosted = isHealthchecksHost(hostname);
  if (id === undefined || (!isHosted && !prefix.endsWith("/ping"))) return null;
  const base = isHosted ? "https://healthchecks.io" : `${origin}${prefix.slice(0, -"/ping".length)}`;
  return { method: "POST", url: `${base}/api/v3/checks/${id}/pause`, headers: { "X-Api-Key": apiKey }, body: "" };
}

/** What of an address must not be seen: everything behind the host, as a whole and by its parts. */
export function secretsOf({ pathname, search, searchParams }: URL): string[] {
  const parts = [...pathname.split("/"), ...searchParams.values()].filter((part) => /\d|[A-Z]/.test(part));
  return [`${pathname}${search}`, ...parts];
}

/** What is wrong with an address that a person typed; null: nothing that shows before it is resolved. */
export function addressProblem(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "") return message("field.address-invalid");
  return url.username === "" && url.password === "" && url.hash === "" ? null : message("field.address-login");
}
