/** Mail, to a real server: what each of its answers means, and what arrives of what a person wrote. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { mail } from "../../../main/delivery/channels/mail/index.ts";
import { mailDeadlineMs } from "../../../main/delivery/channels/mail/send.ts";
import { hasOpenssl, makeCertificate } from "../../doubles/certificate.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { MailServer, type MailFault } from "../../doubles/services/mail-server.ts";
import { until } from "../../doubles/until.ts";
import { attempt, remoteMessage } from "./conformance/subject.ts";

let server: MailServer;
beforeEach(async () => {
  server = await MailServer.start();
});
afterEach(() => server.stop());

function setup(rest: Record<string, string> = {}) {
  const values = {
    server: "127.0.0.1",
    security: "none",
    port: String(server.port),
    user: "ann@example.com",
    password: "p4ssw0rd-of-ann",
    from: "bell@example.com",
    to: "ann@example.com",
    authority: "",
    ...rest,
  };
  return { kind: mail, values };
}

test("what is taken arrives as plain text, with an id that stays over attempts", async () => {
  const first = await attempt(setup(), { message: remoteMessage({ urgency: "critical" }) });
  expect(first).toEqual({ kind: "accepted", receipt: "<key-0001-aaaa-bbbb@example.com>" });
  expect(await attempt(setup(), { message: remoteMessage({ isAgain: true }) })).toEqual(first);
  expect(server.logins[0]).toBe("ann@example.com p4ssw0rd-of-ann");
  const [mailed] = server.mails;
  expect(mailed).toMatchObject({
    subject: "BTC-USD rose to 45,000",
    text: "45,000.50 at 12:00:01\nTell me once when it rises to 45,000\n",
    html: false,
    messageId: "<key-0001-aaaa-bbbb@example.com>",
    references: "<event-0001-aaaa-bbbb@example.com>",
    attachments: [],
  });
  expect(mailed?.headers.get("priority")).toBe("high");
  expect(mailed?.date?.toISOString()).toBe("2026-01-05T12:00:00.000Z");
  expect(mailed?.from?.value).toEqual([{ name: "Pricebell", address: "bell@example.com" }]);
});

test("a note can add no header and no second mail, and arrives as it was written", async () => {
  const title = "BTC\r\nBcc: eve@example.com\r\n\r\n<b>x</b> \u202Eevil 🚀";
  const body = ".\r\n.\r\nRCPT TO:<eve@example.com>\r\nFrom me: @everyone *x* <b>y</b> Ünïcödé 漢字 🚀";
  await attempt(setup(), { message: remoteMessage({ title, body }) });
  expect(server.mails).toHaveLength(1);
  const [mailed] = server.mails;
  expect(mailed?.subject).toBe("BTC Bcc: eve@example.com  <b>x</b>  evil 🚀");
  expect(mailed?.text?.trimEnd()).toBe(body.replaceAll("\r\n", "\n"));
  expect(mailed?.headers.has("bcc")).toBe(false);
});

test.each(["a", "ä", "🚀"])("10,000 %s in a note and a title are cut between characters", async (sign) => {
  const text = sign.repeat(30_000);
  await attempt(setup(), { message: remoteMessage({ title: text, body: text }) });
  const [mailed] = server.mails;
  expect(mailed?.subject?.length).toBeLessThanOrEqual(200);
  expect(mailed?.text?.trimEnd()).toMatch(/…$/u);
  expect(mailed?.text?.isWellFormed()).toBe(true);
  expect(mailed?.text?.length).toBeGreaterThan(19_990);
});

const faults: readonly (readonly [string, MailFault, object])[] = [
  ["a wrong password", { at: "login", do: 535 }, { kind: "broken", code: "smtp-535" }],
  ["a login that is refused for now", { at: "login", do: 454 }, { kind: "later", code: "smtp-454" }],
  ["a sender that it does not send for", { at: "sender", do: 550 }, { kind: "broken", code: "smtp-550" }],
  ["a recipient that there is not", { at: "recipient", do: 550 }, { kind: "broken", code: "smtp-550" }],
  ["a recipient that is full for now", { at: "recipient", do: 450 }, { kind: "later", code: "smtp-450" }],
  ["a quota", { at: "data", do: 452 }, { kind: "later", code: "smtp-452" }],
  ["a mail that it takes for spam", { at: "data", do: 554 }, { kind: "refused", code: "smtp-554" }],
  ["a connection that ends while it logs in", { at: "login", do: "reset" }, { kind: "unknown" }],
  ["a connection that ends once the mail is taken", { at: "data", do: "reset" }, { kind: "unknown" }],
];
test.each(faults)("%s", async (_name, fault, outcome) => {
  server.fault = fault;
  expect(await attempt(setup())).toMatchObject(outcome);
});

test.each(["sender", "data"] as const)(
  "no answer at %s ends at the deadline, and at once where it is stopped",
  async (at) => {
    server.fault = { at, do: "hang" };
    for (const code of ["no-answer", "stopped"]) {
      server.isHanging = false;
      const clock = new ManualClock();
      const stop = new AbortController();
      const sent = attempt(setup(), { clock, signal: stop.signal });
      await until(() => server.isHanging, "the server to hang");
      if (code === "stopped") stop.abort();
      else clock.advance(mailDeadlineMs);
      expect(await sent).toMatchObject({ kind: "unknown", code });
      expect(clock.pending).toBe(0);
    }
  },
);

test("a server that never greets", async () => {
  const silent = createServer();
  const greeted = Promise.withResolvers<void>();
  silent.on("connection", (socket) => {
    socket.on("error", () => undefined);
    greeted.resolve();
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const clock = new ManualClock();
  const sent = attempt(setup({ port: String((silent.address() as AddressInfo).port) }), { clock });
  await greeted.promise;
  clock.advance(mailDeadlineMs);
  expect(["unknown", "later"]).toContain((await sent).kind);
  silent.close();
});

test("nothing there, no such host, an address of the link, and a public one without encryption: not sent", async () => {
  const gone = setup();
  await server.stop();
  const refused = await attempt(gone);
  expect(refused).toMatchObject({ kind: "later", code: "connection-refused" });
  server = await MailServer.start();
  const unknown = await attempt(setup({ server: "mail.pricebell.invalid" }));
  expect(unknown).toMatchObject({ kind: "later", code: "host-not-found" });
  for (const security of ["none", "tls"])
    expect(await attempt(setup({ server: "169.254.169.254", security }))).toMatchObject({ code: "address-refused" });
  expect(await attempt(setup({ server: "192.0.2.1" }))).toMatchObject({ kind: "broken", code: "plain-http" });
});

test("a server without STARTTLS is not spoken to in the clear", async () => {
  const plain = await MailServer.start({ disabledCommands: ["STARTTLS"] });
  const outcome = await attempt(setup({ security: "starttls", port: String(plain.port) }));
  expect(outcome).toMatchObject({ kind: "broken", code: "tls-failed" });
  expect(plain.logins).toEqual([]);
  await plain.stop();
});

describe.skipIf(!hasOpenssl)("with TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "pricebell-mail-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(["tls", "starttls"])("(%s) only a certificate that is known is sent a password", async (security) => {
    const tls = makeCertificate(folder, "localhost");
    const secure = await MailServer.start({ ...tls, secure: security === "tls" });
    const at = { server: "localhost", security, port: String(secure.port) };
    expect(await attempt(setup(at))).toMatchObject({ kind: "broken" });
    expect(secure.logins).toEqual([]);
    expect(await attempt(setup({ ...at, authority: tls.cert.replaceAll("\n", " ") }))).toMatchObject({
      kind: "accepted",
    });
    expect(secure.mails).toHaveLength(1);
    await secure.stop();
  });
});

test.each([
  [{ server: "smtp://x.example" }, "server"],
  [{ port: "0" }, "port"],
  [{ port: "70000" }, "port"],
  [{ security: "ssl3" }, "security"],
  [{ password: "" }, "password"],
  [{ to: "ann@example.com, eve@example.com" }, "to"],
  [{ to: "Ann <ann@example.com>" }, "to"],
  [{ from: "bell@example.com\r\nBcc: eve@example.com" }, "from"],
  [{ to: "" }, "to"],
])("%j is refused at %s", (rest, field) => {
  const { kind, values } = setup(rest);
  expect(kind.check(values)).toMatchObject({ ok: false, error: { field: `fields.${field}` } });
});
