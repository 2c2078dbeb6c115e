/** Messages of several alerts while the database refuses: their ids, names and members, over a commit or crash afterwards. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../../main/delivery/channel.ts";
import { value } from "../../delivery/outbox-harness.ts";
import { FallbackHarness, idOf } from "./fallback-harness.ts";

let h: FallbackHarness;
beforeEach(() => {
  h = new FallbackHarness();
});
afterEach(() => h.end());

describe("messages of several alerts while the database refuses", () => {
  it("thirty of one moment are one message as ever, and each of them is written as shown", async () => {
    const made = h.fireMany(30);
    h.lock();
    await h.commit(...made);
    expect(h.channel.messages.map(({ title }) => title)).toEqual(["30 alerts fired"]);
    h.unlock();
    await h.advance(2_000);
    expect(new Set(made.map((one) => h.desktop(idOf(one))))).toEqual(new Set(["shown"]));
    await h.advance(60_000);
    expect(h.channel.messages).toHaveLength(1);
  });

  it("a joined message that grew meanwhile keeps its id and its names over a crash afterwards", async () => {
    const made = h.fireMany(9);
    await h.commit(...made.slice(0, 6));
    h.lock();
    await h.commit(...made.slice(6, 8));
    h.unlock();
    await h.advance(2_000);
    h.channel.answer = () => new Promise(() => undefined);
    await h.commit(...made.slice(8));
    expect(made.map((one) => h.desktop(idOf(one)))).toEqual([...Array.from({ length: 8 }, () => "shown"), "sending"]);
    h.channel.answer = () => ({ state: "shown", externalId: null });
    const gone = h.close();
    await h.advance(2_000);
    await gone;
    h.clock.advance(3_600_000);
    h.open();
    await h.settle();
    expect(new Set(h.channel.messages.map(({ id }) => id))).toEqual(new Set([`joined:${idOf(made[0])}`]));
    expect(h.channel.messages.at(-1)?.title).toContain("9 alerts fired");
  });

  it("those shown alone before and meanwhile stay named as well, and not under what the channel called them", async () => {
    const made = h.fireMany(7);
    h.channel.answer = ({ id }) => ({ state: "shown", externalId: id.startsWith("joined:") ? null : id });
    h.lock();
    for (const one of made.slice(0, 6)) {
      h.commitQueue.add([one]);
      await h.settle();
    }
    h.unlock();
    await h.advance(2_000);
    h.channel.answer = () => new Promise(() => undefined);
    await h.commit(...made.slice(6));
    h.channel.answer = () => ({ state: "shown", externalId: null });
    const gone = h.close();
    await h.advance(2_000);
    await gone;
    h.clock.advance(3_600_000);
    h.open();
    await h.settle();
    expect(h.channel.messages.at(-1)?.id).toBe(`joined:${idOf(made[5])}`);
    expect(h.channel.messages.at(-1)?.title).toContain("7 alerts fired");
    expect(h.channel.messages.at(-1)?.externalId).toBeNull();
  });

  it("those shown alone before the outage are written as named by the message that took them over in it", async () => {
    const made = h.fireMany(7);
    for (const one of made.slice(0, 5)) await h.commit(one);
    h.lock();
    await h.commit(...made.slice(5, 6));
    const joined = `joined:${idOf(made[5])}`;
    expect(h.channel.messages.at(-1)).toMatchObject({ id: joined, title: "6 alerts fired" });
    const named = () => value(h.inMemoryFallback.told.inMessage("desktop", joined)).map(({ eventId }) => eventId);
    const all = made.slice(0, 6).map(idOf);
    expect(named().sort(), "before it is written").toEqual(all.sort());
    h.unlock();
    await h.advance(2_000);
    const stored = value(h.store.deliveries.inMessage("desktop", joined));
    expect(stored.map(({ eventId, superseded }) => [eventId, superseded])).toEqual(
      made
        .slice(0, 6)
        .map((one, at) => [idOf(one), at === 5 ? [] : [{ messageId: idOf(one), externalId: `x-${idOf(one)}` }]]),
    );
    expect(named().sort()).toEqual(all.sort());
    h.channel.answer = () => new Promise(() => undefined);
    await h.commit(...made.slice(6));
    h.channel.answer = () => ({ state: "shown", externalId: null });
    const gone = h.close();
    await h.advance(2_000);
    await gone;
    h.clock.advance(3_600_000);
    h.open();
    await h.settle();
    expect(h.channel.messages.at(-1)).toMatchObject({ id: joined, title: expect.stringContaining("7 alerts fired") });
  });

  it("one of them whose showing could not be written is named by that message too", async () => {
    const made = h.fireMany(6);
    for (const one of made.slice(0, 4)) await h.commit(one);
    const shown = Promise.withResolvers<Outcome>();
    h.channel.answer = () => shown.promise;
    await h.commit(...made.slice(4, 5));
    h.lock();
    h.channel.answer = ({ id }) => ({ state: "shown", externalId: `x-${id}` });
    shown.resolve({ state: "shown", externalId: "x-last" });
    await h.settle();
    await h.commit(...made.slice(5));
    const joined = `joined:${idOf(made[5])}`;
    expect(h.channel.messages.at(-1)).toMatchObject({ id: joined, title: "6 alerts fired" });
    const all = made.map(idOf).sort();
    const named = () => value(h.inMemoryFallback.told.inMessage("desktop", joined)).map(({ eventId }) => eventId);
    expect(named().sort(), "before it is written").toEqual(all);
    h.unlock();
    await h.advance(2_000);
    const stored = value(h.store.deliveries.inMessage("desktop", joined));
    expect(stored.map(({ eventId }) => eventId).sort()).toEqual(all);
    expect(stored.find(({ eventId }) => eventId === idOf(made[4]))?.superseded).toEqual([
      { messageId: idOf(made[4]), externalId: "x-last" },
    ]);
  });

  it("one that was saved and then shown in a joined message during the outage is written as shown in that one", async () => {
    const made = h.fireMany(8);
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    h.channel.answer = () => promise;
    await h.commit(...made.slice(0, 6));
    await h.commit(...made.slice(6, 7));
    h.lock();
    h.channel.answer = () => ({ state: "shown", externalId: null });
    resolve({ state: "shown", externalId: null });
    await h.settle();
    await h.advance(2_000);
    expect(h.channel.messages.map(({ title }) => title)).toEqual(["6 alerts fired", "7 alerts fired"]);
    h.unlock();
    // As every second: it finds out that the database is back.
    value(h.store.keep({ ticks: [], rules: [], watchedUntil: null }));
    await h.settle();
    const joined = `joined:${idOf(made[0])}`;
    expect(value(h.store.deliveries.inMessage("desktop", joined)).map(({ state }) => state)).toEqual(
      Array.from({ length: 7 }, () => "shown"),
    );
  });

  it("one that may have been seen in a joined message is tried again in that one", async () => {
    const made = h.fireMany(7);
    await h.commit(...made.slice(0, 6));
    h.lock();
    h.channel.answer = () => ({ state: "unknown", reason: "no answer" });
    await h.commit(...made.slice(6));
    await h.advance(11_000);
    expect(h.channel.messages).toHaveLength(3);
    expect(new Set(h.channel.messages.map(({ id }) => id))).toEqual(new Set([`joined:${idOf(made[0])}`]));
    expect(h.channel.messages.at(-1)?.title).toBe("7 alerts fired");
  });

  it("those that surely were not seen are one message when the channel is back", async () => {
    const made = h.fireMany(8);
    h.lock();
    h.channel.answer = () => ({ state: "failed", reason: "no service", retryable: true });
    for (const one of made) {
      h.commitQueue.add([one]);
      await h.settle();
    }
    h.channel.messages.length = 0;
    h.channel.answer = () => ({ state: "shown", externalId: null });
    h.channel.say({ state: "ok", detail: null });
    await h.settle();
    expect(h.channel.messages.map(({ title }) => title)).toEqual(["8 alerts fired"]);
  });
});
