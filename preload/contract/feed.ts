/** What is known of the feed's health. The tray, the window and a script read the same value. */
import * as Type from "typebox";
import { DeadManSwitch } from "./dead-man-switch.ts";
import { AppHealth } from "./health.ts";
import { VenueId } from "./instrument.ts";
import { Decimal } from "./rule.ts";
import { nullable } from "./nullable.ts";

/** Subscription: what became of what we asked the venue for. */
const subscriptionStates = ["requested", "live", "rejected", "silent"] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** Health: whether an alert on this instrument could fire now. */
export const healthStates = ["waiting", "live", "quiet", "stale", "disconnected", "key-refused", "rejected"] as const;
export type HealthState = (typeof healthStates)[number];

export const connectionStates = ["idle", "connecting", "live", "reconnecting", "key-missing", "key-refused"] as const;
export type ConnectionState = (typeof connectionStates)[number];

/** A price more than 20 percent away from the last one of its source; `at` is when it came, ISO. */
export const LonePrice = Type.Object({ source: Type.Enum(["last", "bid", "ask"]), price: Decimal, at: Type.String() });
export type LonePrice = Type.Static<typeof LonePrice>;

export const InstrumentHealth = Type.Object({
  symbol: Type.String(),
  subscription: Type.Enum([...subscriptionStates]),
  health: Type.Enum([...healthStates]),
  lastTickAt: nullable(Type.String()),
  /** Why it was rejected, or since when it is out, in words. */
  detail: nullable(Type.String()),
  /**
   * Prices arrive and none counts, because their trade ids are not above one seen before: since when, and how many. Null where
   * prices count.
   */
  dropping: nullable(Type.Object({ since: Type.String(), prices: Type.Integer() })),
  /** Lone absurd prices that wait for a second one like them; alerts do not see them yet. Empty where none waits. */
  heldBack: Type.Array(LonePrice),
  /** The lone absurd price that was dropped last, because none like it followed; null where none was. */
  dropped: nullable(LonePrice),
});
export type InstrumentHealth = Type.Static<typeof InstrumentHealth>;

export const VenueStatus = Type.Object({
  venue: VenueId,
  /** True on the embedded exchange: the window says "Demo data". */
  demo: Type.Boolean(),
  state: Type.Enum([...connectionStates]),
  /** When `state` was entered. */
  since: Type.String(),
  /** Last accepted frame before the feed was lost; null while live. */
  blindSince: nullable(Type.String()),
  attempt: Type.Integer(),
  nextDialAt: nullable(Type.String()),
  lastFrameAt: nullable(Type.String()),
  lastError: nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  /** Address without any key in it. */
  url: Type.String(),
  heartbeatIntervalMs: nullable(Type.Number()),
  watchdogMs: Type.Number(),
  counts: Type.Object({
    frames: Type.Integer(),
    ticks: Type.Integer(),
    /** Rejected frames by reason, e.g. `price-empty`, `frame-too-large`, `json-invalid`. */
    rejected: Type.Record(Type.String(), Type.Integer()),
    /** Frames of a kind we do not know, e.g. acknowledgements. */
    ignored: Type.Optional(Type.Integer()),
    late: Type.Integer(),
    duplicate: Type.Integer(),
    /** Lone absurd prints held back, and of those the ones dropped. */
    heldBack: Type.Integer(),
    absurd: Type.Integer(),
    dials: Type.Integer(),
  }),
  instruments: Type.Array(InstrumentHealth),
});
export type VenueStatus = Type.Static<typeof VenueStatus>;

export const FeedStatus = Type.Object({
  /** The worst of it in one word, for the top bar and the tray. `idle`: nothing is watched. */
  summary: Type.Enum(["live", "connecting", "reconnecting", "blind", "key-missing", "key-refused", "idle"]),
  venues: Type.Array(VenueStatus),
  /** Whether the app does its job: watches, decides, writes, tells. */
  health: AppHealth,
  /** What a service outside is told of that, and whether it takes it. */
  deadManSwitch: DeadManSwitch,
  /** Whether what is decided can be remembered. */
  store: Type.Object({
    state: Type.Enum(["ok", "failing"]),
    /** What is wrong with the database; while it is `ok`, why no backup of it could be made. */
    message: nullable(Type.String()),
    /** What of it could not be read and is left out, in words; not there where all could. */
    damagedRows: Type.Optional(Type.String()),
  }),
  channels: Type.Array(
    Type.Object({
      channel: Type.String(),
      /** Its name as a person reads it. */
      label: Type.String(),
      /** It is the app's own record: as well as the database is, whose state says so itself. */
      isRecord: Type.Boolean(),
      state: Type.Enum(["ok", "degraded", "unavailable", "off"]),
      detail: nullable(Type.String()),
    }),
  ),
});
export type FeedStatus = Type.Static<typeof FeedStatus>;
