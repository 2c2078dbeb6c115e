/** What the fields of channels have in common: which addresses and certificates are taken, and the words for those that are not. */
import { expect, test } from "vitest";
import {
  addressProblem,
  authorityOf,
  badField,
  field,
  missingField,
  valueOf,
} from "../../../main/delivery/channels/field-values.ts";

test.each([
  ["https://ntfy.sh", false, null],
  ["http://192.168.1.2:8080/path", false, null],
  ["ftp://ntfy.sh", false, "begins with https"],
  ["ntfy.sh", false, "begins with https"],
  ["", false, "begins with https"],
  ["https://me@ntfy.sh", false, "name and password do not belong"],
  ["https://:secret@ntfy.sh", false, "name and password do not belong"],
  ["https://ntfy.sh?x=1", true, null],
  ["https://ntfy.sh#x", true, null],
  ["https://me@ntfy.sh?x=1", true, "name and password do not belong"],
])("the address %s, with a query allowed: %s, is wrong by %s", (address, allowsQuery, words) => {
  const problem = addressProblem(address, allowsQuery);
  expect(problem === null).toBe(words === null);
  expect(problem ?? "").toContain(words ?? "");
});

test.each(["https://ntfy.sh?x=1", "https://ntfy.sh#x", "https://ntfy.sh/?x"])(
  "%s has a query or a fragment",
  (address) => {
    const problem = addressProblem(address);
    expect(problem?.length).toBeGreaterThan(20);
    expect(problem).not.toBe(addressProblem("ftp://x"));
    expect(problem).not.toBe(addressProblem("https://me@x"));
  },
);

test("a field is one line of text, optional and no secret, unless it says otherwise; the first required one without a value is named", () => {
  const fields = [
    field("a", "A", { help: null }),
    field("b", "B", { help: null, isRequired: true }),
    field("c", "C", { help: null, isRequired: true, maxLength: 5 }),
  ];
  expect(fields[0]).toEqual({
    id: "a",
    label: "A",
    help: null,
    kind: "text",
    isSecret: false,
    isRequired: false,
    preset: "",
    maxLength: 200,
  });
  expect(fields[2]).toMatchObject({ isRequired: true, maxLength: 5 });
  expect(valueOf({ a: " x " }, "a")).toBe("x");
  expect(valueOf({}, "a")).toBe("");
  expect(missingField(fields, { b: "x", c: "y" })).toBeNull();
  expect(missingField(fields, { b: " " })).toMatchObject({ error: { code: "request-invalid", field: "fields.b" } });
  expect(missingField(fields, { b: "x" })).toMatchObject({ error: { field: "fields.c" } });
  expect(badField("a", "words")).toEqual({
    ok: false,
    error: { code: "request-invalid", message: "words", field: "fields.a" },
  });
});

test.each([
  ["", ""],
  ["  ", ""],
  ["no certificate", null],
  ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", null],
])("the authority %j is read as %j", (authority, read) => {
  expect(authorityOf({ authority })).toBe(read);
});
