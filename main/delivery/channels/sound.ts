/**
 * A sound in an open window. The page plays it and says so; while none can, what is to be heard waits, and the destination counts as
 * out of reach, so that the desktop is told meanwhile.
 */
import { message as words } from "../../../preload/contract/messages/message.ts";
import { destinationSounds, type DestinationSound } from "../../../preload/contract/destination.ts";
import { ok } from "../../../preload/contract/result.ts";
import { badField, field, valueOf } from "./field-values.ts";
import type { ChannelField, FieldValues, RemoteChannelKind, SendOutcome, SoundOutcome } from "./remote-channel.ts";

const fields = (): readonly ChannelField[] => [
  field("sound", words("sound.sound"), {
    help: null,
    kind: "choice",
    preset: "chime",
    choices: destinationSounds.map((value) => ({ value, label: words(`sound.${value}`) })),
  }),
  field("volume", words("sound.volume"), {
    help: words("sound.volume-help"),
    kind: "number",
    preset: "80",
    maxLength: 3,
  }),
];

const soundOf = (values: FieldValues): DestinationSound | undefined =>
  destinationSounds.find((known) => known === valueOf(values, "sound"));

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
    return soundOf(values) !== undefined ? ok(null) : badField("sound", words("field.missing"));
  },
  secretsOf: () => [],
  open(values, host) {
    // What was checked; a row that was written otherwise is refused before it is opened.
    const request = { sound: soundOf(values) ?? "chime", volume: Number(valueOf(values, "volume")) / 100 };
    return {
      async send(message, signal) {
        // A quiet time is one in which this channel has nothing to say.
        if (message.isSilent) return { kind: "accepted", receipt: null };
        return outcomeOf(await host.sounds.play(request, signal));
      },
      reachability: {
        obstacle() {
          const state = host.sounds.state();
          return state === "ready" ? null : words(`sound.${state}`);
        },
        onChanged: (listener) => host.sounds.onChanged(listener),
      },
      close: () => undefined,
    };
  },
};

function outcomeOf(played: SoundOutcome): SendOutcome {
  switch (played) {
    case "played":
      return { kind: "accepted", receipt: null, note: words("sound.played") };
    case "no-answer":
      return { kind: "unknown", code: played, words: words("sound.no-answer") };
    default:
      return { kind: "later", code: played, words: words(`sound.${played}`), afterMs: null };
  }
}
