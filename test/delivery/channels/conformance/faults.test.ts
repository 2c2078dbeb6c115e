/** Every way in which a service and the network on the way to it fail, on every channel: what comes of it is the same for all. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { sendDeadlineMs } from "../../../../main/network/http-send.ts";
import { hasOpenssl, makeCertificate } from "../../../doubles/certificate.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import { ServiceServer, type Fault, type Reply } from "../../../doubles/services/service-server.ts";
import { attempt, remoteMessage, type RunningSubject, type Setup } from "./subject.ts";
import { subjects } from "./subjects/index.ts";

const reply = (status: number, headers: Reply["headers"] = {}, body: unknown = ""): Fault => ({
  do: "reply",
  reply: { status, headers, body },
});

/** Answers that say it all by their status. The clock stands at 2026-01-05T12:00:00Z. */
const statuses: readonly (readonly [string, Fault, object])[] = [
  ["503 with a wait", reply(503, { "retry-after": "7" }), { kind: "later", code: "http-503", afterMs: 7_000 }],
  ["502 of something in front", reply(502), { kind: "unknown", code: "http-502" }],
  ["429 without a wait", reply(429), { kind: "later", code: "http-429", afterMs: null }],
  ["429 with seconds", reply(429, { "retry-after": "120" }), { kind: "later", code: "http-429", afterMs: 120_000 }],
  [
    "429 with a date",
    reply(429, { "retry-after": "Mon, 05 Jan 2026 12:00:30 GMT" }),
    { kind: "later", code: "http-429", afterMs: 30_000 },
  ],
  ["429 for a day, of which an hour is kept", reply(429, { "retry-after": "86400" }), { afterMs: 3_600_000 }],
  ["401", reply(401), { kind: "broken", code: "http-401" }],
  ["403", reply(403), { kind: "broken", code: "http-403" }],
  ["410", reply(410), { kind: "broken", code: "http-410" }],
  ["413", reply(413), { kind: "refused", code: "http-413" }],
];

