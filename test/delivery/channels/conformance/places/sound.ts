import { sound } from "../../../../../main/delivery/channels/sound.ts";
import type { SoundPlayer } from "../../../../../main/delivery/channels/remote-channel.ts";
import type { Place } from "../place.ts";
import { hostWith } from "../subject.ts";

/** A window that plays whatever it is asked for. */
export const soundPlace: Place = {
  name: "sound",
  longest: null,
  start() {
    const heard: string[] = [];
    const sounds: SoundPlayer = {
      state: () => "ready",
      onChanged: () => () => undefined,
      play(request) {
        heard.push(request.sound);
        return Promise.resolve("played");
      },
    };
    return Promise.resolve({
      setup: { kind: sound, values: Object.fromEntries(sound.fields.map(({ id, preset }) => [id, preset])) },
      origin: "",
      host: (clock) => ({ ...hostWith(clock), sounds }),
      asked: () => heard.length,
      shown: () => heard,
      pings: () => 0,
      hear: () => void heard.push("chime"),
      stop: () => Promise.resolve(),
    });
  },
};
