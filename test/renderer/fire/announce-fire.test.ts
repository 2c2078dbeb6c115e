/** What an open window does with an alert: seen always, heard unless it is quiet and the alert waits for the end of that. */
import { afterEach, expect, test, vi } from "vitest";
import { fullScene } from "../scenes.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";

let started: StartedState;
afterEach(() => started.session.end());

const fired = fullScene(nowMs).events.find(({ kind }) => kind === "fired");
if (fired?.rule == null) throw new Error("no event");
const { rule } = fired;
const hourMs = 3_600_000;

test.each([
  ["not quiet", null, "normal", true],
  ["quiet", hourMs, "normal", false],
  ["quiet, and it is critical", hourMs, "critical", true],
  ["quiet until a moment ago", -1_000, "normal", true],
] as const)("%s", async (_name, quietForMs, urgency, isHeard) => {
  started = startState(fullScene(nowMs));
  await started.session.resync();
  const { appState } = started;
  if (appState.info === null) throw new Error("no info");
  const quietUntil = quietForMs === null ? null : new Date(appState.clock.nowMs + quietForMs).toISOString();
  appState.info = { ...appState.info, quietUntil };
  const play = vi.spyOn(appState.fireSound, "play").mockReturnValue();
  const show = vi.spyOn(appState.browserNotifications, "show").mockReturnValue();
  const say = vi.spyOn(appState, "say").mockReturnValue();
  const event = { ...fired, rule: { ...rule, notify: { ...rule.notify, urgency } } };
  appState.announce(event);
  expect(appState.fires.toasts.map(({ id }) => id)).toContain(event.id);
  expect([play.mock.calls.length, show.mock.calls.length, say.mock.calls.length]).toEqual(
    isHeard ? [1, 1, 1] : [0, 0, 0],
  );
});

test.each([
  ["the setting's sound where the rule has none", undefined, "bell", "bell"],
  ["its own, whatever the setting is", "alarm", "off", "alarm"],
  ["none, where it is to make none", "off", "chime", "off"],
  ["nothing where neither says so", undefined, "off", "off"],
] as const)("is heard once, as %s", async (_name, sound, setting, heard) => {
  const scene = fullScene(nowMs);
  scene.settings = { ...scene.settings, fireSound: setting };
  started = startState(scene);
  await started.session.resync();
  const { appState } = started;
  const play = vi.spyOn(appState.fireSound, "play").mockReturnValue();
  vi.spyOn(appState.browserNotifications, "show").mockReturnValue();
  const notify = { ...rule.notify, ...(sound === undefined ? {} : { sound }) };
  appState.announce({ ...fired, rule: { ...rule, notify } });
  expect(play.mock.calls).toEqual([[heard]]);
});
