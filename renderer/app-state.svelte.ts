/** The whole window's state: one class a domain, and what is looked at. Main owns the truth; this is a view of it. */
import { createContext } from "svelte";
import type { Api } from "../preload/api.ts";
import type { AppInfo } from "../preload/contract/app-info.ts";
import type { AlertEvent } from "../preload/contract/event.ts";
import { instrumentKey, type Instrument, type VenueId } from "../preload/contract/instrument.ts";
import { message } from "../preload/contract/messages/message.ts";
import { languageFor, type LanguageInUse } from "../preload/contract/messages/language.ts";
import type { Failure, Result } from "../preload/contract/result.ts";
import type { Rule } from "../preload/contract/rule.ts";
import { eventBody, eventTitle } from "../preload/contract/text/event.ts";
import type { TextOptions } from "../preload/contract/text/options.ts";
import type { VenueDescription } from "../preload/contract/venue.ts";
import type { AlertTable } from "./alerts/alert-table.svelte.ts";
import { tableOfAlerts } from "./alerts/table-of-alerts.ts";
import { RuleList } from "./alerts/rules.svelte.ts";
import type { Composer } from "./composer/composer.svelte.ts";
import { composerOfWindow } from "./composer/composer-of-window.ts";
import { DryRunState } from "./composer/dry-run.svelte.ts";
import { whyNotWatched } from "./composer/watching.ts";
import { Feed, type HostState } from "./feed/feed.svelte.ts";
import { announceFire } from "./fire/announce-fire.ts";
import { BrowserNotifications } from "./fire/browser-notifications.svelte.ts";
import { FireSound } from "./fire/fire-sound.svelte.ts";
import { Fires } from "./fire/fires.svelte.ts";
import { History } from "./history/history.svelte.ts";
import { Announcements } from "./lib/announcements.svelte.ts";
import { Clock } from "./lib/clock.svelte.ts";
import { later } from "./lib/later.ts";
import { KnownDestinations } from "./settings/known-destinations.svelte.ts";
import { SettingsState } from "./settings/settings.svelte.ts";
import { VenueList } from "./settings/venues.svelte.ts";
import { QuoteTable, type QuoteCell } from "./watchlist/quotes.svelte.ts";
import { removeFromWatchlist } from "./watchlist/remove-instrument.ts";
import { Watchlist } from "./watchlist/watchlist.svelte.ts";

/** Narrow windows show one of these at a time. */
export type Pane = "prices" | "instrument" | "alerts" | "history";

/** Something just taken away, while it can be brought back. */
export interface Removed {
  readonly words: string;
  readonly undo: () => Promise<unknown>;
}

export class AppState {
  readonly api: Api;
  readonly clock: Clock;
  readonly quotes = new QuoteTable();
  readonly rules = new RuleList();
  readonly feed: Feed;
  readonly settings: SettingsState;
  readonly venues: VenueList;
  readonly history: History;
  readonly watchlist: Watchlist;
  readonly composer: Composer;
  readonly dryRun: DryRunState;
  readonly alertTable: AlertTable;
  readonly destinations = new KnownDestinations();
  readonly fireSound = new FireSound();
  readonly browserNotifications = new BrowserNotifications();
  readonly fires = new Fires((act, delayMs) => void setTimeout(act, delayMs));

  info = $state.raw<AppInfo | null>(null);
  /** `loading` until the first snapshot is whole. */
  phase = $state<"loading" | "ready" | "failed">("loading");
  loadFailure = $state.raw<Failure | null>(null);
  view = $state<"main" | "settings">("main");
  pane = $state<Pane>("prices");
  side = $state<"alerts" | "history">("alerts");
  paletteOpen = $state(false);
  keysOpen = $state(false);
  /** On a phone the composer is a sheet over the chart: whether it is pulled up. */
  composerOpen = $state(false);
  #wanted = $state<"entry" | "value" | null>(null);
  /** The alert under the pointer or the keyboard's cursor, in the table or in the chart: the other one shows it too. */
  hoveredRuleId = $state<string | null>(null);
  selectedKey = $state<string | null>(null);
  /** What went wrong with something just asked for; shown until it is put away. */
  failure = $state.raw<Failure | null>(null);
  readonly announcements = new Announcements();
  removed = $state.raw<Removed | null>(null);

