/** One ntfy server as its fields name it: addresses, login, the topic of the answers and the proof of a button. */
import { expect, test } from "vitest";
import { basicLoginOf, headerText, ntfyServerOf } from "../../../main/delivery/channels/ntfy/server.ts";

const values = { server: "https://ntfy.example:8443//", topic: " bell ", token: "tk", user: "", password: "pw" };
const serverOf = (rest: Record<string, string> = {}, installation = "a1b2c3d4") =>
  ntfyServerOf({ ...values, ...rest }, installation);

test("a server's address has no slash at its end, and is spoken of by host and port", () => {
  expect(serverOf()).toMatchObject({ base: "https://ntfy.example:8443", topic: "bell", ca: "" });
  expect(serverOf().host).toBe("ntfy.example:8443");
  expect(serverOf({ server: "no address" }).host).toBe("");
});

test("buttons of before an update still work: their topic and proof stay what they are", () => {
  expect(serverOf().answerTopic).toBe("answers-plor3TA77OSXIBNhTMjMijDhlUw");
  expect(serverOf().sign("text")).toBe("QnGPgkv2zoProbxFRLWRxg");
});

test("topic and proof of answers are others for whoever has another topic, login or installation, and for another text", () => {
  const others = [
    serverOf({ topic: "b" }),
    serverOf({ token: "t" }),
    serverOf({ password: "p" }),
    serverOf({}, "other"),
  ];
  for (const of of [
    (server: ReturnType<typeof serverOf>) => server.answerTopic,
    (server: ReturnType<typeof serverOf>) => server.sign("text"),
  ])
    expect(new Set([serverOf(), ...others].map(of)).size).toBe(5);
  expect(serverOf().sign("other")).not.toBe(serverOf().sign("text"));
  expect(serverOf({ server: "http://10.0.0.2", user: "ann" }).answerTopic).toBe(serverOf().answerTopic);
});

test.each<[Record<string, string>, object]>([
  [{}, { Authorization: "Bearer tk" }],
  [{ user: "ann" }, { Authorization: "Bearer tk" }],
  [{ token: "", user: "ann" }, { Authorization: `Basic ${Buffer.from("ann:pw").toString("base64")}` }],
  [{ token: "" }, {}],
])("with %j it is sent %j", (rest, headers) => {
  expect(serverOf(rest).headers).toEqual(headers);
});

test("without a user there is no Basic login", () => {
  expect(basicLoginOf(values)).toBeNull();
});

const word = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;
test.each([
  ["", ""],
  ["BTC ~ 45,000", "BTC ~ 45,000"],
  ["a".repeat(100), "a".repeat(100)],
  ["a=?b", word("a=?b")],
  ["a\nb", word("a\nb")],
  ["ä".repeat(22), word("ä".repeat(22))],
  ["ä".repeat(23), `${word("ä".repeat(22))} ${word("ä")}`],
  [`ä${"a".repeat(43)}`, word(`ä${"a".repeat(43)}`)],
  [`ä${"a".repeat(44)}`, `${word(`ä${"a".repeat(43)}`)} ${word("a")}`],
])("in a header, %j is %s", (text, header) => {
  expect(headerText(text)).toBe(header);
});
