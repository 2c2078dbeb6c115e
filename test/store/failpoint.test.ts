import { describe, expect, it } from "vitest";
import { failpoint, failpoints, parseFailpoint } from "../../main/lib/failpoint.ts";

describe("a failpoint", () => {
  it("is a name, or a name and which time", () => {
    expect(parseFailpoint("committed")).toEqual({ name: "committed", left: 1 });
    expect(parseFailpoint("sent:12")).toEqual({ name: "sent", left: 12 });
    expect([parseFailpoint(undefined), parseFailpoint("")]).toEqual([null, null]);
  });

  it.each(["comitted", "committed:0", "committed:x", "committed:", ":1"])(
    "%j is refused: it would never crash",
    (text) => {
      expect(() => parseFailpoint(text)).toThrow(/expected one of decided, committing/);
    },
  );

  it("does nothing where none is armed", () => {
    for (const name of failpoints) failpoint(name);
  });
});