  /** As main has it, so that notifications and the window agree; until it has said, the browser's. */
  readonly language: LanguageInUse = $derived.by(() => {
    if (this.info === null) return languageFor("system", navigator.languages);
    const { inUse, locale } = this.info.language;
    return { language: inUse, locale: locale ?? undefined };
  });
  /** The system's own preference, where the theme follows it. */
  prefersDark = $state(false);
  /** Differs whenever colours do: a canvas that was drawn with the old ones is drawn again. */
  readonly palette = $derived.by(() => {
    const { theme = "system", colours = "" } = this.settings.view ?? {};
    return `${theme === "system" ? (this.prefersDark ? "dark" : "light") : theme} ${colours}`;
  });
  #awaitedKey: string | null = null;

  readonly selected: QuoteCell | null = $derived.by(() =>
    this.selectedKey === null ? null : (this.quotes.cell(this.selectedKey) ?? null),
  );

  constructor(api: Api, clock = new Clock()) {
    this.api = api;
    this.clock = clock;
    const report = (failure: Failure): void => this.report(failure);
    this.feed = new Feed({ nowMs: () => clock.nowMs, info: () => this.info, venues: () => this.venues.views });
    this.settings = new SettingsState(api);
    this.venues = new VenueList(api);
    this.history = new History({
      api,
      report,
      announce: (event) => this.announce(event),
      textOf: (event) => `${eventTitle(event, this.words)} ${eventBody(event, this.words)}`,
      nowMs: () => clock.nowMs,
    });
    this.watchlist = new Watchlist({
      api,
      quotes: this.quotes,
      armedOn: (key) => this.rules.armed.get(key) ?? 0,
      settings: () => this.settings.view,
      report,
    });
    this.dryRun = new DryRunState({ api, later, nowMs: () => performance.now() });
    this.composer = composerOfWindow(this);
    this.alertTable = tableOfAlerts(this);
  }

  /** The part of the composer that takes the focus as soon as it is there: the one-line entry, or the first value. */
  get wanted(): "entry" | "value" | null {
    return this.#wanted;
  }
  set wanted(part: "entry" | "value" | null) {
    if (part !== null) this.composerOpen = true;
    this.#wanted = part;
  }

  /** Options for every sentence about a moment. */
  get words(): TextOptions & { now: number } {
    return { now: this.clock.nowMs, venueName: (id) => this.venue(id)?.nameInText };
  }

  /** The price now of an instrument, null where there is none, and the decimals that its venue uses. */
  marketOf(instrument: Instrument): { readonly price: string | null; readonly decimals: number } {
    const cell = this.quotes.cell(instrumentKey(instrument));
    return { price: cell?.price.last ?? null, decimals: Math.min(cell?.decimals ?? 2, 20) };
  }

  /** Why nothing of this instrument is seen now, as part of a sentence; null where it is watched. */
  whyNotWatched(instrument: Instrument): string | null {
    return whyNotWatched({
      instrument,
      status: this.feed.status,
      isHostConnected: this.feed.host === "connected",
      venueName: this.venueLabel(instrument.venue),
    });
  }

  venue(id: VenueId): VenueDescription | undefined {
    return this.venues.describe(id);
  }

  /** A venue's name as a label stands alone. */
  venueLabel(id: VenueId): string {
    return this.venue(id)?.label ?? id;
  }

  /** The transport's own word for the host. What was said of a host that was gone is over once it is back. */
  setHostState(state: HostState): void {
    this.feed.hear(state);
    if (state === "connected" && this.failure?.code === "host-unreachable") this.failure = null;
  }

  /** Shows what went wrong. That the page may not ask at all fills the window already. */
  report(failure: Failure): void {
    if (failure.code === "unauthorized") return;
    this.failure = failure;
  }

