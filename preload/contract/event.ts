/** What happened, kept forever: an event outlives its rule. Shapes follow the alerts' truth table. */
import Type from "typebox";
import { Instrument, VenueId } from "./instrument.ts";
import { Decimal, RuleSpec } from "./rule.ts";
import { nullable } from "./nullable.ts";

export const EventTick = Type.Object({
  price: Decimal,
  /** Exchange time, ISO; the time of receipt where the venue gave none, or one after the decision by our clock. */
  at: Type.String(),
  tradeId: nullable(Type.String()),
});
export type EventTick = Type.Static<typeof EventTick>;

/** `from` and `to` are the same where it is not known when it began. */
export const Gap = Type.Object({ from: Type.String(), to: Type.String() });
export type Gap = Type.Static<typeof Gap>;

export const deliveryStates = ["pending", "sending", "shown", "failed", "unknown", "skipped"] as const;
export type DeliveryState = (typeof deliveryStates)[number];
/** Not an enumeration: a channel is added by its own file, and events of one that is gone must still be read. */
export const channelIdPattern = "^[a-z][a-z0-9-]{0,31}$";
export const ChannelId = Type.String({ pattern: channelIdPattern });
export type ChannelId = Type.Static<typeof ChannelId>;

export const Delivery = Type.Object({
  channel: ChannelId,
  state: Type.Enum([...deliveryStates]),
  at: Type.String(),
  /** Why it failed or was skipped. */
  error: nullable(Type.String()),
});
export type Delivery = Type.Static<typeof Delivery>;

export const blindReasons = ["disconnected", "not-running", "asleep", "key-refused", "venue-silent"] as const;
export type BlindReason = (typeof blindReasons)[number];

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
  /**
   * True while it is in memory alone, because the database cannot be written. Its `seq` is then a temporary one, after all
   * others; once it is written the same id comes again, without this and with the `seq` that it keeps.
   */
  unsaved: Type.Optional(Type.Boolean()),
});
export type AlertEvent = Type.Static<typeof AlertEvent>;
