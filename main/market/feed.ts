/**
 * One venue as one stream of ticks, and what is known of its health. This file wires: the connection brings frames, the tick
 * path makes ticks of them, gaps are told with the first price after them, silence is looked into by REST.
 */
import type { BlindReason } from "../../preload/contract/event.ts";
import type { VenueStatus } from "../../preload/contract/feed.ts";
import { instrumentOf, type InstrumentKey } from "../../preload/contract/instrument.ts";
import type { Moment, Tick } from "../../preload/contract/tick.ts";
import type { Clock, Timer } from "../clock.ts";
import type { FrameVerdict } from "./connection-types.ts";
import { Connection } from "./connection.ts";
import { Counts } from "./counts.ts";
import type { FeedOptions, FeedQuote, FeedSettings, FeedSink, LastKnown } from "./feed-types.ts";
import { Gaps, gapSince } from "./gaps.ts";
import { quoteOf, statusOf } from "./feed-view.ts";
import { freshMs, healthOf } from "./health.ts";
import type { Minute } from "./minutes.ts";
import { OneShots } from "./one-shots.ts";
import { isWithheld, Silence } from "./silence.ts";
import { Subscriptions } from "./subscriptions.ts";
import { TickPath } from "./tick-path.ts";
import type { RestPrice, RestResult, Venue, VenueKind, VenueMessage } from "./venue.ts";
import { newWatched, type Watched } from "./watched.ts";

export type { FeedOptions, FeedQuote, FeedSettings, FeedSink, LastKnown } from "./feed-types.ts";

const checkMs = 1_000;
const justToldMs = 5_000;
/** A price by REST waits this long for a socket to prove itself, then counts all the same: a crossing is not kept back. */
const unprovenMs = 2_000;

export class Feed {
  readonly #clock: Clock;
  readonly #kind: VenueKind;
  readonly #sink: FeedSink;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #oneShots: OneShots;
  readonly #gaps: Gaps;
  readonly #path: TickPath;
  readonly #silence: Silence;
  readonly #counts = new Counts();
  readonly #bySymbol = new Map<string, Watched>();
  readonly #lastKnown = new Map<InstrumentKey, LastKnown>();
  readonly #aliveUntilMs: number | null;
  #settings: FeedSettings;
  #apiKey: string | null;
  #venue: Venue;
  #running = false;
  #check: Timer | null = null;
  /** The present socket brought a price, so its key is good whatever else is said of it. */
  #priced = false;
  #venueError: { code: string; message: string } | null = null;
  #shownRevision = 0;

