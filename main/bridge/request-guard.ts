/**
 * Who may speak to the loopback server at all, before any route or token is looked at. A page of the open web can make
 * the person's browser call this port; what it cannot do is choose Host, Origin and Sec-Fetch-Site.
 */
import { message as text } from "../../preload/contract/messages/message.ts";
import type { IncomingMessage } from "node:http";

/** Where a request says that it comes from. */
export type Source =
  /** A page of ours: its Origin is this very server. */
  | "own-page"
  /** No Origin: a script, a navigation or a program. Trusted for nothing but what a Bearer token gives it. */
  | "no-origin";

export type RequestCheck =
  /** `target`: path and query as they were sent. */
  | { readonly pass: true; readonly source: Source; readonly target: string }
  | { readonly pass: false; readonly status: 400 | 403; readonly message: string };

const refused = (status: 400 | 403, message: string): RequestCheck => ({ pass: false, status, message });

/** The only values of Host that reach us when nobody plays with names (DNS rebinding needs another one). */
export function allowedHosts(port: number): ReadonlySet<string> {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  // A browser leaves the port out where it is the scheme's own.
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
}

/** Checks Host, Origin, Sec-Fetch-Site and the form of the target. */
export function checkRequest(request: IncomingMessage, hosts: ReadonlySet<string>): RequestCheck {
  const hostHeaders = headerValues(request, "host");
  const [host] = hostHeaders;
  if (host === undefined || hostHeaders.length > 1) return refused(400, text("request.one-host"));
  if (!hosts.has(host)) return refused(403, text("request.loopback"));
  const { url: target = "" } = request;
  if (!target.startsWith("/")) return refused(400, text("request.path"));
  const origins = headerValues(request, "origin");
  if (origins.length === 0) return { pass: true, source: "no-origin", target };
  if (origins.length > 1 || origins[0] !== `http://${host}`) {
    return refused(403, text("request.other-site.origin"));
  }
  return { pass: true, source: "own-page", target };
}

/** Whether the browser itself says that another site made this request. Absent (scripts, old browsers) says nothing. */
export function isCrossSite(request: IncomingMessage): boolean {
  return headerValues(request, "sec-fetch-site").some((site) => site !== "same-origin" && site !== "none");
}

/** Every value of a header as it was sent: Node keeps only the first of a doubled Host, which would hide the second one. */
function headerValues(request: IncomingMessage, name: string): string[] {
  const { rawHeaders: raw } = request;
  // A name, its value, the next name, and so on.
  return raw.filter((_, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase() === name);
}
