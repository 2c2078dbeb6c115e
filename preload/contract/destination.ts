/**
 * Where a person is told, and how urgently. Which channels there are is for the app to say (`channels.list`): no type names them,
 * so that one more is no change here. A secret goes in and never comes out: only whether there is one does.
 */
import * as Type from "typebox";
import { nullable } from "./nullable.ts";

/** Of a channel and of a destination alike. The database keeps them with every delivery: one never changes. */
export const destinationIdPattern = "^[a-z][a-z0-9-]{0,31}$";
export const DestinationId = Type.String({ pattern: destinationIdPattern });
export type DestinationId = Type.Static<typeof DestinationId>;
export const ChannelId = Type.String({ pattern: destinationIdPattern });
export type ChannelId = Type.Static<typeof ChannelId>;

/** The app's own two, which are always there and cannot be removed: a notification on this computer, and the history. */
export const ownDestinations = ["desktop", "history"] as const satisfies readonly DestinationId[];

/** What a sound destination can play. */
export const destinationSounds = ["chime", "bell", "alarm"] as const;
export type DestinationSound = (typeof destinationSounds)[number];

export const urgencies = ["normal", "critical"] as const;

/** What an open window plays as one rule fires, in the place of what its settings say. */
export const ruleSounds = ["off", ...destinationSounds] as const;
export type RuleSound = (typeof ruleSounds)[number];

/** So many destinations can one rule name. */
export const maxDestinations = 20;

/** Where a rule is told. `default`: wherever the settings say at that moment. The history is told always, named or not. */
export const Notify = Type.Object(
  {
    to: Type.Union([
      Type.Literal("default"),
      Type.Array(DestinationId, { minItems: 1, maxItems: maxDestinations, uniqueItems: true }),
    ]),
    urgency: Type.Enum([...urgencies]),
    /** Left out: as the window's settings say. */
    sound: Type.Optional(Type.Enum([...ruleSounds])),
  },
  { additionalProperties: false },
);
export type Notify = Type.Static<typeof Notify>;

export const defaultNotify: Notify = { to: "default", urgency: "normal" };

/** One thing that a person enters to set up a destination of a channel. */
export const ChannelField = Type.Object({
  id: Type.String(),
  label: Type.String(),
  help: nullable(Type.String()),
  /** `file`: a program on the app's own computer, chosen there (`destinations.chooseProgram`, `--allow-program`) and by no request alone. */
  kind: Type.Enum(["text", "url", "email", "number", "choice", "flag", "file"]),
  isSecret: Type.Boolean(),
  isRequired: Type.Boolean(),
  /** Most people leave it as it is. */
  isSeldomNeeded: Type.Boolean(),
  /** In force while nothing is entered; text whatever the kind. */
  preset: Type.String(),
  /** Of a `choice`; of a `file`, what the command line allows; else empty. */
  choices: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
  maxLength: Type.Integer(),
});
export type ChannelField = Type.Static<typeof ChannelField>;

/** A channel that destinations can be made of, as it describes itself. */
export const ChannelView = Type.Object({
  id: ChannelId,
  label: Type.String(),
  /** One sentence: what it needs. */
  summary: Type.String(),
  fields: Type.Array(ChannelField),
  abilities: Type.Object({
    canReplace: Type.Boolean(),
    /** A message that is sent twice is shown once. Without it, one that may have arrived is sent again marked as such. */
    dropsRepeats: Type.Boolean(),
    canClear: Type.Boolean(),
    /** What a person can answer there. */
    answers: Type.Array(Type.Enum(["open", "acknowledge", "snooze", "pause"])),
    repeatsCritical: Type.Boolean(),
  }),
});
export type ChannelView = Type.Static<typeof ChannelView>;

const destinationStates = ["ok", "degraded", "unavailable", "off"] as const;

export const Destination = Type.Object({
  id: DestinationId,
  channel: ChannelId,
  /** As the person calls it; of the app's own two, in the language in use. */
  name: Type.String(),
  /** One of the app's own two: it is neither changed nor removed by `destinations.*`. */
  isOwn: Type.Boolean(),
  enabled: Type.Boolean(),
  /** It is told where a rule says `default`. */
  isDefault: Type.Boolean(),
  /** Fields without secrets, presets filled in. */
  fields: Type.Record(Type.String(), Type.String()),
  /** Secret fields that are there. */
  secrets: Type.Array(Type.String()),
  /** Secret fields that have to be entered again: they were entered for another server, or another way to it (port, encryption, authority). */
  secretsToEnterAgain: Type.Array(Type.String()),
  state: Type.Enum([...destinationStates]),
  /** What is wrong, what it means for alerts and what to do; null while all is well. */
  detail: nullable(Type.String()),
  /** Deliveries that wait for it. */
  waiting: Type.Integer(),
  /** Null for the app's own two. */
  createdAt: nullable(Type.String()),
});
export type Destination = Type.Static<typeof Destination>;

const strict = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 60 });
const FieldInput = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 8192 }));

/** Fields that are left out are at their presets. */
export const DestinationInput = Type.Object({ channel: ChannelId, name: Name, fields: FieldInput }, strict);
export type DestinationInput = Type.Static<typeof DestinationInput>;

/** Any part of a destination. A field that is left out stays as it is; an empty secret is forgotten. */
export const DestinationPatch = Type.Object(
  {
    id: DestinationId,
    name: Type.Optional(Name),
    enabled: Type.Optional(Type.Boolean()),
    fields: Type.Optional(FieldInput),
  },
  strict,
);
export type DestinationPatch = Type.Static<typeof DestinationPatch>;

/** How a test message really went: `sent` and `shown` are what the channel answered, `detail` what came back. */
export const DestinationTest = Type.Object({
  state: Type.Enum(["sent", "shown", "failed", "unknown", "skipped"]),
  /** Words for a person; where the service took it without any, its receipt. */
  detail: nullable(Type.String()),
  /** What the service calls the message. */
  receipt: Type.Optional(Type.String()),
});
export type DestinationTest = Type.Static<typeof DestinationTest>;
