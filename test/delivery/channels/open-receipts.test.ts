/** Whose answers are asked for at Pushover: the last twenty, each until its time is over. */
import { expect, test } from "vitest";
import { OpenReceipts } from "../../../main/delivery/channels/pushover/open-receipts.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { hostWith } from "./conformance/subject.ts";

test("they are kept in order over a restart, and end with their time or when they are answered", () => {
  const clock = new ManualClock();
  const stored: { value: string | null } = { value: null };
  const open = (): OpenReceipts => new OpenReceipts(hostWith(clock, stored));
  const names = (): string[] =>
    open()
      .list()
      .map(({ receipt, messageId }) => `${receipt} ${messageId}`);
  expect(names()).toEqual([]);
  open().add({ receipt: "r1", messageId: "m-1" }, 1_000);
  open().add({ receipt: "r2", messageId: "m-2" }, 500.4);
  open().add({ receipt: "r3", messageId: "m-3" }, 2_000);
  expect(names()).toEqual(["r1 m-1", "r2 m-2", "r3 m-3"]);
  clock.advance(499);
  expect(names()).toHaveLength(3);
  clock.advance(1);
  expect(names()).toEqual(["r1 m-1", "r3 m-3"]);
  open().remove("r1");
  open().remove("r9");
  expect(names()).toEqual(["r3 m-3"]);
});

test("of more than twenty the oldest are given up", () => {
  const receipts = new OpenReceipts(hostWith(new ManualClock(), { value: null }));
  for (let at = 0; at < 21; at++) receipts.add({ receipt: `r${at}`, messageId: "m" }, 1_000);
  expect(receipts.list().map(({ receipt }) => receipt)).toEqual(Array.from({ length: 20 }, (_, at) => `r${at + 1}`));
});
