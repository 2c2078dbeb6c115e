/** What a payload that does not fit its schema is refused with: the field at fault, and why, in words. */
import * as Type from "typebox";
import { expect, test } from "vitest";
import { checkAgainst } from "../../main/bridge/schema-check.ts";

const shape = Type.Object(
  {
    name: Type.String({ minLength: 2, maxLength: 4 }),
    count: Type.Optional(Type.Integer({ minimum: 1 })),
    by: Type.Optional(
      Type.Union([
        Type.Object({ percent: Type.String() }, { additionalProperties: false }),
        Type.Object({ amount: Type.String({ pattern: "^[0-9]+$" }) }, { additionalProperties: false }),
      ]),
    ),
    "a/b~c": Type.Optional(Type.Boolean()),
    list: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))),
  },
  { additionalProperties: false },
);
const check = checkAgainst(shape);

test.each([
  [{ name: "BTC" }],
  [{ name: "BTC", count: 1 }],
  [{ name: "BTC", by: { percent: "1" } }],
  [{ name: "BTC", "a/b~c": true, list: [{ id: "x" }] }],
])("%j fits", (value) => {
  expect(check(value)).toBeNull();
});

test.each<[unknown, string, string | undefined]>([
  [null, "The request must be of type object.", undefined],
  [[], "The request must be of type object.", undefined],
  ["BTC", "The request must be of type object.", undefined],
  [{}, "The field name is missing.", "name"],
  [{ name: 3 }, "The field name must be of type string.", "name"],
  [{ name: "B" }, "The field name cannot have this value (minLength: 2).", "name"],
  [{ name: "BTCUSD" }, "The field name cannot have this value (maxLength: 4).", "name"],
  [{ name: "BTC", count: 0 }, "The field count cannot have this value (minimum: 1).", "count"],
  [{ name: "BTC", count: 1.5 }, "The field count must be of type integer.", "count"],
  [
    { name: "BTC", by: { amount: "x" } },
    "The field by.amount cannot have this value (pattern: ^[0-9]+$).",
    "by.amount",
  ],
  [{ name: "BTC", by: { percent: 1 } }, "The field by.percent must be of type string.", "by.percent"],
  [{ name: "BTC", by: { foo: 1 } }, "The field by.foo is not known to this call.", "by.foo"],
  [{ name: "BTC", by: {} }, "The field by.percent is missing.", "by.percent"],
  [{ name: "BTC", "a/b~c": 1 }, "The field a/b~c must be of type boolean.", "a/b~c"],
  [{ name: "BTC", list: [{ id: "x" }, {}] }, "The field list.1.id is missing.", "list.1.id"],
  [{ name: "BTC", list: [{ id: 1 }] }, "The field list.0.id must be of type string.", "list.0.id"],
  [{ name: "BTC", unheard: 1 }, "The field unheard is not known to this call.", "unheard"],
])("%j is refused: %s", (value, message, field) => {
  expect(check(value)).toEqual({
    ok: false,
    error: { code: "request-invalid", message, ...(field === undefined ? {} : { field }) },
  });
});

test("a field that is none of the call's is named, whatever it is called", () => {
  const value = JSON.parse('{"name":"BTC","__proto__":{"x":1}}') as unknown;
  expect(check(value)).toMatchObject({ ok: false, error: { code: "request-invalid" } });
});

test("a value that is none of those there are, and no field at all: the request does not have the shape", () => {
  expect(checkAgainst(Type.Union([Type.Literal("a"), Type.Literal("b")]))("c")).toMatchObject({
    error: { code: "request-invalid", message: "The request does not have the shape that this call needs." },
  });
});
