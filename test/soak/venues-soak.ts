/**
 * The soak of several venues: the app in this process, three exchanges side by side, each of which something happens to at random, and at
 * the end every rule judged by all that was ever traded. One venue after the other is spared meanwhile: nothing may be noticed of it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startApp, type App } from "../../main/app.ts";
import { keyFile } from "../../main/app/api-key-store.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { Random } from "../../main/market/venues/demo/random.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { sleep } from "./app-runs.ts";
import { VenueFaults } from "./venue-faults.ts";
import { judgeVenueRule, type SeenFire, type VenueRule } from "./venue-judge.ts";
import { startVenues, type Market, type MovingVenue } from "./venue-markets.ts";

export interface VenuesSoakOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

export interface VenuesSoakReport {
  readonly seed: number;
  readonly seconds: number;
  readonly trades: number;
  readonly rules: number;
  readonly fired: number;
  readonly firedOverGaps: number;
  /** Told as of a later touch than the first, whose history came after it. */
  readonly later: number;
  readonly missed: number;
  readonly doubled: number;
  /** Everything that a judgement found wrong, in words. */
  readonly wrong: readonly string[];
  /** How often a spared venue was looked at, and every time that it was not live or told of a gap. */
  readonly sparedLooks: number;
  readonly sparedTroubles: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  readonly shown: number;
}

const kinds = ["at-or-above", "at-or-below", "crosses-up", "crosses-down", "crosses"] as const;
const tradeEveryMs = 20;
const ruleEveryMs = 150;
/** The app has all there is by then, the slowest venue being asked for one history a second. */
const settledWithinMs = 120_000;

interface MadeRule extends VenueRule {
  readonly id: string;
}

