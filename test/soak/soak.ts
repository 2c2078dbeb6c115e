/**
 * The soak: the app as a process, a venue that misbehaves all the time, kills in between, and at the end the venue's own
 * record against the app's database. Missed 0 and doubled 0, by a judge that shares nothing with the app.
 */
import Database from "better-sqlite3";
import path from "node:path";
import { failpoints } from "../../main/failpoint.ts";
import { systemClock } from "../../main/clock.ts";
import { demoInstruments, startExchange, type Exchange } from "../../main/market/demo/exchange.ts";
import { Random } from "../../main/market/demo/random.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { startSessionBus } from "../doubles/session-bus.ts";
import { FaultScript } from "./faults.ts";
import { judge, type JudgedRule, type SeenEvent } from "./judge.ts";
import { Life, sleep } from "./life.ts";
import { memoryGrowth, type MemoryGrowth } from "./memory.ts";
import { RestFront } from "./rest-front.ts";
import { unitsOf, viewOf, type View } from "./view.ts";
import { judgedRule, Waves } from "./waves.ts";
import { exchangeMs, Witness } from "./witness.ts";

export interface SoakOptions {
  readonly seconds: number;
  readonly ticksPerSecond: number;
  readonly seed: number;
  /** Times that the app is killed and started again. */
  readonly kills: number;
  /** Where fewer notifications than this are on the screen by then, it goes on, for up to four times as long. */
  readonly leastShown?: number;
  readonly log: (line: string) => void;
}

export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  readonly ticks: number;
  /** Of these, sent to the app. */
  readonly ticksSent: number;
  readonly rules: number;
  /** Rules for which one outcome alone was possible, and it is the recorded one. */
  readonly judgedExactly: number;
  readonly fired: number;
  readonly firedOverGaps: number;
  readonly missed: number;
  readonly doubled: number;
  /** Each missed or doubled one in words. */
  readonly wrong: readonly string[];
  /** Events that were not shown in the end. */
  readonly unshown: number;
  readonly notifications: number;
  readonly kills: number;
  readonly connections: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly statusChecks: number;
  /** Longest time without proof of what the app has. Milliseconds. */
  readonly longestProofMs: number;
  /** Null where no run was long enough to tell. */
  readonly memory: MemoryGrowth | null;
  /** Anything else that is not as it should be. */
  readonly problems: readonly string[];
}

/** Share of the time in which the app is killed; the last run is long, so that its memory can be weighed. */
const killingShare = 0.6;
const jumpBps = 25;

/** Whether everything held. */
export function isSound(report: SoakReport): boolean {
  return report.missed === 0 && report.doubled === 0 && report.unshown === 0 && report.problems.length === 0;
}

export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { seconds, ticksPerSecond, seed, log } = options;
  const exchange = await startExchange({
    clock: systemClock,
    seed,
    ticksPerSecond,
    recordLimit: Number.POSITIVE_INFINITY,
  });
  const rest = await RestFront.start(exchange);
  const bus = await startSessionBus();
  const notifications = await NotificationService.start(bus.address);
  const problems: string[] = [];
  let life: Life | null = null;
  try {
    life = await Life.start(exchange, { restUrl: rest.url, busAddress: bus.address });
    return await soak(options, { exchange, rest, life, notifications, problems });
  } finally {
    log(`ends after ${seconds} s`);
    await life?.dispose();
    await notifications.stop();
    await bus.stop();
    await rest.stop();
    await exchange.stop();
  }
}

interface Parts {
  readonly exchange: Exchange;
  readonly rest: RestFront;
  readonly life: Life;
  readonly notifications: NotificationService;
  readonly problems: string[];
}

