/**
 * Everything that crosses the bridge, as one value. Main's handlers and the renderer's API are derived from it, so that
 * a missing or an extra one does not compile. No Electron and no Node here: a window imports this file.
 */
import * as Type from "typebox";
import { call, Id, InstrumentInput, None, strict } from "./call.ts";
import { CandleList, candleRequest } from "./candles.ts";
import {
  ChannelView,
  Destination,
  DestinationId,
  DestinationInput,
  DestinationPatch,
  DestinationTest,
  destinationSounds,
} from "./destination.ts";
import { AlertEvent } from "./event.ts";
import { FeedStatus } from "./feed.ts";
import { Instrument, VenueId } from "./instrument.ts";
import { Quote, TickBatch } from "./market.ts";
import { Reminder } from "./reminder.ts";
import { Rule } from "./rule.ts";
import { ruleCalls } from "./rule-calls.ts";
import { Settings, SettingsPatch } from "./settings.ts";
import { FoundInstrument } from "./listed-instrument.ts";
import { AppInfo } from "./app-info.ts";
import { nullable } from "./nullable.ts";
import { VenuePatch, VenueView } from "./venue-settings.ts";

/** The same, or under the name that it has in a rule, a quote and an event. */
const InstrumentRequest = Type.Union([InstrumentInput, Type.Object({ instrument: InstrumentInput }, strict)]);

const TestOutcome = Type.Object({
  state: Type.Enum(["shown", "failed", "unknown", "skipped"]),
  detail: nullable(Type.String()),
});
export type TestOutcome = Type.Static<typeof TestOutcome>;

const Backup = Type.Object({ name: Type.String(), at: Type.String(), bytes: Type.Integer(), rules: Type.Integer() });
export type Backup = Type.Static<typeof Backup>;

/** Calls, by group. */
export const calls = {
  rules: ruleCalls,
  history: {
    /** Newest first; `beforeSeq` pages on. */
    list: call(
      Type.Object(
        {
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
          beforeSeq: Type.Optional(Type.Integer()),
          ruleId: Type.Optional(Type.String()),
        },
        strict,
      ),
      Type.Array(AlertEvent),
    ),
    get: call(Id, AlertEvent),
    /** Marks everything up to and including `seq` as read. */
    markRead: call(Type.Object({ uptoSeq: Type.Integer() }, strict), Type.Object({ unread: Type.Integer() })),
    /** A person has seen this event: repeating ends, and other destinations clear it where they can. Twice is harmless. */
    acknowledge: call(Id, AlertEvent),
  },
  /** Every critical alert that nobody has acknowledged, oldest first. */
  reminders: { list: call(None, Type.Array(Reminder)) },
  market: {
    snapshot: call(None, Type.Array(Quote)),
    watch: call(InstrumentRequest, Quote),
    unwatch: call(InstrumentRequest, None),
    /** The order of the watchlist, all keys. */
    reorder: call(Type.Object({ keys: Type.Array(Type.String()) }, strict), None),
    /** The one instrument in focus: its ticks come up to once a frame. Null: none. */
    focus: call(Type.Object({ instrument: nullable(Instrument) }, strict), None),
    /** Instruments of the venues that are on, by symbol, base, name or alias, best first; answered from the lists that are here. */
    search: call(
      Type.Object(
        { text: Type.String({ maxLength: 100 }), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) },
        strict,
      ),
      Type.Array(FoundInstrument),
    ),
    /** At most 2,000 candles of an instrument on a venue that is on; the one of now is last where the span reaches it. */
    candles: call(Type.Object({ instrument: InstrumentInput, ...candleRequest }, strict), CandleList),
  },
  feed: {
    status: call(None, FeedStatus),
    /** Drops the connection of one venue, or of all that are on, and dials at once. */
    reconnect: call(Type.Object({ venue: Type.Optional(VenueId) }, strict), None),
  },
  settings: {
    get: call(None, Settings),
    set: call(SettingsPatch, Settings),
  },
  venues: {
    /** Every venue that there is, in the order in which they are offered. */
    list: call(None, Type.Array(VenueView)),
    /** Any part of what is set of one venue; where one part is refused, nothing changes. */
    set: call(VenuePatch, VenueView),
  },
  channels: {
    /** Those that destinations can be made of, in the order in which they are offered. */
    list: call(None, Type.Array(ChannelView)),
  },
  destinations: {
    /** The app's own two first, then in the order in which they were made. */
    list: call(None, Type.Array(Destination)),
    create: call(DestinationInput, Destination),
    update: call(DestinationPatch, Destination),
    /** What waits for it is given up. Rules that named it alone are told on the desktop from then on. */
    remove: call(Type.Object({ id: DestinationId }, strict), None),
    /** Sends a test message by the very same way as an alert, and says what came back. */
    test: call(Type.Object({ id: DestinationId }, strict), DestinationTest),
    /** Asks the person at the app's own computer for a program, in a box of the system's; null: they chose none. The desktop app alone. */
    chooseProgram: call(None, Type.Object({ command: nullable(Type.String()) })),
  },
  sounds: {
    /** A page says whether it may play sounds at the moment; until it is gone or says otherwise, sounds go there. */
    pageReady: call(Type.Object({ canPlay: Type.Boolean() }, strict), None),
    /** What came of `sounds.play` on this page. */
    played: call(Type.Object({ id: Type.String({ maxLength: 64 }), isPlayed: Type.Boolean() }, strict), None),
  },
  deadManSwitch: {
    /**
     * Where the service is pinged; empty: nowhere. `apiKey`: a read-write key of healthchecks.io, with which the check is paused at an
     * end on purpose; left out: none. Both are kept as API keys are, and are in no answer.
     */
    setAddress: call(
      Type.Object(
        { address: Type.String({ maxLength: 2048 }), apiKey: Type.Optional(Type.String({ maxLength: 200 })) },
        strict,
      ),
      None,
    ),
    /** Sends what would be sent now, and says what came back. */
    test: call(Type.Object({ what: Type.Enum(["ping", "stopped-message"]) }, strict), DestinationTest),
  },
  notifications: {
    /** Sends a test notification through the desktop channel and says how it really went. */
    test: call(None, TestOutcome),
  },
  store: {
    backups: call(None, Type.Array(Backup)),
    /** Keeps the present file aside and goes on with that backup. */
    restore: call(Type.Object({ name: Type.String() }, strict), None),
  },
  app: {
    info: call(None, AppInfo),
  },
} as const;

