/** Which queues an outbox has, when each begins and is woken, and how one gives way to another. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Outcome } from "../../main/delivery/channel.ts";
import { Outbox } from "../../main/delivery/outbox.ts";
import { RecordingChannel } from "./recording-channel.ts";
import { RoundHarness } from "./round-harness.ts";

let h: RoundHarness;
let outbox: Outbox;
let desktop: RecordingChannel;
beforeEach(() => {
  h = new RoundHarness();
  desktop = new RecordingChannel("desktop");
  outbox = make(desktop);
});
const settle = () => new Promise((resolve) => setImmediate(resolve));
const of = (channel: RecordingChannel) => ({ channel, enabled: () => true });

function make(...channels: RecordingChannel[]): Outbox {
  return new Outbox({
    clock: h.clock,
    store: h.store,
    channels: channels.map(of),
    changed: () => undefined,
    textOptions: { locale: "en-GB", timeZone: "UTC" },
  });
}

describe("a destination that is set up", () => {
  test("before the start begins with it, and afterwards at once; what waits for any other is given up", async () => {
    const [phone, mail] = [new RecordingChannel("phone"), new RecordingChannel("mail")];
    outbox.put(of(phone));
    await settle();
    expect([h.asked, phone.listeners]).toEqual([[], 0]);
    outbox.start();
    expect(h.known).toEqual(["desktop", "phone"]);
    expect([desktop.listeners, phone.listeners]).toEqual([2, 2]);
    outbox.put(of(mail));
    expect(mail.listeners).toBe(2);
    await outbox.stop();
    expect([desktop, phone, mail].map(({ listeners }) => listeners)).toEqual([0, 0, 0]);
  });

  test("in place of another waits for the message that is in flight there, and only the last of them begins", async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const [first, second, third] = Array.from({ length: 3 }, () => new RecordingChannel("phone")) as [
      RecordingChannel,
      RecordingChannel,
      RecordingChannel,
    ];
    first.answer = () => promise;
    outbox = make(first);
    h.wait();
    outbox.start();
    await settle();
    outbox.put(of(second));
    outbox.put(of(third));
    await settle();
    expect([first, second, third].map(({ listeners }) => listeners)).toEqual([0, 0, 0]);
    h.wait();
    resolve({ state: "shown", externalId: null });
    await settle();
    await settle();
    expect([first, second, third].map(({ listeners }) => listeners)).toEqual([0, 0, 2]);
    expect([first, second, third].map(({ messages }) => messages.map(({ id }) => id))).toEqual([
      ["event-1"],
      [],
      ["event-2"],
    ]);
    await outbox.stop();
  });

  test("in place of another that ended long ago begins at once", async () => {
    const [first, second] = [new RecordingChannel("phone"), new RecordingChannel("phone")];
    outbox.put(of(first));
    outbox.start();
    await settle();
    outbox.remove("phone");
    await settle();
    outbox.put(of(second));
    expect([first.listeners, second.listeners]).toEqual([0, 2]);
    await outbox.stop();
  });

  test("does not begin any more once the outbox is stopped, which waits for what is in flight at those taken away", async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const [first, second] = [new RecordingChannel("phone"), new RecordingChannel("phone")];
    first.answer = () => promise;
    outbox = make(first);
    h.wait();
    outbox.start();
    await settle();
    outbox.put(of(second));
    let isOver = false;
    const stopped = outbox.stop().then(() => (isOver = true));
    await settle();
    expect(isOver).toBe(false);
    resolve({ state: "shown", externalId: null });
    await stopped;
    await settle();
    expect(second.listeners).toBe(0);
    outbox.put(of(new RecordingChannel("mail")));
    const mail = new RecordingChannel("mail");
    outbox.put(of(mail));
    await settle();
    expect(mail.listeners, "nor what is set up then").toBe(0);
  });
});

describe("a wake", () => {
  /** How often a queue has looked, in each turn of the event loop. */
  async function looksByTurn(wakes: number): Promise<number[]> {
    h.asked.length = 0;
    for (let n = 0; n < wakes; n++) outbox.wake();
    await Promise.resolve().then(() => undefined);
    const looks: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await settle();
      looks.push(h.count("kept"));
    }
    return looks;
  }

  test.each([1, 2])(
    "reaches the desktop at once and each service in a turn of its own, once: %i wakes",
    async (wakes) => {
      for (const id of ["phone-1", "phone-2", "phone-3"]) outbox.put(of(new RecordingChannel(id)));
      outbox.start();
      await settle();
      await settle();
      // The desktop is woken a second time while it looks.
      const own = wakes;
      expect(await looksByTurn(wakes)).toEqual([own + 1, own + 2, own + 3, own + 3, own + 3]);
      expect(await looksByTurn(wakes), "and again").toEqual([own + 1, own + 2, own + 3, own + 3, own + 3]);
      await outbox.stop();
    },
  );

  test("while others are still to be woken begins no second row of them", async () => {
    for (const id of ["phone-1", "phone-2", "phone-3"]) outbox.put(of(new RecordingChannel(id)));
    outbox.start();
    await settle();
    await settle();
    outbox.wake();
    await settle();
    await settle();
    // One is left: it comes first, and each of the others in a turn of its own after it.
    const looks = await looksByTurn(1);
    expect(looks.map((count, turn) => count - (looks[turn - 1] ?? 1))).toEqual([1, 1, 1, 0, 0]);
    await outbox.stop();
  });

  test("does not reach one that was taken away", async () => {
    outbox.put(of(new RecordingChannel("phone-1")));
    outbox.start();
    await settle();
    outbox.remove("phone-1");
    await settle();
    expect((await looksByTurn(1)).at(-1)).toBe(1);
    await outbox.stop();
  });
});

test("what could be handed over now is told of each destination that is there", async () => {
  const [row] = h.wait();
  const { deliveries } = h.store;
  expect(outbox.sendable(deliveries)).toEqual([{ destination: "desktop", row: row?.id }]);
  outbox.put(of(new RecordingChannel("phone")));
  expect(outbox.sendable(deliveries).map(({ destination }) => destination)).toEqual(["desktop", "phone"]);
  outbox.remove("phone");
  expect(outbox.sendable(deliveries).map(({ destination }) => destination)).toEqual(["desktop"]);
});