async function soak(
  options: SoakOptions,
  { exchange, rest, life, notifications, problems }: Parts,
): Promise<SoakReport> {
  const { seconds, seed, log } = options;
  const long = seconds >= 120;
  const startMs = performance.now();
  const endMs = startMs + seconds * 1_000;
  // A busy machine does less in the same time, and a soak in which nothing happened proves nothing.
  const latestEndMs = startMs + 4 * seconds * 1_000;
  const isOver = (): boolean => {
    const nowMs = performance.now();
    return nowMs >= endMs && (notifications.visible.size >= (options.leastShown ?? 0) || nowMs >= latestEndMs);
  };
  const witness = new Witness(exchange, life);
  const waves = new Waves({ exchange, life, witness, seed, instruments: demoInstruments });
  const script = new FaultScript({ exchange, rest, life, random: new Random(seed, "faults"), long, isOver, log });
  witness.start();
  const progress = setInterval(
    () =>
      log(
        `${Math.round((performance.now() - startMs) / 1_000)} s: run ${life.run}, ${waves.asked.length} rules, ${exchange.accepted} connections, ${Math.round((life.memory.at(-1)?.bytes ?? 0) / 1e6)} MB`,
      ),
    10_000,
  );
  const weighing = setInterval(() => life.weigh(waves.asked.length), 1_000);

  async function makeRules(): Promise<void> {
    while (!isOver()) {
      await waves.make(long ? 10 : 12);
      await sleep(long ? 2_000 : 500);
    }
  }
  async function movePrices(): Promise<void> {
    const random = new Random(seed, "jumps");
    while (!isOver()) {
      await sleep(100 + 900 * random.unit());
      const { symbol, decimals } =
        demoInstruments[Math.floor(random.unit() * demoInstruments.length)] ?? demoInstruments[0]!;
      const price = Number(exchange.prices()[symbol]?.price) * (1 + (jumpBps / 10_000) * (2 * random.unit() - 1));
      exchange.setPrice(symbol, price.toFixed(decimals));
    }
  }
  async function killNowAndThen(): Promise<number> {
    const random = new Random(seed, "kills");
    const everyMs = (seconds * 1_000 * killingShare) / Math.max(1, options.kills);
    let next: Parameters<Life["kill"]>[0]["next"] = null;
    let done = 0;
    for (; done < options.kills && !isOver(); done++) {
      await sleep(everyMs * (0.4 + 0.6 * random.unit()));
      const byFailpoint = next !== null;
      // Every other death is by a failpoint: right between two steps, where chance hardly ever strikes.
      const name = failpoints[(done >> 1) % failpoints.length] ?? "committed";
      next = done % 2 === 0 && done + 1 < options.kills ? { name, count: 1 + Math.floor(6 * random.unit()) } : null;
      log(
        `kill ${done + 1}${byFailpoint ? " by failpoint" : ""}${next === null ? "" : `; the next run dies at ${next.name}:${next.count}`}`,
      );
      await life.kill({ byFailpoint, patienceMs: 5_000, deadMs: 1_200 * random.unit(), next });
    }
    // The run that goes on to the end must not carry a failpoint.
    if (next !== null) await life.kill({ byFailpoint: true, patienceMs: 5_000, deadMs: 0, next: null });
    return next === null ? done : done + 1;
  }

  const [, , , kills] = await Promise.all([script.run(), makeRules(), movePrices(), killNowAndThen()]);
  // Weighed while it watched: reading all of its history at once, as the judge does below, takes memory of its own.
  clearInterval(weighing);
  // The last words: everything is well, the market stands still, and the app has everything there is.
  await script.recover();
  exchange.hold();
  await caughtUp(exchange, witness, life, problems);
  const events = await allShown(life, problems);
  clearInterval(progress);
  log("judging");

  const judged = await judgeAll({ exchange, rest, life, witness, waves, events });
  const memory = memoryGrowth(life.memory);
  if (memory !== null && memory.grownBytes > memory.allowedBytes)
    problems.push(
      `memory has grown by ${Math.round(memory.grownBytes / 1e6)} MB in ${Math.round(memory.overMs / 1000)} s`,
    );
  const unshown = events.filter((event) => desktopState(event) !== "shown").length;
  await endWell(life, exchange, problems);
  problems.push(...life.surprises, ...script.disagreements);
  const internal = life.stderr.split("\n").filter((line) => line.includes("internal"));
  problems.push(...internal.slice(0, 3));
  const records = exchange.symbols.map((symbol) => exchange.record(symbol));
  return {
    seed,
    seconds,
    ticks: records.reduce((sum, record) => sum + record.length, 0),
    ticksSent: records.reduce((sum, record) => sum + record.filter(({ sentTo }) => sentTo > 0).length, 0),
    ...judged,
    fired: events.filter(({ kind }) => kind === "fired").length,
    firedOverGaps: events.filter(({ kind, gap }) => kind === "fired" && gap !== null).length,
    unshown,
    notifications: notifications.calls.length,
    kills,
    connections: exchange.accepted,
    faults: Object.fromEntries(script.made),
    statusChecks: script.statusChecks,
    longestProofMs: Math.round(witness.longestWaitMs),
    memory,
    problems,
  };
}

