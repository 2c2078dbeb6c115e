import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { blindEventId, blindScope, decidedEventId } from "../../main/store/event-id.ts";
import { fired, snapshot, t0 } from "./sample-values.ts";

it("an event's id is the one that earlier versions gave it: a crash between two versions shows nothing twice", () => {
  expect(decidedEventId(fired(snapshot("r1", { createdMs: t0 + 0.4, generation: 7 })))).toBe(idOf(t0, "fired 7 r1"));
  expect(decidedEventId(fired(snapshot("r1", { createdMs: -1 })))).toBe(idOf(0, "fired 1 r1"));
  const blind = { venue: "demo", instrument: null, fromMs: t0 + 0.6, toMs: null, because: "asleep" } as const;
  expect(blindEventId(blind)).toBe(idOf(t0 + 1, `blind ${t0 + 1} demo`));
});

it.each([
  ["an instrument of a venue", { venue: "demo", instrument: "demo:BTC-USD" }, "demo:BTC-USD"],
  ["a whole venue", { venue: "demo", instrument: null }, "demo"],
  ["everything", { venue: null, instrument: null }, "app"],
] as const)("the id of a blind time names what could not be watched: %s", (_what, scope, name) => {
  const blind = { ...scope, fromMs: t0, toMs: null, because: "asleep" } as const;
  expect(blindScope(blind)).toBe(name);
  expect(blindEventId(blind)).toBe(idOf(t0, `blind ${t0} ${name}`));
});

/** RFC 9562, 5.8, bit by bit: 48 bits of time, then a hash with the version 8 and the variant 10 in their places. */
function idOf(ms: number, name: string): string {
  const time = ms.toString(2).padStart(48, "0");
  const hash = [...createHash("sha256").update(name).digest()]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  const bits = `${time}1000${hash.slice(52, 64)}10${hash.slice(66, 128)}`;
  const hex = (bits.match(/.{4}/g) ?? []).map((four) => Number.parseInt(four, 2).toString(16)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