/** Pushes, by group: changes that main tells every window. */
export const pushes = {
  market: { ticks: TickBatch, watchlist: Type.Array(Quote) },
  rules: { changed: Rule, removed: Id },
  history: { changed: AlertEvent },
  /** All of them, after one was told again, acknowledged or added. */
  reminders: { changed: Type.Array(Reminder) },
  feed: { changed: FeedStatus },
  settings: { changed: Settings },
  /** Every venue, after one of them was set. */
  venues: { changed: Type.Array(VenueView) },
  /** Every destination, after one was made, changed or removed, or is in another state. */
  destinations: { changed: Type.Array(Destination) },
  /** To one page: play this now and say how that went. `volume`: 0 to 1. */
  sounds: { play: Type.Object({ id: Type.String(), sound: Type.Enum([...destinationSounds]), volume: Type.Number() }) },
  app: {
    changed: AppInfo,
    openEvent: Type.Object({ eventId: nullable(Type.String()), ruleId: nullable(Type.String()) }),
  },
} as const;

export type Calls = typeof calls;
export type Pushes = typeof pushes;
type Groups<T> = { [G in keyof T & string]: { [N in keyof T[G] & string]: `${G}.${N}` }[keyof T[G] & string] }[keyof T &
  string];
/** `rules.create`, `market.snapshot` ... */
export type CallName = Groups<Calls>;
/** `market.ticks`, `rules.changed` ... */
export type PushName = Groups<Pushes>;

type Entry<T, Name extends string> = Name extends `${infer G}.${infer N}`
  ? G extends keyof T
    ? N extends keyof T[G]
      ? T[G][N]
      : never
    : never
  : never;
export type CallInput<Name extends CallName> =
  Entry<Calls, Name> extends { input: infer I extends Type.TSchema } ? Type.Static<I> : never;
export type CallOutput<Name extends CallName> =
  Entry<Calls, Name> extends { output: infer O extends Type.TSchema } ? Type.Static<O> : never;
export type PushValue<Name extends PushName> =
  Entry<Pushes, Name> extends infer P extends Type.TSchema ? Type.Static<P> : never;

const namesOf = (groups: Record<string, Record<string, unknown>>): string[] =>
  Object.entries(groups).flatMap(([group, entries]) => Object.keys(entries).map((name) => `${group}.${name}`));
export const callNames = namesOf(calls) as readonly CallName[];
export const pushNames = namesOf(pushes) as readonly PushName[];
