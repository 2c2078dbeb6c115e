/** What an error of the mail library means: the server's own code first, then what is known of the connection. */
import { describe, expect, test } from "vitest";
import { outcomeOfMailError } from "../../../main/delivery/channels/mail/mail-error.ts";
import type { SendFailure } from "../../../main/network/send-failure.ts";

const failure: SendFailure = {
  kind: "failed",
  mayHaveArrived: false,
  isLasting: false,
  code: "reset",
  words: "It broke.",
};
const quote = (words: string, said: unknown): string => `${words} [${String(said)}]`;
const outcome = (error: unknown, changed: Partial<SendFailure> = {}) =>
  outcomeOfMailError(error, { ...failure, ...changed }, "mail.example.com", quote);
const reply = (responseCode: number, more: object = {}) => ({
  code: "EENVELOPE",
  responseCode,
  response: "its words",
  ...more,
});

describe("what the server said", () => {
  test.each<[string, unknown, string, string]>([
    ["a code that passes", reply(450), "later", "smtp-450"],
    ["the last one that passes", reply(499), "later", "smtp-499"],
    ["a code that does not", reply(500), "refused", "smtp-500"],
    ["of the message", reply(554, { command: "DATA" }), "refused", "smtp-554"],
    ["of the sender", reply(550, { command: "MAIL FROM" }), "broken", "smtp-550"],
    ["of the one it goes to", reply(550, { command: "RCPT TO" }), "broken", "smtp-550"],
    ["that a login is wanted", reply(530), "broken", "smtp-530"],
    ["that the login is wrong", reply(535), "broken", "smtp-535"],
    ["the same by the library's code", reply(534, { code: "EAUTH" }), "broken", "smtp-534"],
    ["that a login passes later", reply(454, { code: "EAUTH" }), "later", "smtp-454"],
    ["nothing, at the login", { code: "EAUTH" }, "broken", "login-refused"],
    ["nothing, at TLS", { code: "ETLS" }, "broken", "tls-failed"],
    ["a certificate that is wrong", { code: "ESOCKET", message: "self-signed Certificate" }, "broken", "tls-failed"],
    ["that its certificate is wrong, and a code", { ...reply(450), code: "ETLS" }, "broken", "tls-failed"],
  ])("%s", (_what, error, kind, code) => {
    expect(outcome(error)).toMatchObject({ kind, code });
  });

  test("is quoted beside our own words, and what passes is tried again by our own pauses", () => {
    expect(outcome(reply(450))).toMatchObject({ words: expect.stringMatching(/450.*\[its words\]$/), afterMs: null });
    expect(outcome(reply(535))).toMatchObject({ words: expect.stringContaining("[its words]") as string });
    expect(outcome(reply(550, { response: 7 }))).toMatchObject({ words: expect.stringContaining("[]") as string });
  });
});

describe("where it said nothing, the connection tells", () => {
  test.each<[Partial<SendFailure>, object]>([
    [{}, { kind: "later", code: "reset", words: "It broke.", afterMs: null }],
    [
      { isLasting: true, mayHaveArrived: true },
      { kind: "broken", code: "reset", words: "It broke." },
    ],
    [{ mayHaveArrived: true }, { kind: "unknown", code: "reset", words: expect.stringMatching(/^It broke\. /) }],
  ])("%j", (changed, expected) => {
    for (const error of [{ code: "ESOCKET", message: "reset" }, null, "words", { code: 7 }])
      expect(outcome(error, changed)).toEqual(expected);
  });

  test.each(["stopped", "no-answer"])("and ended by us (%s) it tells alone, whatever was said before", (code) => {
    expect(outcome(reply(550), { code, mayHaveArrived: true })).toMatchObject({ kind: "unknown", code });
  });
});
