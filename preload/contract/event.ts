/** What happened, kept forever: an event outlives its rule. Shapes follow the alerts' truth table. */
import * as Type from "typebox";
import { Instrument, VenueId } from "./instrument.ts";
import { Decimal, RuleSpec } from "./rule.ts";
import { DestinationId } from "./destination.ts";
import { nullable } from "./nullable.ts";

export const EventTick = Type.Object({
  price: Decimal,
  /** Exchange time, ISO; the time of receipt where the venue gave none, or one after the decision by our clock. */
  at: Type.String(),
  tradeId: nullable(Type.String()),
});
export type EventTick = Type.Static<typeof EventTick>;

/**
 * The least or greatest price that a move was measured from. `at` and `tradeId` as of a tick; null where only its price is
 * known, because it is from before a restart or from a candle.
 */
export const MeasuredFrom = Type.Object({
  price: Decimal,
  at: nullable(Type.String()),
  tradeId: nullable(Type.String()),
});
export type MeasuredFrom = Type.Static<typeof MeasuredFrom>;

/** `from` and `to` are the same where it is not known when it began. */
export const Gap = Type.Object({ from: Type.String(), to: Type.String() });
export type Gap = Type.Static<typeof Gap>;

/**
 * `sent`: the service took it. `shown`: a person's device shows it, where that can be known. `acknowledged`: a person answered
 * there. `unknown`: it may have been taken. `failed` and `skipped` are over, and say why.
 */
export const deliveryStates = [
  "pending",
  "sending",
  "sent",
  "shown",
  "acknowledged",
  "failed",
  "unknown",
  "skipped",
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** What was told: what happened, that a blind time is over, or that nobody has acknowledged a critical alert. */
export const deliveryOccasions = ["event", "over", "escalation"] as const;
export type DeliveryOccasion = (typeof deliveryOccasions)[number];

export const Delivery = Type.Object({
  /** Perhaps of one that is there no more. */
  destination: DestinationId,
  /** As the person called it when this was made; null for the app's own two, which are called in the language in use. */
  name: nullable(Type.String()),
  occasion: Type.Enum([...deliveryOccasions]),
  /** The how many-th time it is told there: 1 at first, more where a critical alert is told again until it is acknowledged. */
  nth: Type.Integer({ minimum: 1 }),
  state: Type.Enum([...deliveryStates]),
  at: Type.String(),
  /** Why it waits, failed or was skipped. */
  error: nullable(Type.String()),
  /** What the service called the message that it took; null where it said nothing. */
  receipt: nullable(Type.String()),
  /** It may have been taken before, and was sent once more, marked as such in its text. */
  isAgain: Type.Boolean(),
  /** It waits for the end of the quiet hours; the state of the feeds says when that is. Left out: it does not. */
  isKept: Type.Optional(Type.Boolean()),
  /** When the quiet hours ended that had kept it back, ISO; left out where none had. */
  keptUntil: Type.Optional(Type.String()),
});
export type Delivery = Type.Static<typeof Delivery>;

export const blindReasons = ["disconnected", "not-running", "asleep", "key-refused", "venue-silent"] as const;
export type BlindReason = (typeof blindReasons)[number];

/** Where an event was acknowledged. */
export const AcknowledgedBy = Type.Object({
  /** Null: in the window, or by a script. */
  destination: nullable(DestinationId),
  /** The destination's name at that time; null for the desktop, and for the window. */
  name: nullable(Type.String()),
  /** Who it was, as the service names them; null where it does not. */
  person: nullable(Type.String()),
});
export type AcknowledgedBy = Type.Static<typeof AcknowledgedBy>;

export const AlertEvent = Type.Object({
  id: Type.String(),
  /** Grows with every event; newest first means descending. */
  seq: Type.Integer(),
  kind: Type.Enum(["fired", "expired", "blind"]),
  /** Null for `blind`: that one is about a venue or the app, not a rule. */
  ruleId: nullable(Type.String()),
  generation: nullable(Type.Integer()),
  rule: nullable(RuleSpec),
  instrument: nullable(Instrument),
  previous: nullable(EventTick),
  tick: nullable(EventTick),
  /** What proves a move: with `tick`, how far the price went. Left out for kinds that measure from nothing, and by older versions. */
  measuredFrom: Type.Optional(MeasuredFrom),
  receivedAt: nullable(Type.String()),
  decidedAt: Type.String(),
  decisionMicros: nullable(Type.Number()),
  gap: nullable(Gap),
  /** For `blind`: from, to (null while it lasts), why, and which venue; without one, the whole app. */
  blind: nullable(
    Type.Object({
      from: Type.String(),
      to: nullable(Type.String()),
      because: Type.Enum([...blindReasons]),
      venue: Type.Optional(VenueId),
    }),
  ),
  deliveries: Type.Array(Delivery),
  readAt: nullable(Type.String()),
  /** When a person first said that they have seen it; null while nobody has. */
  acknowledgedAt: nullable(Type.String()),
  acknowledgedBy: nullable(AcknowledgedBy),
  /** True while that is in memory alone, because the database cannot be written: a restart would take it back. */
  acknowledgementUnsaved: Type.Optional(Type.Boolean()),
  /**
   * True while it is in memory alone, because the database cannot be written. Its `seq` is then a temporary one, after all
   * others; once it is written the same id comes again, without this and with the `seq` that it keeps.
   */
  unsaved: Type.Optional(Type.Boolean()),
});
export type AlertEvent = Type.Static<typeof AlertEvent>;