/** The market stands still: waits until the app shows the last price of every instrument, so that nothing is under way. */
async function caughtUp(exchange: Exchange, witness: Witness, life: Life, problems: string[]): Promise<void> {
  const deadlineMs = performance.now() + 60_000;
  const last = (symbol: string): number => exchange.nextSeq(symbol) - 1;
  let left = exchange.symbols;
  do {
    await sleep(100);
    const quotes = await life.ask("market.snapshot", {});
    left = exchange.symbols.filter((symbol) => {
      const [price] = exchange.record(symbol, { since: last(symbol) });
      const quote = quotes.find(({ instrument }) => instrument.symbol === symbol);
      return quote?.stale !== false || quote.last !== price?.price || exchangeMs(quote.at) !== price.atMs;
    });
  } while (left.length > 0 && performance.now() < deadlineMs);
  if (left.length > 0) problems.push(`never caught up with ${left.join(", ")}`);
  // A price may be made twice in one millisecond, and the first be taken for the second. Frames come in order: one behind them
  // all, once it is counted, says that nothing is under way.
  const counted = async (): Promise<number> => (await life.ask("feed.status", {})).venues[0]?.counts.ignored ?? 0;
  const before = await counted();
  exchange.sendRaw('{"type":"mark"}');
  while ((await counted()) === before && performance.now() < deadlineMs) await sleep(20);
  if (performance.now() >= deadlineMs) problems.push("a mark behind all prices never arrived");
  await witness.stop();
  for (const symbol of exchange.symbols)
    if (!left.includes(symbol)) witness.acks.get(symbol)?.push({ run: life.run, at: last(symbol), durable: true });
}

/** Waits until every event was shown, and gives all of them, oldest first. */
async function allShown(life: Life, problems: string[]): Promise<AlertEvent[]> {
  const deadlineMs = performance.now() + 90_000;
  for (;;) {
    const events = await everyEvent(life);
    const left = events.filter((event) => desktopState(event) !== "shown");
    if (left.length === 0) return events;
    if (performance.now() > deadlineMs) {
      problems.push(
        `not shown in the end: ${left
          .slice(0, 3)
          .map((event) => JSON.stringify(event.deliveries))
          .join(" ")}`,
      );
      return events;
    }
    await sleep(250);
  }
}

async function everyEvent(life: Life): Promise<AlertEvent[]> {
  const events: AlertEvent[] = [];
  for (;;) {
    const oldest = events.at(-1);
    const page = await life.ask("history.list", {
      limit: 500,
      ...(oldest === undefined ? {} : { beforeSeq: oldest.seq }),
    });
    if (page.length === 0) return events.reverse();
    events.push(...page);
  }
}

/** A short blind time is written to the history and told nobody: it has no delivery to be shown. */
function desktopState(event: AlertEvent): string {
  return (
    event.deliveries.find(({ channel }) => channel === "desktop")?.state ?? (event.kind === "blind" ? "shown" : "none")
  );
}

