import { describe, expect, test } from "vitest";
import type { Handlers } from "../../main/bridge/handlers.ts";
import { callNames } from "../../preload/contract/contract.ts";
import { ok } from "../../preload/contract/result.ts";
import { handlersDouble } from "./handlers-double.ts";

const whole = handlersDouble();

describe("the type of the handlers (tsc is what runs these)", () => {
  test("refuses a missing handler, one too many, a wrong input and a wrong answer", () => {
    const { info: _info, ...appless } = whole.app;
    // @ts-expect-error app.info is missing
    const missing: Handlers = { ...whole, app: appless };
    // @ts-expect-error a group is missing
    const groupless: Handlers = { rules: whole.rules };
    // @ts-expect-error app.explode is not in the contract
    const extra: Handlers = { ...whole, app: { info: whole.app.info, explode: () => ok({}) } };
    // @ts-expect-error rules.remove is given an object with an id, not a number
    const wrongInput: Handlers["rules"]["remove"] = (input: number) => ok({ input });
    // @ts-expect-error rules.list answers a list
    const wrongAnswer: Handlers["rules"]["list"] = () => ok("none");
    // @ts-expect-error the input of rules.create is unknown: parseRule is what reads it
    const trusting: Handlers["rules"]["create"] = (input) => whole.rules.create(input.condition, { clientId: null });
    expect([missing, groupless, extra, wrongInput, wrongAnswer, trusting]).toHaveLength(6);
  });

  test("a whole set has every call of the contract", () => {
    const names = Object.entries(whole).flatMap(([group, entries]) =>
      Object.keys(entries).map((call) => `${group}.${call}`),
    );
    expect(names.sort()).toEqual([...callNames].sort());
  });
});
