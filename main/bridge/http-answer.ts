/** How the loopback server writes its answers: headers that every one carries, and JSON with a fitting status. */
import type { ServerResponse } from "node:http";
import type { FailureCode, Result } from "../../preload/contract/result.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const statusOfCode: Readonly<Record<FailureCode, number>> = {
  "rule-invalid": 400,
  "instrument-invalid": 400,
  "settings-invalid": 400,
  "request-invalid": 400,
  unauthorized: 401,
  forbidden: 403,
  "rule-not-found": 404,
  "event-not-found": 404,
  "not-found": 404,
  superseded: 409,
  "too-large": 413,
  internal: 500,
  "not-supported": 501,
  "venue-unreachable": 502,
  "key-refused": 502,
  "host-unreachable": 502,
  "store-failed": 503,
  "channel-unavailable": 503,
};

/** No CORS header is among them, on purpose: no other site may read anything here. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader("Content-Security-Policy", contentSecurityPolicy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  response.setHeader("X-Frame-Options", "DENY");
}

/** `{"ok":true,"value":…}` or `{"ok":false,"error":{…}}`; the status follows from the code unless given. */
export function answerJson(response: ServerResponse, result: Result<unknown>, status?: number): void {
  const body = JSON.stringify(result);
  response.writeHead(status ?? (result.ok ? 200 : statusOfCode[result.error.code]), {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(body);
}