  announce(event: AlertEvent): void {
    announceFire(this, event);
  }

  readonly say = (text: string): void => this.announcements.say(text);

  /** Looks at one instrument: its prices come faster, and a new alert is for it. */
  select(key: string): void {
    const cell = this.quotes.cell(key);
    this.watchlist.cursorKey = key;
    if (cell === undefined || key === this.selectedKey) return;
    this.selectedKey = key;
    this.composer.switchInstrument(key, (id) => this.rules.get(id) !== undefined);
    void this.focus();
  }

  /** An instrument just added: it may be in the watchlist already, or with its next push. */
  selectWhenThere(key: string): void {
    this.view = "main";
    this.pane = "instrument";
    if (this.quotes.cell(key) === undefined) this.#awaitedKey = key;
    else this.select(key);
  }

  /** The watchlist has changed: what is looked at may have come, or gone. Something is looked at where there is anything. */
  settle(): void {
    const awaited = this.#awaitedKey;
    if (awaited !== null && this.quotes.cell(awaited) !== undefined) {
      this.#awaitedKey = null;
      this.select(awaited);
    }
    const first = this.quotes.cells[0];
    if (this.selected === null && first !== undefined) this.select(first.key);
    else if (this.selected === null) this.selectedKey = null;
  }

  /** Tells main which instrument is in focus; none while nobody can see it. */
  async focus(hidden = false): Promise<void> {
    const instrument = hidden ? null : (this.selected?.instrument ?? null);
    await this.done(this.api.market.focus({ instrument }));
  }

  /** Waits for a call; a refusal is shown, and null comes back. */
  async done<T>(call: Promise<Result<T>>): Promise<T | null> {
    const result = await call;
    if (result.ok) return result.value;
    this.report(result.error);
    return null;
  }

  /** Opens an alert in the composer of its instrument. */
  edit(rule: Rule, how: "edit" | "duplicate"): void {
    this.showInstrument(rule.instrument);
    if (how === "edit") this.composer.edit(rule);
    else this.composer.duplicate(rule);
  }

  showInstrument(instrument: Instrument): void {
    this.view = "main";
    this.pane = "instrument";
    this.select(instrumentKey(instrument));
  }

  showSide(side: "alerts" | "history"): void {
    if (this.side === "history" && side === "alerts") this.history.leave();
    this.side = side;
    this.pane = side;
  }

  async remove(rule: Rule): Promise<void> {
    if ((await this.done(this.api.rules.remove({ id: rule.id }))) === null) return;
    this.rules.remove(rule.id);
    if (this.composer.editingId === rule.id) this.composer.begin();
    this.removed = {
      words: message("alert.removed", { symbol: rule.instrument.symbol }),
      undo: () => this.done(this.api.rules.restore({ id: rule.id })),
    };
  }

  unwatch(instrument: Instrument): Promise<void> {
    return removeFromWatchlist(this, instrument);
  }

  async undoRemove(): Promise<void> {
    const { removed } = this;
    this.removed = null;
    await removed?.undo();
  }

  async pauseAll(forMs: number): Promise<void> {
    for (const rule of (await this.done(this.api.rules.pauseAll({ forMs }))) ?? []) this.rules.change(rule);
    const info = await this.done(this.api.app.info({}));
    if (info !== null) this.info = info;
  }

  /** From a notification or the tray: show what it was about. */
  async openEvent(eventId: string | null, ruleId: string | null): Promise<void> {
    this.view = "main";
    const event = eventId === null ? null : await this.history.open(eventId);
    const instrument =
      event?.instrument ??
      event?.rule?.instrument ??
      (ruleId === null ? undefined : this.rules.get(ruleId)?.instrument);
    if (instrument !== undefined) this.select(instrumentKey(instrument));
    this.showSide(event === null ? "alerts" : "history");
  }
}

/** The state of the window, for every component below the window. */
export const [getAppState, setAppState] = createContext<AppState>();
