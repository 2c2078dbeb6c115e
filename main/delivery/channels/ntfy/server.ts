/** One ntfy server as these fields name it: its addresses, its login, its topics. Facts: docs.ntfy.sh/publish, /subscribe/api. */
import { createHmac, hkdfSync } from "node:crypto";
import { authorityOf, valueOf } from "../field-values.ts";
import type { FieldValues } from "../remote-channel.ts";

export interface NtfyServer {
  readonly base: string;
  readonly topic: string;
  /** Where buttons post their answers: a topic of its own, so that no phone shows them. */
  readonly answerTopic: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Host and port, to speak of it. */
  readonly host: string;
  readonly ca: string;
  /** Proves that an answer comes from a button of ours: 128 bits of HMAC. */
  sign(text: string): string;
}

/** `installationId` keeps two installations with one topic apart: each hears the answers to its own messages. */
export function ntfyServerOf(values: FieldValues, installationId: string): NtfyServer {
  const base = valueOf(values, "server").replace(/\/+$/, "");
  const topic = valueOf(values, "topic");
  // Made from what only subscribers know, so that buttons from before a restart still work and nothing has to be kept.
  const secret = [topic, valueOf(values, "token"), valueOf(values, "password")].join("\n");
  // eslint-disable-next-line house/words-in-messages -- makes a key and is shown to nobody
  const derive = (use: string) => Buffer.from(hkdfSync("sha256", secret, installationId, `pricebell ntfy ${use}`, 32));
  const key = derive("buttons");
  return {
    base,
    topic,
    answerTopic: `answers-${derive("topic").subarray(0, 20).toString("base64url")}`,
    headers: loginOf(values),
    host: URL.parse(base)?.host ?? "",
    ca: authorityOf(values) ?? "",
    sign: (text) => createHmac("sha256", key).update(text).digest().subarray(0, 16).toString("base64url"),
  };
}

function loginOf(values: FieldValues): Readonly<Record<string, string>> {
  const token = valueOf(values, "token");
  if (token !== "") return { Authorization: `Bearer ${token}` };
  const basic = basicLoginOf(values);
  return basic === null ? {} : { Authorization: `Basic ${basic}` };
}

export function basicLoginOf(values: FieldValues): string | null {
  const user = valueOf(values, "user");
  return user === "" ? null : Buffer.from(`${user}:${valueOf(values, "password")}`).toString("base64");
}

/** A header takes ASCII alone; what is not is written as RFC 2047 says, in words of at most 75 characters. */
export function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("=?")) return text;
  const words: string[] = [];
  let word = "";
  for (const codePoint of text) {
    if (Buffer.byteLength(word + codePoint) > 45) {
      words.push(word);
      word = "";
    }
    word += codePoint;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString("base64")}?=`).join(" ");
}