export async function runVenuesSoak({ seconds, seed, log }: VenuesSoakOptions): Promise<VenuesSoakReport> {
  const random = new Random(seed, "venues");
  const venues = await startVenues(random);
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-venues-"));
  const channel = new RecordingChannel();
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir: path.join(folder, "data"),
    clock: systemClock,
    redactor: new Redactor(),
    apiKeyStores: ({ id }) => keyFile(path.join(folder, `key-${id}`)),
    desktop: channel,
    fixedVenues: {
      on: venues.map(({ id }) => id),
      addresses: new Map(venues.map(({ id, fake: { wsUrl, restUrl } }) => [id, { wsUrl, restUrl }])),
    },
    symbols: venues.flatMap(({ id, markets }) => markets.map(({ symbol }) => `${id}:${symbol}`)),
  });
  if (!started.ok) throw new Error(started.error.message);
  const app = started.value;
  try {
    const run = new Run(app, venues, seed, log);
    await run.go(seconds);
    return { seed, seconds, shown: channel.messages.length, ...(await run.report()) };
  } finally {
    await app.stop();
    await Promise.all(venues.map(({ fake }) => fake.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

class Run {
  readonly #app: App;
  readonly #venues: readonly MovingVenue[];
  readonly #random: Random;
  readonly #log: (line: string) => void;
  readonly #faults: ReadonlyMap<MovingVenue, VenueFaults>;
  readonly #rules: MadeRule[] = [];
  readonly #troubles: string[] = [];
  /** Spans in which a venue was spared and live, wall milliseconds. */
  readonly #spared: { readonly venue: string; readonly fromMs: number; toMs: number }[] = [];
  #looks = 0;

  constructor(app: App, venues: readonly MovingVenue[], seed: number, log: (line: string) => void) {
    this.#app = app;
    this.#venues = venues;
    this.#random = new Random(seed, "rules");
    this.#log = (line) => log(`${new Date().toISOString()} ${line}`);
    this.#faults = new Map(
      venues.map((venue) => [venue, new VenueFaults(venue, new Random(seed, venue.id), this.#log)]),
    );
  }

  async go(seconds: number): Promise<void> {
    const endMs = performance.now() + seconds * 1_000;
    let isMoving = true;
    const trading = this.#trade(() => isMoving);
    await this.#until("every instrument is live", () =>
      this.#venues.every(({ id, markets }) => markets.every(({ symbol }) => this.#isLive(id, symbol))),
    );
    const faults = Array.from(this.#faults.values(), (one) => one.run(endMs));
    await Promise.all([...faults, this.#makeRules(endMs), this.#spareInTurn(endMs)]);
    this.#log("the faults are over");
    await Promise.all(Array.from(this.#faults.values(), (one) => one.spare()));
    await this.#until("every rule is judged right", () =>
      this.#judged().every(({ what }) => what === "right" || what === "later"),
    );
    isMoving = false;
    await trading;
    // What a trade of the last moment decides is written by then.
    await sleep(1_000);
  }

  async report(): Promise<Omit<VenuesSoakReport, "seed" | "seconds" | "shown">> {
    const fires = [...this.#fires().values()].flat();
    for (const { venue, fromMs, toMs } of this.#spared)
      for (const { rule, gap } of this.#events())
        if (
          gap !== null &&
          rule?.instrument.venue === venue &&
          Date.parse(gap.from) >= fromMs &&
          Date.parse(gap.to) <= toMs
        )
          this.#troubles.push(`${venue}: a gap from ${gap.from} to ${gap.to}`);
    const judgements = this.#judged();
    const count = (what: string): number => judgements.filter((judgement) => judgement.what === what).length;
    return Promise.resolve({
      trades: this.#venues.flatMap(({ markets }) => markets).reduce((sum, { trades }) => sum + trades.length, 0),
      rules: this.#rules.length,
      fired: fires.length,
      firedOverGaps: fires.filter(({ gap }) => gap !== null).length,
      later: count("later"),
      missed: count("missed"),
      doubled: count("doubled"),
      wrong: judgements
        .filter(({ what }) => what !== "right" && what !== "later")
        .map(({ what, words }) => `${what}: ${words}`),
      sparedLooks: this.#looks,
      sparedTroubles: this.#troubles,
      faults: Object.fromEntries(
        [...this.#faults].flatMap(([{ id }, { made }]) => [...made].map(([name, times]) => [`${id}: ${name}`, times])),
      ),
    });
  }

  async #trade(isMoving: () => boolean): Promise<void> {
    while (isMoving()) {
      for (const venue of this.#venues)
        for (const market of venue.markets)
          if (this.#random.unit() < 0.3) market.trade(this.#random, this.#faults.get(venue)?.losesTrade !== true);
      await sleep(tradeEveryMs);
    }
  }

  async #makeRules(endMs: number): Promise<void> {
    while (performance.now() < endMs) {
      await sleep(ruleEveryMs);
      const venue = this.#venues[Math.floor(this.#random.unit() * this.#venues.length)];
      const market = venue?.markets[Math.floor(this.#random.unit() * venue.markets.length)];
      if (venue !== undefined && market !== undefined) this.#makeRule(venue.id, market);
    }
  }

  /** On an instrument of which the app has a price of now: what it had seen by then is certain. */
  #makeRule(venue: string, market: Market): void {
    const { symbol } = market;
    const last = this.#app.market
      .snapshot()
      .find((quote) => quote.instrument.venue === venue && quote.instrument.symbol === symbol);
    const armedAt = last?.last == null ? null : market.placeOf(last.last);
    if (!this.#isLive(venue, symbol) || armedAt === null || last?.ageMs !== undefined || last?.stale !== false) return;
    const kind = kinds[Math.floor(this.#random.unit() * kinds.length)] ?? "crosses";
    const away = (0.0002 + 0.003 * this.#random.unit()) * (kind === "at-or-below" || kind === "crosses-down" ? -1 : 1);
    const level = (Number(last.last) * (1 + away)).toFixed(3);
    const made = this.#app.rules.create({ instrument: { venue, symbol }, condition: { kind, level } });
    if (!made.ok) throw new Error(made.error.message);
    this.#rules.push({ id: made.value.id, venue, symbol, kind, level: Number(level), armedAt });
  }

  async #spareInTurn(endMs: number): Promise<void> {
    const turnMs = (endMs - performance.now()) / this.#venues.length;
    for (const venue of this.#venues) {
      const turnEndMs = performance.now() + turnMs;
      const faults = this.#faults.get(venue);
      await faults?.spare();
      await sleep(500);
      await this.#until(`${venue.id} is live`, () => this.#isVenueLive(venue.id));
      await sleep(1_000);
      this.#log(`${venue.id} is spared`);
      const spared = { venue: venue.id, fromMs: Date.now(), toMs: Date.now() };
      this.#spared.push(spared);
      while (performance.now() < turnEndMs) {
        await sleep(50);
        this.#looks++;
        spared.toMs = Date.now();
        if (!this.#isVenueLive(venue.id))
          this.#troubles.push(`${venue.id} was not live at ${new Date().toISOString()}`);
      }
      faults?.unspare();
    }
  }

  #isVenueLive(id: string): boolean {
    return this.#app.feedStatus().venues.find(({ venue }) => venue === id)?.state === "live";
  }

  #isLive(id: string, symbol: string): boolean {
    const status = this.#app.feedStatus().venues.find(({ venue }) => venue === id);
    return status?.state === "live" && status.instruments.find((one) => one.symbol === symbol)?.health === "live";
  }

  #judged(): readonly ReturnType<typeof judgeVenueRule>[] {
    const fires = this.#fires();
    const markets = new Map(
      this.#venues.flatMap(({ id, markets: all }) => all.map((market) => [`${id}:${market.symbol}`, market] as const)),
    );
    return this.#rules.map((rule) =>
      judgeVenueRule(rule, markets.get(`${rule.venue}:${rule.symbol}`)?.trades ?? [], fires.get(rule.id) ?? []),
    );
  }

  #fires(): Map<string, SeenFire[]> {
    const fires = new Map<string, SeenFire[]>();
    for (const { kind, ruleId, tick, gap } of this.#events()) {
      if (kind !== "fired" || ruleId === null || tick === null) continue;
      const span = gap === null ? null : { fromMs: Date.parse(gap.from), toMs: Date.parse(gap.to) };
      fires.set(ruleId, [...(fires.get(ruleId) ?? []), { price: Number(tick.price), gap: span }]);
    }
    return fires;
  }

  #events(): readonly AlertEvent[] {
    const all: AlertEvent[] = [];
    for (;;) {
      const beforeSeq = all.at(-1)?.seq;
      const page = this.#app.history.list({ limit: 500, ...(beforeSeq === undefined ? {} : { beforeSeq }) });
      if (!page.ok) throw new Error(page.error.message);
      all.push(...page.value);
      if (page.value.length < 500) return all;
    }
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const endMs = performance.now() + settledWithinMs;
    while (!isSo()) {
      if (performance.now() > endMs) {
        this.#log(`waited in vain for: ${what}`);
        return;
      }
      await sleep(500);
    }
  }
}