describe.each(subjects)("$name", (subject) => {
  let running: RunningSubject;
  let setup: Setup;
  beforeEach(async () => {
    running = await subject.start();
    setup = running.at(running.server.origin);
  });
  afterEach(() => running.stop());

  test("what is taken is accepted, and arrives as it was written", async () => {
    expect(await attempt(setup)).toMatchObject({ kind: "accepted" });
    expect(running.shown()).toHaveLength(1);
    expect(running.shown()[0]).toContain("45,000.50 at 12:00:01\nTell me once when it rises to 45,000");
  });

  test("each refusal of its own", async () => {
    for (const { name, outcome } of running.refusals) {
      const fresh = await subject.start();
      try {
        fresh.refusals.find((refusal) => refusal.name === name)?.arrange();
        expect(await attempt(fresh.at(fresh.server.origin)), name).toMatchObject(outcome);
        expect(fresh.shown(), name).toEqual([]);
      } finally {
        await fresh.stop();
      }
    }
  });

  test("500", async () => {
    running.server.fault = reply(500);
    const afterMs = subject.serverErrorWaitMs ?? null;
    expect(await attempt(setup)).toMatchObject({ kind: "later", code: "http-500", afterMs });
  });

  test.each(statuses)("%s", async (_name, fault, outcome) => {
    running.server.fault = fault;
    expect(await attempt(setup)).toMatchObject(outcome);
  });

  test.each([301, 302, 303, 307, 308])(
    "a redirect (%i) is not followed: nothing reaches where it leads",
    async (status) => {
      const elsewhere = await ServiceServer.start(() => ({ status: 200, body: "ok" }));
      running.server.fault = reply(status, { location: `${elsewhere.origin}/take` });
      const outcome = await attempt(setup);
      await elsewhere.stop();
      expect(outcome).toMatchObject({ kind: "broken", code: "redirected" });
      expect(elsewhere.requests).toEqual([]);
    },
  );

  const isAccepted = { kind: "accepted" };
  test("a 200 that is not its own", async () => {
    running.server.fault = reply(200, {}, "<html>Sign in to this network</html>");
    const isUnknown = { kind: "unknown", code: "not-understood" };
    expect(await attempt(setup)).toMatchObject(subject.believesStatus === true ? isAccepted : isUnknown);
  });

  test("a 200 of 10 MB", async () => {
    running.server.fault = { do: "endless-answer" };
    const isUnknown = { kind: "unknown", code: "not-understood" };
    expect(await attempt(setup)).toMatchObject(subject.believesStatus === true ? isAccepted : isUnknown);
  });

  test("no answer, before its headers and in the middle, ends at the deadline", async () => {
    for (const fault of ["hang-before-headers", "hang-after-headers"] as const) {
      running.server.fault = { do: fault };
      const clock = new ManualClock();
      const sent = attempt(setup, { clock });
      await running.server.received(running.server.requests.length + 1);
      clock.advance(sendDeadlineMs - 1);
      const early = await Promise.race([
        sent.then(() => "ended"),
        new Promise((resolve) => setImmediate(resolve, "waits")),
      ]);
      expect(early).toBe("waits");
      clock.advance(1);
      const hasStatus = fault === "hang-after-headers" && subject.believesStatus === true;
      expect(await sent, fault).toMatchObject(hasStatus ? isAccepted : { kind: "unknown" });
      expect(clock.pending).toBe(0);
    }
  });

  test("a connection that ends once all is read: it may have been taken", async () => {
    running.server.fault = { do: "take-and-reset" };
    expect(await attempt(setup)).toMatchObject({ kind: "unknown", code: "broke-off" });
    expect(running.shown().length).toBeLessThanOrEqual(1);
  });

  test("stopping ends it at once", async () => {
    running.server.fault = { do: "hang-before-headers" };
    const stop = new AbortController();
    const clock = new ManualClock();
    const sent = attempt(setup, { signal: stop.signal, clock });
    await running.server.received(1);
    stop.abort();
    expect(await sent).toMatchObject({ kind: "unknown", code: "stopped" });
    expect(clock.pending).toBe(0);
    expect(await attempt(setup, { signal: stop.signal })).toMatchObject({ kind: "later", code: "stopped" });
    expect(running.server.requests).toHaveLength(1);
  });

  test("nothing there, and no such host: surely not sent", async () => {
    const { origin } = running.server;
    await running.stop();
    expect(await attempt(running.at(origin))).toMatchObject({ kind: "later", code: "connection-refused" });
    expect(await attempt(running.at("https://service.pricebell.invalid"))).toMatchObject({
      kind: "later",
      code: "host-not-found",
    });
  });

  test("an address that only an attack names is not connected to, nor a public one without TLS", async () => {
    expect(await attempt(running.at("http://169.254.169.254"))).toMatchObject({
      kind: "broken",
      code: "address-refused",
    });
    expect(await attempt(running.at("http://192.0.2.1"))).toMatchObject({ kind: "broken", code: "plain-http" });
  });
});

describe.skipIf(!hasOpenssl)("over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "pricebell-channels-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(subjects)("$name: a certificate that nobody knows ends it before a byte of it is sent", async (subject) => {
    const tls = makeCertificate(folder, "localhost");
    const running = await subject.start({ tls });
    try {
      const outcome = await attempt(running.at(running.server.origin), { message: remoteMessage() });
      expect(outcome).toMatchObject({ kind: "broken", code: "certificate-invalid" });
      expect(running.server.requests).toEqual([]);
      const known = running.at(running.server.origin, tls.cert);
      if (!known.kind.fields.some(({ id }) => id === "authority")) return;
      expect(await attempt(known)).toMatchObject({ kind: "accepted" });
    } finally {
      await running.stop();
    }
  });
});
