/** What each kind of service is sent, and which kind an address looks like. */
import { expect, it } from "vitest";
import {
  addressProblem,
  formOf,
  formsOf,
  pauseRequest,
  secretsOf,
  type PingKind,
} from "../../../main/app/dead-man-switch/ping-forms.ts";
import type { PingForm } from "../../../preload/contract/dead-man-switch.ts";

const uuid = "5f0c2a7e-3b1d-4c8e-9a65-0d1e2f3a4b5c";

it.each<[PingForm, PingKind, address: string, sent: string | null]>([
  ["healthchecks", "start", `https://hc-ping.com/${uuid}`, `POST https://hc-ping.com/${uuid}/start`],
  ["healthchecks", "well", `https://hc-ping.com/${uuid}`, `POST https://hc-ping.com/${uuid}`],
  ["healthchecks", "not-well", `https://hc-ping.com/${uuid}/`, `POST https://hc-ping.com/${uuid}/fail`],
  ["healthchecks", "stopping", `https://hc-ping.com/${uuid}`, `POST https://hc-ping.com/${uuid}/log`],
  [
    "healthchecks",
    "not-well",
    "https://hc-ping.com/key/bell?create=1",
    "POST https://hc-ping.com/key/bell/fail?create=1",
  ],
  [
    "uptime-kuma",
    "well",
    "https://k.example/api/push/T0?status=up&msg=OK&ping=",
    "GET https://k.example/api/push/T0?status=up&msg=OK&ping=",
  ],
  [
    "uptime-kuma",
    "not-well",
    "https://k.example/api/push/T0",
    "GET https://k.example/api/push/T0?status=down&msg=Why.",
  ],
  ["uptime-kuma", "start", "https://k.example/api/push/T0", null],
  ["uptime-kuma", "stopping", "https://k.example/api/push/T0", null],
  ["plain", "well", "https://any.example/beat/T0?a=1", "GET https://any.example/beat/T0?a=1"],
  ["plain", "start", "https://any.example/beat/T0", null],
  ["plain", "not-well", "https://any.example/beat/T0", null],
  ["plain", "stopping", "https://any.example/beat/T0", null],
])("%s, %s, %s: %s", (form, kind, address, sent) => {
  const request = formsOf[form].request(new URL(address), kind, "Why.");
  expect(request === null ? null : `${request.method} ${request.url}`).toBe(sent);
  if (form === "healthchecks") expect(request?.body).toBe("Why.");
});

it.each<[address: string, PingForm]>([
  [`https://hc-ping.com/${uuid}`, "healthchecks"],
  ["https://hc-ping.com/ping-key/my-check", "healthchecks"],
  [`https://checks.home.example/ping/${uuid}`, "healthchecks"],
  [`https://other.example/heartbeat/${uuid}`, "plain"],
  ["https://hc-ping.com.example/ping-key/my-check", "plain"],
  ["http://192.168.1.7:3001/api/push/Zk9QxW3rT7?status=up&msg=OK&ping=", "uptime-kuma"],
  ["https://kuma.example/sub/api/push/Zk9QxW3rT7", "uptime-kuma"],
  ["https://other.example/api/push", "plain"],
])("%s looks like %s", (address, form) => {
  expect(formOf(new URL(address))).toBe(form);
});

it.each<[PingForm, status: number, text: string, isTaken: boolean]>([
  ["healthchecks", 200, "OK", true],
  ["healthchecks", 200, "OK\n", true],
  ["healthchecks", 201, "Created", true],
  ["healthchecks", 200, "OK (not found)", false],
  ["healthchecks", 200, "OK (rate limited)", false],
  ["healthchecks", 200, "<html>Sign in</html>", false],
  ["healthchecks", 404, "OK", false],
  ["uptime-kuma", 200, '{"ok":true}', true],
  ["uptime-kuma", 200, '{"ok":false,"msg":"no"}', false],
  ["uptime-kuma", 404, '{"ok":true}', false],
  ["plain", 204, "", true],
  ["plain", 302, "", false],
  ["plain", 500, "OK", false],
])("%s answers %i %j: taken %s", (form, status, text, isTaken) => {
  expect(formsOf[form].isTaken({ kind: "answered", status, headers: {}, text, isWhole: true })).toBe(isTaken);
});

it("cuts long reasons to what each service keeps", () => {
  const words = "x".repeat(20_000);
  const address = new URL(`https://hc-ping.com/${uuid}`);
  expect(formsOf.healthchecks.request(address, "not-well", words)?.body).toHaveLength(2_000);
  const url = formsOf["uptime-kuma"].request(address, "not-well", words)?.url ?? "";
  expect(new URL(url).searchParams.get("msg")).toHaveLength(200);
});

it("everything behind the host is a secret", () => {
  const secrets = secretsOf(new URL(`https://hc-ping.com/ping/${uuid}?key=Abc123Def456`));
  expect(secrets).toEqual([`/ping/${uuid}?key=Abc123Def456`, uuid, "Abc123Def456"]);
});

it.each([
  ["https://hc-ping.com/x", true],
  ["http://192.168.1.7/x", true],
  ["ftp://hc-ping.com/x", false],
  ["hc-ping.com/x", false],
  ["https://user:word@hc-ping.com/x", false],
  ["https://hc-ping.com/x#y", false],
])("%s can be an address: %s", (address, isFine) => {
  expect(addressProblem(address) === null).toBe(isFine);
});

it.each([
  [`https://hc-ping.com/${uuid}`, `https://healthchecks.io/api/v3/checks/${uuid}/pause`],
  [`https://checks.home.example/ping/${uuid}`, `https://checks.home.example/api/v3/checks/${uuid}/pause`],
  [`http://127.0.0.1:8000/sub/ping/${uuid}/`, `http://127.0.0.1:8000/sub/api/v3/checks/${uuid}/pause`],
  ["https://hc-ping.com/ping-key/my-check", null],
  [`https://other.example/heartbeat/${uuid}`, null],
])("%s is paused at %s", (address, url) => {
  const request = pauseRequest(new URL(address), "key");
  expect(request?.url ?? null).toBe(url);
  if (request !== null) expect(request).toMatchObject({ method: "POST", headers: { "X-Api-Key": "key" } });
});
