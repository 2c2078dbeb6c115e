/** The sound of a window: played, or said to have stayed silent. */
import { expect, test } from "vitest";
import type { SoundRequest } from "../../../main/delivery/channels/remote-channel.ts";
import { sound } from "../../../main/delivery/channels/sound.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const presets = Object.fromEntries(sound.fields.map(({ id, preset }) => [id, preset]));
const { signal } = new AbortController();

test.each([
  ["a window plays it", true, {}, { kind: "accepted" }, 1],
  ["no window could", false, {}, { kind: "refused", code: "silent" }, 1],
  ["this host has no windows", null, {}, { kind: "refused", code: "silent" }, 0],
  ["it is quiet hours", true, { isSilent: true }, { kind: "accepted" }, 0],
])("%s", async (_case, answer, rest, outcome, times) => {
  const asked: SoundRequest[] = [];
  const play = (request: SoundRequest): Promise<boolean> => {
    asked.push(request);
    return Promise.resolve(answer === true);
  };
  const host = { ...hostWith(new ManualClock()), playSound: answer === null ? null : play };
  expect(sound.check(presets)).toEqual({ ok: true, value: null });
  expect(await sound.open(presets, host).send(remoteMessage(rest), signal)).toMatchObject(outcome);
  expect(asked).toEqual(Array.from({ length: times }, () => ({ sound: "chime", volume: 0.8 })));
});

test.each([
  [{ volume: "0" }, "volume"],
  [{ volume: "101" }, "volume"],
  [{ volume: "loud" }, "volume"],
  [{ sound: "../x" }, "sound"],
])("%j is refused at %s", (rest, field) => {
  expect(sound.check({ ...presets, ...rest })).toMatchObject({ ok: false, error: { field: `fields.${field}` } });
});
