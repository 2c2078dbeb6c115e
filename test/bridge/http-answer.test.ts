/** With which status, headers and words the loopback server answers: a table of the codes, and what scripts may rely on. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { fail, failureCodes, type FailureCode } from "../../preload/contract/result.ts";
import { startHarness, type Harness } from "./http-harness.ts";

let harness: Harness;
let code: FailureCode;
beforeAll(async () => {
  harness = await startHarness({
    handlers: (whole) => ({ ...whole, settings: { ...whole.settings, get: () => fail(code, "Größe: 1 €") } }),
  });
});
afterAll(() => harness.stop());

const statuses: Readonly<Record<FailureCode, number>> = {
  "rule-invalid": 400,
  "rule-not-found": 404,
  "event-not-found": 404,
  "instrument-invalid": 400,
  "venue-unreachable": 502,
  "key-refused": 502,
  "settings-invalid": 400,
  "request-invalid": 400,
  "not-found": 404,
  unauthorized: 401,
  forbidden: 403,
  "too-large": 413,
  "store-failed": 503,
  "channel-unavailable": 503,
  "not-supported": 501,
  superseded: 409,
  internal: 500,
  "host-unreachable": 502,
};

test.each(failureCodes)("a call that fails with %s has the status of its kind", async (given) => {
  code = given;
  const answer = await harness.call("settings.get", {});
  expect(answer.status).toBe(statuses[given]);
  expect(JSON.parse(answer.text)).toEqual({ ok: false, error: { code, message: "Größe: 1 €" } });
  expect(answer.headers).toMatchObject({
    "content-length": String(Buffer.byteLength(answer.text)),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": expect.stringContaining("default-src 'none'") as string,
  });
});

test.each([
  ["GET", "/api/rules.list", "POST"],
  ["GET", "/api/session", "POST"],
  ["POST", "/", "GET, HEAD"],
  ["DELETE", "/assets/index-1a2b.js", "GET, HEAD"],
])("%s %s is refused, and the answer names what is allowed: %s", async (method, target, allowed) => {
  const answer = await harness.send(method, target, { authorization: `Bearer ${harness.token}` });
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe(allowed);
  expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "request-invalid" } });
});

const upgrade =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";

test.each([
  ["400 Bad Request", "/api/push?client=short", "", "right"],
  ["401 Unauthorized", "/api/push", "", "wrong"],
  ["403 Forbidden", "/api/push", "Origin: http://evil.com\r\n", "right"],
  ["404 Not Found", "/api/other", "", "right"],
])("an upgrade is refused with the line of %s and nothing more", async (status, target, header, credential) => {
  const token = credential === "right" ? harness.token : "wrong";
  const asked = `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${harness.server.port}\r\n${header}Authorization: Bearer ${token}\r\n${upgrade}\r\n\r\n`;
  expect(await harness.raw(asked)).toBe(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`,
  );
});

test.each([
  ["7 letters", 7, 400],
  ["8 letters", 8, "open"],
  ["64 letters", 64, "open"],
  ["65 letters", 65, 400],
])("a window may name itself with %s: %s", async (_what, letters, outcome) => {
  const target = `/api/push?client=${"a".repeat(letters)}`;
  const answer = await harness.push({ authorization: `Bearer ${harness.token}` }, target);
  expect(typeof answer === "number" ? answer : "open").toBe(outcome);
  if (typeof answer !== "number") answer.terminate();
});
