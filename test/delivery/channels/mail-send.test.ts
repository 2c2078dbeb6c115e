/** What of a message and its fields makes the mail: which ones hang together, who is sent a login, what is urgent, what is secret. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { mailDeadlineMs, mailSecrets, sendMail } from "../../../main/delivery/channels/mail/send.ts";
import type { RemoteMessage } from "../../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { MailServer } from "../../doubles/services/mail-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

let server: MailServer;
beforeAll(async () => {
  server = await MailServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.mails.length = 0;
  server.logins.length = 0;
});

async function mailed(rest: Partial<RemoteMessage>, changed: Record<string, string> = {}) {
  const clock = new ManualClock();
  const values = {
    ...{ server: "127.0.0.1", security: "none", port: String(server.port), user: "", password: "" },
    ...{ from: "bell@example.com", to: "ann@example.com", authority: "" },
    ...changed,
  };
  const sent = sendMail(remoteMessage(rest), values, hostWith(clock), new AbortController().signal);
  expect(clock.nextDelayMs).toBe(18_000);
  const outcome = await sent;
  expect(clock.pending, "no timer is left").toBe(0);
  return { outcome, mail: server.mails[0] };
}

test("the first mail of an event stands alone, later ones refer to it", async () => {
  const first = await mailed({ id: "event-1", key: "event-1" });
  expect(first.outcome).toEqual({ kind: "accepted", receipt: "<event-1@example.com>" });
  expect([first.mail?.messageId, first.mail?.references]).toEqual(["<event-1@example.com>", undefined]);
  server.mails.length = 0;
  const { mail } = await mailed({ id: "event-1", key: "key-2" });
  expect([mail?.messageId, mail?.references]).toEqual(["<key-2@example.com>", "<event-1@example.com>"]);
});

test.each([
  ["critical", "high"],
  ["normal", undefined],
  ["low", undefined],
] as const)("%s has the priority %s", async (urgency, priority) => {
  expect((await mailed({ urgency })).mail?.headers.get("priority")).toBe(priority);
});

test("without a user nobody logs in; a mail that is sent again does not say so", async () => {
  const { mail } = await mailed({ title: "BTC", isAgain: true });
  expect([mail?.subject, server.logins]).toEqual(["BTC", []]);
  await mailed({}, { user: "ann", password: "secret" });
  expect(server.logins).toEqual(["ann secret"]);
});

test("a subject has 200 characters and a text 20,000", async () => {
  const { mail } = await mailed({ title: "t".repeat(201), body: "b".repeat(20_001) });
  expect([mail?.subject?.length, mail?.text?.trimEnd().length]).toEqual([200, 20_000]);
});

test("a password is secret in every form in which it goes out", () => {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  expect(mailSecrets({ user: "ann", password: "pw" })).toEqual(["pw", base64("pw"), base64("\0ann\0pw")]);
  expect(mailSecrets({ user: "ann", password: "" })).toEqual([]);
  expect(mailDeadlineMs).toBe(18_000);
});
