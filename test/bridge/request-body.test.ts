/** A call's body: how much of it is read, and what is no JSON. */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { bodyLimitOf, readJsonBody, saysJson } from "../../main/bridge/request-body.ts";

const requestOf = (chunks: readonly (string | Uint8Array)[], headers: Record<string, string> = {}): IncomingMessage =>
  Object.assign(
    Readable.from(
      chunks.map((chunk) => Buffer.from(chunk)),
      { objectMode: false },
    ),
    { headers },
  ) as unknown as IncomingMessage;

test.each<[string, (string | Uint8Array)[], unknown]>([
  ["in one piece", ['{"a":1}'], { a: 1 }],
  [
    "in several, one of which ends within a letter",
    ['{"a":"', Buffer.from([0xc3]), Buffer.from([0xa4]), '"}'],
    { a: "ä" },
  ],
  ["empty", [], {}],
  ["of any JSON", ["[1]"], [1]],
])("%s is read", async (_what, chunks, value) => {
  expect(await readJsonBody(requestOf(chunks))).toEqual({ ok: true, value });
});

test.each<[string, (string | Uint8Array)[]]>([
  ["that is cut off", ['{"a":']],
  ["that is not UTF-8", ['"', Buffer.from([0xff]), '"']],
  ["of spaces", [" "]],
])("one %s is refused", async (_what, chunks) => {
  expect(await readJsonBody(requestOf(chunks))).toMatchObject({ ok: false, error: { code: "request-invalid" } });
});

describe("as many bytes as are allowed are read, and not one more", () => {
  test.each<[string[], Record<string, string>, number, boolean]>([
    [['"23456"'], {}, 7, true],
    [['"23456"'], {}, 6, false],
    [['"234', '56"'], {}, 6, false],
    [["{}"], { "content-length": "8" }, 8, true],
    [["{}"], { "content-length": "9" }, 8, false],
  ])("%j, said to be %j, of at most %i", async (chunks, headers, most, isRead) => {
    const body = await readJsonBody(requestOf(chunks, headers), most);
    expect(body.ok ? "read" : body.error.code).toBe(isRead ? "read" : "too-large");
  });

  test("more for calls that take many at once", () => {
    const names = ["rules.create", "rules.createMany", "rules.removeMany", "rules.setNotifyMany"];
    expect(names.map(bodyLimitOf)).toEqual([65_536, 8_388_608, 1_048_576, 1_048_576]);
  });
});

test.each([
  ["application/json", true],
  ["Application/JSON; charset=utf-8", true],
  ["application/json ;x", true],
  ["application/jsonp", false],
  ["text/plain", false],
  ["x application/json", false],
])("a body that is said to be %s is said to be JSON: %s", (type, isJson) => {
  expect(saysJson(requestOf([], { "content-type": type }))).toBe(isJson);
  expect(saysJson(requestOf([]))).toBe(false);
});
