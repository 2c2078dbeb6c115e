/**
 * Who tells a person that the app itself is dead: a service outside, which is told again and again that all is well. A ping goes to an
 * address; the message that it has stopped waits at the person's ntfy server and is put off each time.
 */
import * as Type from "typebox";
import { DestinationId } from "./destination.ts";
import { nullable } from "./nullable.ts";

/** How a service is pinged; `main/app/dead-man-switch/ping-forms.ts` says what each can be told. */
export const pingForms = ["healthchecks", "uptime-kuma", "plain"] as const;
export type PingForm = (typeof pingForms)[number];

/** What became of what was sent. */
const sent = {
  /** When a sign that all is well was taken last, in this run. */
  lastBeatAt: nullable(Type.String()),
  /** Why the last attempt was not taken, or why there is none; null: it was taken, or there was none yet. */
  trouble: nullable(Type.String()),
};

export const DeadManSwitch = Type.Object({
  ping: Type.Object({
    /** There is an address. */
    isOn: Type.Boolean(),
    /** Of the address, which is a secret: its host and port; null where there is none. */
    host: nullable(Type.String()),
    /** In force; null where there is no address. */
    form: nullable(Type.Enum([...pingForms])),
    /** The address is in force until the app ends and could not be kept. */
    isForgotten: Type.Boolean(),
    /** The service is told to expect nothing when the app ends on purpose. */
    pausesAtEnd: Type.Boolean(),
    ...sent,
  }),
  stoppedMessage: Type.Object({
    /** A destination is chosen for it. */
    isOn: Type.Boolean(),
    /** When the service would deliver it if nothing more came from here; null: none waits there. */
    dueAt: nullable(Type.String()),
    ...sent,
  }),
});
export type DeadManSwitch = Type.Static<typeof DeadManSwitch>;

export const noDeadManSwitch: DeadManSwitch = {
  ping: {
    isOn: false,
    host: null,
    form: null,
    isForgotten: false,
    pausesAtEnd: false,
    lastBeatAt: null,
    trouble: null,
  },
  stoppedMessage: { isOn: false, dueAt: null, lastBeatAt: null, trouble: null },
};

/** Settings of it that are no secret. */
export const deadManSwitchSettings = {
  /** How often the service is pinged. Milliseconds. */
  pingPeriodMs: Type.Integer({ minimum: 10_000, maximum: 3_600_000 }),
  /** `auto`: as the address looks. */
  pingForm: Type.Enum(["auto", ...pingForms]),
  /** The ntfy destination at which the message waits that Pricebell has stopped; null: none. */
  stoppedMessageAt: nullable(DestinationId),
};