  constructor(options: FeedOptions) {
    const { clock, sink } = options;
    this.#clock = clock;
    this.#kind = options.venue;
    this.#sink = sink;
    this.#settings = options.settings;
    this.#apiKey = options.apiKey;
    this.#aliveUntilMs = options.aliveUntilMs;
    this.#venue = this.#openVenue();
    for (const known of options.lastKnown) this.#lastKnown.set(known.tick.instrument, known);
    const venue = (): Venue => this.#venue;
    this.#gaps = new Gaps({ venue, sink, onOpened: () => sink.onStatus() });
    this.#path = new TickPath({
      counts: this.#counts,
      gaps: this.#gaps,
      guard: options.settings.absurdPrintGuard,
    });
    this.#connection = new Connection({
      clock,
      random: options.random,
      handlers: {
        onOpen: () => this.#onOpen(),
        onText: (text, now, bytes) => this.#onText(text, now, bytes),
        onLive: () => this.#onLive(),
        onUnreadable: (reason) => this.#counts.reject(reason),
        onLost: (since, because) => this.#onLost(since, because),
        onClosed: () => this.#onClosed(),
        onState: () => sink.onStatus(),
        redact: (words) => this.#venue.redact(words),
      },
    });
    this.#subscriptions = new Subscriptions({
      clock,
      venue,
      send: (frame) => this.#connection.send(frame),
      wanted: () => this.#wanted(),
      onAsked: (symbol) => this.#onAsked(symbol),
    });
    this.#oneShots = new OneShots({
      clock,
      venue,
      isWanted: (symbol) => this.#needsRest(symbol),
      onAnswer: (symbol, answer, askedMonoMs) => this.#onAnswer(symbol, answer, askedMonoMs),
    });
    this.#silence = new Silence({
      probe: (watched) => this.#oneShots.ask(watched.symbol),
      resubscribe: (watched) => this.#subscriptions.renew(watched.symbol),
      reconnect: (watched) => this.#connection.reconnect(`The venue trades ${watched.symbol} but sends nothing of it.`),
    });
  }

  /** Begins to watch: dials as soon as there is something to watch. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#check = this.#clock.every(checkMs, () => this.#onCheck());
    this.#dialOrRest();
  }

  /** Ends everything; ticks that wait for history are handed on first. No timer, socket or request of ours remains. */
  stop(): void {
    for (const watched of this.#bySymbol.values()) this.#gaps.flush(watched);
    this.#running = false;
    this.#check?.cancel();
    this.#check = null;
    this.#connection.stop();
    this.#subscriptions.onClosed();
    this.#oneShots.clear();
  }

  /** Watches an instrument of this venue, or changes whether its single trades are wanted. */
  watch(key: InstrumentKey, want: { readonly trades: boolean } = { trades: false }): void {
    const { venue, symbol } = instrumentOf(key);
    if (venue !== this.#kind.id) throw new Error(`${key} is not an instrument of ${this.#kind.id}`);
    const known = this.#bySymbol.get(symbol);
    if (known === undefined) this.#bySymbol.set(symbol, this.#recall(newWatched(key, symbol, want.trades)));
    else if (known.trades === want.trades) return;
    else known.trades = want.trades;
    this.#dialOrRest();
    this.#subscriptions.onChanged();
    this.#sink.onStatus();
  }

  /** Stops watching, and forgets: watched again later, it begins without a past and so without a gap. */
  unwatch(key: InstrumentKey): void {
    const { symbol } = instrumentOf(key);
    const watched = this.#bySymbol.get(symbol);
    if (watched?.key !== key) return;
    this.#gaps.drop(watched);
    this.#bySymbol.delete(symbol);
    this.#lastKnown.delete(key);
    this.#dialOrRest();
    this.#subscriptions.onChanged();
    this.#sink.onStatus();
  }

  /** Follows changed settings; a new address or key placement means a new connection, at once. */
  setSettings(settings: FeedSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    this.#venue = this.#openVenue();
    this.#path.guard = settings.absurdPrintGuard;
    if (!settings.absurdPrintGuard) for (const watched of this.#bySymbol.values()) this.#path.acceptHeld(watched);
    const moved =
      before.wsUrl !== settings.wsUrl ||
      before.restUrl !== settings.restUrl ||
      before.keyPlacement !== settings.keyPlacement;
    if (moved) this.#redial();
    else if (before.tradesForAll !== settings.tradesForAll) this.#subscriptions.onChanged();
  }

  /** A key was saved (null or empty: forgotten). Tried at once, also where the last one was refused a moment ago. */
  setApiKey(apiKey: string | null): void {
    const next = apiKey === "" ? null : apiKey;
    if (next === this.#apiKey && this.#connection.live) return;
    this.#apiKey = next;
    this.#venue = this.#openVenue();
    this.#redial();
  }

  /** The machine woke up, or its network changed. */
  wake(): void {
    this.#connection.wake();
  }

  /** A person asks for a new connection, at once. */
  reconnect(): void {
    this.#connection.reconnect();
  }

  status(): VenueStatus {
    const status = statusOf({
      venue: this.#venue,
      connection: this.#connection,
      counts: this.#counts,
      watched: this.#bySymbol.values(),
      venueError: this.#venueError,
      now: this.#clock.now(),
    });
    // What a server of one's own refuses where no key was sent is not the key: a person would look for a fault in it.
    return status.state === "key-refused" && this.#apiKey === null ? { ...status, state: "key-missing" } : status;
  }

  /** Every watched instrument with its last price. */
  quotes(): readonly FeedQuote[] {
    return Array.from(this.#bySymbol.values(), (watched) => quoteOf(watched, this.#connection.live));
  }

  /** One instrument with its last price; null where it is not watched. */
  quote(key: InstrumentKey): FeedQuote | null {
    const watched = this.#watchedOf(key);
    return watched === undefined ? null : quoteOf(watched, this.#connection.live);
  }

  /** The last accepted tick, perhaps from before a restart or an outage. */
  lastTick(key: InstrumentKey): Tick | null {
    return this.#watchedOf(key)?.last ?? null;
  }

  /** The last tick where it may be taken for "just now": the feed is live and the price not older than 60 s. */
  fresh(key: InstrumentKey, now: Moment): Tick | null {
    const watched = this.#watchedOf(key);
    if (!this.#connection.live || watched?.last == null || watched.subscription !== "live") return null;
    if (!watched.current || watched.gate !== null || watched.withheld) return null;
    const { last, quoted } = watched;
    const isRecent = (tick: Tick): boolean => now.monoMs - tick.receivedMonoMs <= freshMs;
    if (!isRecent(last)) return null;
    if (last.bid !== null || quoted === null || !isRecent(quoted)) return last;
    return { ...last, bid: quoted.bid, ask: quoted.ask };
  }

  /** The last hour in minutes, oldest first, as far as it was watched. */
  minutes(key: InstrumentKey): readonly Minute[] {
    return this.#watchedOf(key)?.minutes.list() ?? [];
  }

  /** What the venue can be asked for; empty where it cannot say or does not answer. */
  async symbols(): Promise<readonly string[]> {
    const answer = await this.#venue.symbols?.(new AbortController().signal);
    return answer?.ok === true ? answer.value : [];
  }

  /**
   * The wall time up to which this process has watched: now while live, else the last frame before the loss. Null where it
   * never was live. What the database keeps as the next start's `aliveUntilMs`.
   */
  watchedUntilMs(): number | null {
    return this.#connection.live ? this.#clock.now().wallMs : (this.#connection.status().lastFrame?.wallMs ?? null);
  }

  #onText(text: string, now: Moment, bytes: Uint8Array): FrameVerdict {
    this.#counts.frames++;
    return this.#take(this.#venue.parse(text, bytes), now);
  }

  #take(message: VenueMessage, now: Moment): FrameVerdict {
    switch (message.kind) {
      case "price": {
        const watched = this.#bySymbol.get(message.symbol);
        if (watched === undefined) return this.#onForeign(message.symbol);
        this.#priced = true;
        this.#path.fromStream(watched, message, now);
        return "price";
      }
      case "heartbeat": {
        const pong = this.#venue.pongFrame(message.at);
        if (pong !== null) this.#connection.send(pong);
        return "heartbeat";
      }
      case "batch": {
        const verdicts = message.messages.map((one) => this.#take(one, now));
        return (
          verdicts.find((verdict) => verdict === "price") ?? verdicts.find((verdict) => verdict !== "other") ?? "other"
        );
      }
      case "error":
        this.#onVenueError(message.symbol, this.#venue.redact(message.message), message.auth);
        return "other";
      case "ignored":
        this.#counts.ignored++;
        return "other";
      case "rejected":
        this.#counts.reject(message.reason);
        return "other";
    }
  }

  #onForeign(symbol: string): FrameVerdict {
    if (this.#subscriptions.wasReleased(symbol)) this.#counts.ignored++;
    else this.#counts.reject("symbol-foreign");
    return "other";
  }

  /** The key travels in each subscribe frame, so a refusal may name a symbol and mean the key. A price proves the key. */
  #onVenueError(symbol: string | null, words: string, auth: boolean): void {
    this.#counts.revision++;
    const watched = symbol === null ? undefined : this.#bySymbol.get(symbol);
    if (auth && !(watched !== undefined && this.#priced)) {
      this.#connection.refuse(words);
    } else if (watched !== undefined) {
      watched.subscription = "rejected";
      watched.words = words;
      this.#sink.onStatus();
    } else {
      this.#venueError = { code: "venue-error", message: words };
      this.#sink.onStatus();
    }
  }

  #onOpen(): void {
    this.#priced = false;
    this.#venueError = null;
    for (const watched of this.#bySymbol.values()) watched.ids.newSocket();
    this.#subscriptions.onOpen();
  }

  #onAsked(symbol: string): void {
    const watched = this.#bySymbol.get(symbol);
    if (watched === undefined) return;
    watched.askedMonoMs = this.#clock.now().monoMs;
    watched.probeDue = false;
    watched.probedMonoMs = null;
    // A refusal stands until a price says otherwise.
    if (watched.subscription !== "rejected") watched.subscription = "requested";
    if (!watched.current) this.#oneShots.ask(symbol);
  }

  #onLive(): void {
    for (const watched of this.#bySymbol.values()) {
      const { early } = watched;
      watched.early = null;
      if (early !== null && !watched.current) this.#path.fromRest(watched, early, this.#clock.now());
    }
  }

  #onLost(since: Moment, because: BlindReason): void {
    if (!this.#running) return;
    const lost: InstrumentKey[] = [];
    for (const watched of this.#bySymbol.values()) {
      this.#path.dropHeld(watched);
      if (this.#gaps.begin(watched, since, because) && watched.subscription !== "rejected") lost.push(watched.key);
    }
    if (lost.length > 0) this.#sink.onLost(lost, since, because);
  }

  #onClosed(): void {
    this.#subscriptions.onClosed();
    this.#oneShots.clear();
    for (const watched of this.#bySymbol.values()) {
      this.#loseUnproven(watched);
      watched.askedMonoMs = null;
      watched.current = false;
      watched.quoted = null;
      watched.early = null;
      watched.withheld = false;
      watched.resubscribed = false;
      if (watched.subscription !== "rejected") watched.subscription = "requested";
    }
  }

  /** A price by REST was all that came while the socket was open: what follows it is a gap like any other. */
  #loseUnproven(watched: Watched): void {
    if (!this.#running) return;
    this.#path.dropHeld(watched);
    const { last } = watched;
    if (!watched.current || last === null) return;
    const since: Moment = { wallMs: last.receivedWallMs, monoMs: last.receivedMonoMs };
    if (!this.#gaps.begin(watched, since, "disconnected") || watched.subscription === "rejected") return;
    this.#sink.onLost([watched.key], since, "disconnected");
  }

  #onAnswer(symbol: string, answer: RestResult<RestPrice>, askedMonoMs: number): void {
    const watched = this.#bySymbol.get(symbol);
    if (watched === undefined) return;
    const now = this.#clock.now();
    if (answer.ok) {
      this.#venueError = null;
      if (watched.subscription !== "rejected") watched.words = null;
    }
    if (!answer.ok) {
      this.#onRestFailure(watched, answer.error.code, this.#venue.redact(answer.error.message));
    } else if (!this.#connection.live) {
      watched.early = answer.value;
    } else if (!watched.current || watched.last === null || watched.last.receivedMonoMs < askedMonoMs) {
      const withheld = isWithheld(watched, answer.value);
      this.#path.fromRest(watched, answer.value, now);
      if (withheld) this.#silence.onWithheld(watched, now);
    }
    this.#sink.onStatus();
  }

  /** A request that waited its turn is needless where the stream has told a price meanwhile. */
  #needsRest(symbol: string): boolean {
    const watched = this.#bySymbol.get(symbol);
    if (watched === undefined) return false;
    return (
      !watched.current || watched.last === null || this.#clock.now().monoMs - watched.last.receivedMonoMs >= justToldMs
    );
  }

  #onRestFailure(watched: Watched, code: string, message: string): void {
    if (code === "key-refused" && !this.#priced) {
      this.#connection.refuse(message);
    } else if (code === "unknown-symbol") {
      // The stream's own words weigh more than REST's.
      if (watched.subscription !== "live" && watched.subscription !== "rejected") watched.words = message;
    } else {
      this.#venueError = { code: `rest-${code}`, message };
    }
  }

  #onCheck(): void {
    const now = this.#clock.now();
    let changed = this.#counts.revision !== this.#shownRevision;
    this.#shownRevision = this.#counts.revision;
    for (const watched of this.#bySymbol.values()) {
      if (this.#connection.live) this.#silence.check(watched, now);
      else if (this.#connection.unproven) this.#takeEarly(watched, now);
      const health = healthOf(watched, this.#connection, now);
      if (health !== watched.shownHealth) changed = true;
      watched.shownHealth = health;
    }
    if (changed) this.#sink.onStatus();
  }

  #takeEarly(watched: Watched, now: Moment): void {
    const { early, askedMonoMs } = watched;
    if (early === null || askedMonoMs === null || now.monoMs - askedMonoMs < unprovenMs) return;
    watched.early = null;
    this.#path.fromRest(watched, early, now);
    this.#sink.onStatus();
  }

  /** What the database remembers of an instrument from before this process, on this process's monotonic clock. */
  #recall(watched: Watched): Watched {
    const known = this.#lastKnown.get(watched.key);
    if (known === undefined) return watched;
    const now = this.#clock.now();
    const ageMs = Math.max(0, now.wallMs - known.tick.receivedWallMs);
    const tick: Tick = { ...known.tick, receivedMonoMs: now.monoMs - ageMs };
    watched.last = tick;
    watched.bid = tick.bid;
    watched.ask = tick.ask;
    if (tick.tradeId !== null) watched.ids.see(tick.tradeId);
    watched.gap = gapSince(known, tick, this.#aliveUntilMs ?? tick.receivedWallMs);
    return watched;
  }

  #wanted(): ReadonlyMap<string, boolean> {
    const { tradesForAll } = this.#settings;
    return new Map([...this.#bySymbol].map(([symbol, watched]) => [symbol, watched.trades || tradesForAll]));
  }

  #watchedOf(key: InstrumentKey): Watched | undefined {
    const watched = this.#bySymbol.get(instrumentOf(key).symbol);
    return watched?.key === key ? watched : undefined;
  }

  #dialOrRest(): void {
    if (!this.#running) return;
    if (this.#bySymbol.size > 0) this.#connection.start(this.#venue.dialUrl);
    else this.#connection.stop();
  }

  #redial(): void {
    this.#oneShots.forget();
    this.#connection.setAddress(this.#venue.dialUrl);
  }

  #openVenue(): Venue {
    const { wsUrl, restUrl, keyPlacement, sendPong } = this.#settings;
    return this.#kind.open({ wsUrl, restUrl, apiKey: this.#apiKey, keyPlacement, sendPong });
  }
}
