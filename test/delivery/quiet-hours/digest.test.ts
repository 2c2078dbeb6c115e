/** Which deliveries stand in a digest as it is handed over: what was let go, what was in it before, and nothing else. */
import { expect, test } from "vitest";
import { digestIdOf, isDigestId, isForDigest, withWholeDigests } from "../../../main/delivery/quiet-hours/digest.ts";
import { groupIdOf } from "../../../main/delivery/grouping.ts";
import type { DueDelivery } from "../../../main/store/delivery-types.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import { eventOf, rowOf } from "../delivery-rows.ts";

const untilMs = 5_000;
const ofSeq = (seq: number, change: Partial<DueDelivery> = {}): DueDelivery =>
  rowOf({ event: eventOf(`event-${seq}`, { seq }), ...change });
const kept = (seq: number, change: Partial<DueDelivery> = {}): DueDelivery => ofSeq(seq, { keptUntilMs: 1, ...change });
const digest = digestIdOf("event-1");
const failed: Result<never> = fail("store-failed", "disk full");

/** What a database would answer, and which calls it was asked. */
function wholeOf(
  due: DueDelivery[],
  {
    released = ok([]),
    inMessage = () => ok([]),
  }: { released?: Result<DueDelivery[]>; inMessage?: (id: string) => Result<DueDelivery[]> } = {},
) {
  const asked: string[] = [];
  const whole = withWholeDigests(
    due,
    {
      releaseDue(destination, until) {
        asked.push(`released at ${destination} until ${until}`);
        return released;
      },
      inMessage(destination, id) {
        asked.push(`in ${id} at ${destination}`);
        return inMessage(id);
      },
    },
    untilMs,
  );
  return { asked, whole: whole.ok ? whole.value : whole.error.code };
}

test("what was not kept back is handed over as it is, oldest event first, and nothing is asked", () => {
  const [early, late, again] = [ofSeq(1), ofSeq(2), ofSeq(1)];
  expect(wholeOf([late, again, early, ofSeq(3, { messageId: groupIdOf("event-3") })])).toMatchObject({
    asked: [],
    whole: [early, again, late, { event: { seq: 3 } }],
  });
});

test("with one that was kept back come all that were let go, also those that a look at so many did not reach", () => {
  const [first, other] = [kept(3), ofSeq(2)];
  const further = [kept(1), first, kept(4)];
  expect(wholeOf([other, first], { released: ok(further) })).toEqual({
    asked: ["released at phone until 5000"],
    whole: [further[0], other, first, further[2]],
  });
});

test("a digest that may have been taken is sent again as it was: what still waits of it, and no more", () => {
  const due = ofSeq(1, { messageId: digest, keptUntilMs: 1 });
  const waits = ofSeq(2, { messageId: digest });
  const rest = [
    due,
    waits,
    ofSeq(3, { messageId: digest, state: "skipped" }),
    ofSeq(4, { messageId: digest, isKept: true }),
  ];
  expect(wholeOf([due], { inMessage: (id) => (id === digest ? ok(rest) : ok([])) })).toEqual({
    asked: [`in ${digest} at phone`],
    whole: [due, waits],
  });
});

test("the rest of a digest is asked for once, however much of it is due, and of no other message", () => {
  const rows = [
    ofSeq(1, { messageId: groupIdOf("event-1") }),
    ofSeq(2, { messageId: digest }),
    ofSeq(3, { messageId: digest }),
  ];
  expect(wholeOf(rows).asked).toEqual([`in ${digest} at phone`]);
});

test("a database that fails is said to, whichever of the two it was asked", () => {
  expect(wholeOf([kept(1)], { released: failed }).whole).toBe("store-failed");
  expect(wholeOf([ofSeq(1, { messageId: digest })], { inMessage: () => failed }).whole).toBe("store-failed");
});

test("a digest has an id of its own kind", () => {
  expect([isDigestId(digest), isDigestId(groupIdOf("event-1")), isDigestId("event-1")]).toEqual([true, false, false]);
  expect([kept(1), ofSeq(1), kept(1, { messageId: "x" })].map(isForDigest)).toEqual([true, false, false]);
});
