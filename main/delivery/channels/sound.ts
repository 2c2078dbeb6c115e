/** A sound in an open window. The page plays it; where none can, the delivery says so instead of passing for told. */
import { message as words } from "../../../preload/contract/messages/message.ts";
import { ok } from "../../../preload/contract/result.ts";
import { badField, field, valueOf } from "./field-values.ts";
import type { ChannelField, RemoteChannelKind } from "./remote-channel.ts";

export const sounds = ["chime", "bell", "alarm"] as const;

const fields = (): readonly ChannelField[] => [
  field("sound", words("sound.sound"), {
    help: null,
    kind: "choice",
    preset: "chime",
    choices: sounds.map((value) => ({ value, label: words(`sound.${value}`) })),
  }),
  field("volume", words("sound.volume"), {
    help: words("sound.volume-help"),
    kind: "number",
    preset: "80",
    maxLength: 3,
  }),
];

export const sound: RemoteChannelKind = {
  id: "sound",
  get label() {
    return words("sound.label");
  },
  get summary() {
    return words("sound.summary");
  },
  get fields() {
    return fields();
  },
  // Nothing stays of a sound: one that is played again tells nobody anything false.
  abilities: { canReplace: false, dropsRepeats: true, canClear: false, answers: [], repeatsCritical: false },
  // Several that fire at once are one sound.
  limits: [{ messages: 1, withinMs: 2_000 }],
  check(values) {
    const volume = valueOf(values, "volume");
    if (!/^[1-9]\d?$|^100$/.test(volume)) return badField("volume", words("sound.volume-invalid"));
    return sounds.some((known) => known === valueOf(values, "sound"))
      ? ok(null)
      : badField("sound", words("field.missing"));
  },
  secretsOf: () => [],
  open(values, host) {
    const request = { sound: valueOf(values, "sound"), volume: Number(valueOf(values, "volume")) / 100 };
    return {
      async send(message, signal) {
        // A quiet time is one in which this channel has nothing to say.
        if (message.isSilent) return { kind: "accepted", receipt: null };
        const isPlayed = host.playSound !== null && (await host.playSound(request, signal));
        return isPlayed
          ? { kind: "accepted", receipt: null }
          : { kind: "refused", code: "silent", words: words("sound.silent") };
      },
      close: () => undefined,
    };
  },
};