async function judgeAll(world: {
  exchange: Exchange;
  rest: RestFront;
  life: Life;
  witness: Witness;
  waves: Waves;
  events: readonly AlertEvent[];
}) {
  const { exchange, rest, life, witness, waves, events } = world;
  const ids = new Map((await life.ask("rules.list", {})).map((rule) => [rule.note, rule.id]));
  const byRule = Map.groupBy(
    events.filter(({ kind }) => kind === "fired"),
    ({ ruleId }) => ruleId ?? "",
  );
  const wrong: string[] = [];
  let [rules, judgedExactly, missed, doubled] = [0, 0, 0, 0];
  for (const { symbol, decimals } of demoInstruments) {
    const view = viewOf(exchange, symbol, decimals, {
      runs: life.runs,
      acks: witness.acks.get(symbol) ?? [],
      rest: rest.answers,
    });
    for (const asked of waves.asked.filter((one) => one.symbol === symbol)) {
      const id = asked.id ?? ids.get(asked.note);
      // Its process was killed before it was made.
      if (id === undefined) continue;
      rules++;
      const seen = (byRule.get(id) ?? []).map((event) => seenEvent(event, decimals));
      byRule.delete(id);
      const rule = judgedRule(asked, id);
      const verdict = judge(rule, view, seen);
      if (verdict.exact) judgedExactly++;
      if (verdict.wrong === null) continue;
      if (verdict.wrong.what === "missed") missed++;
      else doubled++;
      wrong.push(
        `${verdict.wrong.what}: ${symbol} ${JSON.stringify(rule)}: ${verdict.wrong.words}\n${evidence(view, rule, seen)}`,
      );
    }
    // A soak is long: others want the machine too.
    await sleep(0);
  }
  for (const [id, orphans] of byRule) {
    doubled += orphans.length;
    wrong.push(`doubled: ${orphans.length} events of a rule that nobody made: ${id}`);
  }
  return { rules, judgedExactly, missed, doubled, wrong };
}

/** What a person needs to understand a verdict: the connections from the rule's making on, and where its events lie. */
function evidence(view: View, rule: JudgedRule, events: readonly SeenEvent[]): string {
  const { units, atMs } = view.prices;
  const near = view.segments
    .filter(({ run, to }) => run >= rule.run && to >= rule.bornFrom)
    .slice(0, 12)
    .map(
      ({ run, connection, from, to, certainTo, rest }) =>
        `  run ${run} connection ${connection}: ${from} to ${to}, certain to ${certainTo}, REST ${rest.join(" ")}`,
    );
  const places = events.map(
    ({ generation, tick }) =>
      `  event ${generation} is at price ${units.findIndex((one, seq) => one === tick.units && Math.abs((atMs[seq] ?? 0) - tick.atMs) % 3_600_000 === 0)}`,
  );
  return [...near, ...places].join("\n");
}

function seenEvent(event: AlertEvent, decimals: number): SeenEvent {
  if (event.tick === null || event.generation === null) throw new Error(`a fired event without its tick: ${event.id}`);
  return {
    generation: event.generation,
    tick: { units: unitsOf(event.tick.price, decimals), atMs: Date.parse(event.tick.at) },
    previousUnits: event.previous === null ? null : unitsOf(event.previous.price, decimals),
    gap: event.gap !== null,
  };
}

/** It ends by itself when asked, leaves no connection, and a database without a flaw. */
async function endWell(life: Life, exchange: Exchange, problems: string[]): Promise<void> {
  const { dataDir } = life;
  const exit = await life.stop();
  if (exit.code !== 0) problems.push(`it ended with code ${exit.code}`);
  const deadlineMs = performance.now() + 10_000;
  while (exchange.connections > 0 && performance.now() < deadlineMs) await sleep(20);
  if (exchange.connections > 0) problems.push("a connection is left");
  const db = new Database(path.join(dataDir, "pricebell.db"), { readonly: true, fileMustExist: true });
  try {
    const integrity = db.pragma("integrity_check", { simple: true });
    if (integrity !== "ok") problems.push(`the database is not sound: ${String(integrity)}`);
    const twice = db
      .prepare(
        "SELECT count(*) AS n FROM (SELECT 1 FROM events WHERE kind = 'fired' GROUP BY rule_id, generation HAVING count(*) > 1)",
      )
      .get();
    if ((twice as { n: number }).n > 0) problems.push("two events of one rule and generation in the database");
  } finally {
    db.close();
  }
}
