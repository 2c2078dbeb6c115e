/** What a host gives the app, and what it gets: everything a window, a tray or a script can see and do. Types alone. */
import type { Backup, CallInput, TestOutcome } from "../../preload/contract/contract.ts";
import type { AppInfo } from "../../preload/contract/app-info.ts";
import type { FeedStatus } from "../../preload/contract/feed.ts";
import type { FurtherKind } from "../../preload/contract/further-kinds.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { FoundInstrument } from "../../preload/contract/listed-instrument.ts";
import type { Result } from "../../preload/contract/result.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import type { Clock } from "../lib/clock.ts";
import type { Channel } from "../delivery/channel.ts";
import type { ChannelDescription } from "../delivery/channels/channel-description.ts";
import type { RemoteChannelKind } from "../delivery/channels/remote-channel.ts";
import type { Redactor } from "../lib/redaction.ts";
import type { VenueKind } from "../market/venues/venue.ts";
import type { StoreError } from "../store/store-interface.ts";
import type { AppSignals } from "./app-signals.ts";
import type { CandleService } from "./candle-service.ts";
import type { DeadManSwitchService } from "./dead-man-switch/dead-man-switch.ts";
import type { ProgramDialogs } from "./destinations/allowed-programs.ts";
import type { DestinationService } from "./destinations/destination-service.ts";
import type { SecretStores } from "./destinations/destination-secrets.ts";
import type { DryRunService } from "./dry-run/dry-run-service.ts";
import type { HistoryService } from "./history-service.ts";
import type { MarketService } from "./market-service.ts";
import type { RuleService } from "./rule-service.ts";
import type { RunningReminders } from "./wire-reminders.ts";
import type { SettingsService } from "./settings-service.ts";
import type { WindowSounds } from "./window-sounds.ts";
import type { FixedVenues } from "./venues/venue-config.ts";
import type { ApiKeyStores } from "./venues/venue-keys.ts";
import type { ConfirmKeyAddresses, VenueSettings } from "./venues/venue-settings.ts";

export interface AppOptions {
  readonly version: string;
  readonly host: "headless" | "electron";
  readonly dataDir: string;
  readonly clock: Clock;
  /** Where the key of each venue is kept that takes one. */
  readonly apiKeyStores: ApiKeyStores;
  /** Where a person can be asked whether a key goes to other addresses than those it was entered for. */
  readonly confirmKeyAddresses?: ConfirmKeyAddresses;
  /** Learns every key of this run; the host's own log and output use the same one. */
  readonly redactor: Redactor;
  /** This host's way to notifications; the `desktop` channel is made of it. */
  readonly desktop: Channel;
  /** The channels that alerts are delivered on; the app's own list by default. */
  readonly channels?: readonly ChannelDescription[];
  /** The channels that destinations can be made of; the app's own list by default. */
  readonly remoteChannels?: readonly RemoteChannelKind[];
  /** Where the secrets of destinations are kept; files in the data folder that nobody else may read by default. */
  readonly secretStores?: SecretStores;
  /** Commands that destinations may start, as a person wrote them at this computer; none by default. */
  readonly allowedPrograms?: readonly string[];
  /** Where a person at this computer can be asked which program a destination may start; by default there is nobody. */
  readonly programDialogs?: ProgramDialogs | null;
  /** An address that is pinged in this run, whatever is kept; none by default. */
  readonly pingAddress?: string | null;
  /** Kinds of condition beside those of the table; none by default. Known to the whole process from then on. */
  readonly conditionKinds?: readonly FurtherKind[];
  /** The languages that the system wants, BCP 47 or POSIX, the most wanted first; none: English, unless the settings say another. */
  readonly systemLanguages?: readonly string[];
  /** The language of this run, whatever the settings say. */
  readonly language?: Settings["language"];
  /** What the command line says of venues; it wins over what is stored. */
  readonly fixedVenues?: FixedVenues;
  /** Put on the watchlist at the start: `VENUE:SYMBOL`, or `SYMBOL` of the first venue that is on. */
  readonly symbols?: readonly string[];
  /** Every venue that there is; the app's own list unless given. */
  readonly venues?: readonly VenueKind[];
}

export interface App extends AppSignals {
  readonly rules: RuleService;
  readonly market: MarketService;
  readonly history: HistoryService;
  /** Critical alerts that nobody has acknowledged. */
  readonly reminders: Pick<RunningReminders, "changed" | "views">;
  readonly settings: SettingsService;
  readonly destinations: DestinationService;
  readonly windowSounds: Pick<WindowSounds, "asked" | "pageSays" | "pagePlayed" | "pageGone">;
  readonly venueSettings: VenueSettings;
  readonly deadManSwitch: Pick<DeadManSwitchService, "setAddress" | "test">;
  /** Every venue that there is, with its settings and its health, in the order in which they are offered. */
  venues(): VenueView[];
  /** The venue that is meant where none is named; null: several are on, so that one has to be. */
  onlyVenue(): VenueId | null;
  /** Instruments of the venues that are on, best first. */
  search(query: CallInput<"market.search">): FoundInstrument[];
  readonly dryRuns: Pick<DryRunService, "ask">;
  readonly candles: Pick<CandleService, "read" | "days">;
  /** The symbol that a venue's list has for what was written: `BTCUSDT`, `btc/usdt`. */
  resolveSymbol(venue: VenueId, written: string): string;
  feedStatus(): FeedStatus;
  info(): AppInfo;
  testNotification(): Promise<Result<TestOutcome>>;
  backups(): Backup[];
  restore(name: string): Promise<Result<Record<string, never>>>;
  /** The computer woke up: what looks alive may be dead. */
  wake(): void;
  stop(): Promise<void>;
}

export type StartResult =
  | { readonly ok: true; readonly value: App }
  | { readonly ok: false; readonly error: StoreError };
