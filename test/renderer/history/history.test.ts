import { afterEach, describe, expect, it, vi } from "vitest";
import type { Reminder } from "../../../preload/contract/reminder.ts";
import { fail } from "../../../preload/contract/result.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";
import { fullScene } from "../scenes.ts";

let started: StartedState;
afterEach(() => started.session.end());

async function history() {
  started = startState(fullScene(nowMs));
  await started.session.resync();
  const [newest] = started.scene.events;
  if (newest === undefined) throw new Error("no event");
  return { ...started, history: started.appState.history, newest };
}

const said = (appState: StartedState["appState"]): string[] => appState.announcements.all.map(({ text }) => text);

describe("the history", () => {
  it("is newest first, with what was not read marked as new", async () => {
    const { history: kept } = await history();
    expect(kept.events.map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(kept.events.filter(({ seq }) => seq > kept.seenSeq).map(({ seq }) => seq)).toEqual([6, 5]);
  });

  it("announces a fired alert once, whatever becomes of its delivery", async () => {
    const { appState, host, newest } = await history();
    const fired = { ...newest, id: "e7", seq: 7 };
    host.push("history.changed", fired);
    expect(said(appState)).toEqual([expect.stringContaining("BTC-USD crossed below 44,000")]);
    host.push("history.changed", { ...fired, deliveries: [] });
    expect(said(appState)).toHaveLength(1);
    expect(appState.history.events).toHaveLength(7);
  });

  it("announces each of those that follow closely, also where the same is said once more", async () => {
    const { appState, host, newest } = await history();
    host.push("history.changed", { ...newest, id: "e7", seq: 7 });
    host.push("history.changed", { ...newest, id: "e8", seq: 8 });
    // As the window does when the alert that fired at once has been made.
    appState.say("Alert made");
    expect(said(appState)).toEqual([
      expect.stringContaining("crossed below"),
      expect.stringContaining("crossed below"),
      "Alert made",
    ]);
    expect(new Set(appState.announcements.all.map(({ id }) => id)).size).toBe(3);
  });

  it("does not announce what expired, nor what was there when the window opened", async () => {
    const { appState, host, newest } = await history();
    host.push("history.changed", { ...newest, id: "e7", seq: 7, kind: "expired" });
    expect(said(appState)).toEqual([]);
  });

  it("marks as read up to the newest, and keeps the marks on screen until it is left", async () => {
    const { history: kept, host } = await history();
    await kept.markRead();
    expect(host.inputs("history.markRead")).toEqual([{ uptoSeq: 6 }]);
    expect(kept.events.every(({ readAt }) => readAt !== null)).toBe(true);
    expect(kept.seenSeq).toBe(4);
    await kept.markRead();
    expect(host.inputs("history.markRead")).toHaveLength(1);
    kept.leave();
    expect(kept.seenSeq).toBe(6);
  });

  it("leaves unread what comes while it is being marked: main was told of what was there before", async () => {
    const { history: kept, host, newest } = await history();
    const answers: (() => void)[] = [];
    host.handlers["history.markRead"] = () =>
      new Promise((resolve) => answers.push(() => resolve({ ok: true, value: { unread: 1 } })));
    const marking = kept.markRead();
    host.push("history.changed", { ...newest, id: "e7", seq: 7, readAt: null });
    answers[0]?.();
    await marking;
    expect(host.inputs("history.markRead")).toEqual([{ uptoSeq: 6 }]);
    expect(kept.events.filter(({ readAt }) => readAt === null).map(({ seq }) => seq)).toEqual([7]);
    expect(kept.seenSeq).toBe(4);
  });

  it("says so when main would not mark", async () => {
    const { appState, history: kept, host } = await history();
    host.handlers["history.markRead"] = () => fail("store-failed", "The disk is full.");
    await kept.markRead();
    expect(appState.failure?.message).toBe("The disk is full.");
    expect(kept.events[0]?.readAt).toBeNull();
  });

  it("pages on from the oldest it has", async () => {
    const { history: kept, host } = await history();
    await kept.loadOlder();
    expect(host.inputs("history.list").at(-1)).toMatchObject({ beforeSeq: 1 });
    expect(kept.hasOlder).toBe(false);
  });

  it("fetches the one event that a notification opens", async () => {
    const { history: kept, host, newest } = await history();
    host.handlers["history.get"] = () => ({ ok: true, value: { ...newest, id: "old", seq: 0 } });
    expect((await kept.open("old"))?.seq).toBe(0);
    expect(kept.events.at(-1)?.id).toBe("old");
    expect(kept.openId).toBe("old");
  });

  it("acknowledges an event once, however often it is asked, and keeps what came back of its deliveries meanwhile", async () => {
    const { history: kept, host, newest } = await history();
    const answers: (() => void)[] = [];
    const acknowledgedBy = { destination: null, name: null, person: null };
    const acknowledged = { ...newest, acknowledgedAt: newest.decidedAt, acknowledgedBy, readAt: newest.decidedAt };
    host.handlers["history.acknowledge"] = () =>
      new Promise((resolve) => answers.push(() => resolve({ ok: true, value: acknowledged })));
    const both = [kept.acknowledge(newest.id), kept.acknowledge(newest.id)];
    host.push("history.changed", { ...newest, deliveries: [] });
    answers[0]?.();
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(await kept.acknowledge(newest.id)).toBe(true);
    expect(host.inputs("history.acknowledge")).toEqual([{ id: newest.id }]);
    expect(kept.get(newest.id)).toMatchObject({ acknowledgedAt: newest.decidedAt, acknowledgedBy, deliveries: [] });
    expect(kept.get(newest.id)?.readAt).toBe(newest.decidedAt);
  });

  it("says so when main could not keep that it was acknowledged", async () => {
    const { appState, history: kept, host, newest } = await history();
    host.handlers["history.acknowledge"] = () => fail("store-failed", "The disk is full.");
    expect(await kept.acknowledge(newest.id)).toBe(false);
    expect(appState.failure?.message).toBe("The disk is full.");
    expect(kept.get(newest.id)?.acknowledgedAt).toBeNull();
  });

  it("reads back to the first of the days that are chosen, and no further", async () => {
    const { history: kept, host, newest } = await history();
    const dayMs = 86_400_000;
    const at = (seq: number) => new Date(nowMs - (200 - seq) * (dayMs / 40)).toISOString();
    const page = (from: number) =>
      Array.from({ length: 100 }, (_, index) => ({ ...newest, id: `p${from - index}`, seq: from - index }))
        .filter(({ seq }) => seq > -1_000)
        .map((event) => ({ ...event, decidedAt: at(event.seq) }));
    kept.replace(page(200));
    host.handlers["history.list"] = ({ beforeSeq = 201 }) => ({ ok: true, value: page(beforeSeq - 1) });
    const day = (daysAgo: number): string => {
      const date = new Date(nowMs - daysAgo * dayMs);
      return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
        .map((part) => String(part).padStart(2, "0"))
        .join("-");
    };
    kept.fromDay = day(4);
    kept.toDay = day(3);
    await kept.loadDays();
    // A hundred are two and a half days: the second page reaches back to the fourth.
    expect(kept.events).toHaveLength(200);
    expect(kept.found.length).toBeGreaterThan(40);
    expect(new Set(kept.found.map(({ decidedAt }) => new Date(decidedAt).toDateString())).size).toBe(2);
    kept.clearFilter();
    expect([kept.isFiltered, kept.found.length]).toEqual([false, 200]);
  });
});

describe("an alert that is told again", () => {
  const reminder = (times: number): Reminder => ({
    eventId: "e6",
    times,
    maxTimes: 12,
    nextAt: new Date(nowMs + 40_000).toISOString(),
    escalatesAt: null,
  });

  it("is known by its event until it is acknowledged, and heard with each repetition", async () => {
    started = startState({ ...fullScene(nowMs), reminders: [reminder(1)] });
    await started.session.resync();
    const { appState, host } = started;
    const play = vi.spyOn(appState.fireSound, "play").mockImplementation(() => undefined);
    const { reminders } = appState.history;
    expect(reminders.of("e6")?.times).toBe(1);
    host.push("reminders.changed", [reminder(2)]);
    expect(play).toHaveBeenCalledTimes(1);
    host.push("reminders.changed", [reminder(2)]);
    host.push("reminders.changed", [reminder(2), { ...reminder(1), eventId: "e7" }]);
    expect(play, "what fires is heard as it fires").toHaveBeenCalledTimes(1);
    host.push("reminders.changed", []);
    expect(reminders.of("e6")).toBeNull();
  });

  it("stays at the top of the window until then", async () => {
    const { appState, newest } = await history();
    appState.fires.add(newest);
    appState.fires.age(60_000, (id) => id === newest.id);
    expect(appState.fires.toasts).toHaveLength(1);
    appState.fires.age(60_000, () => false);
    expect(appState.fires.toasts).toHaveLength(0);
  });
});
