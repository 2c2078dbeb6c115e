/**
 * The soak: the app as a process, a venue that misbehaves all the time, kills in between, and at the end the venue's own
 * record against the app's database. Missed 0 and doubled 0, by a judge that shares nothing with the app.
 */
import { stepsToPerson } from "../../main/lib/failpoint.ts";
import { systemClock } from "../../main/lib/clock.ts";
import { demoInstruments } from "../../main/market/venues/demo/instruments.ts";
import { startExchange } from "../doubles/exchange/exchange.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import { Random } from "../../main/market/venues/demo/random.ts";
import { NotificationService } from "../doubles/notification-service.ts";
import { startSessionBus } from "../doubles/session-bus.ts";
import { startBusyLoops } from "./busy-loops.ts";
import { stepClockNowAndThen } from "./clock-script.ts";
import { caughtUp, endCleanly } from "./end-soak.ts";
import { allShown, desktopState } from "./events.ts";
import { FaultScript } from "./faults.ts";
import { AppRuns, sleep } from "./app-runs.ts";
import { memoryGrowth } from "./memory.ts";
import type { SoakOptions, SoakReport } from "./report.ts";
import { RestServer } from "./rest-server.ts";
import { judgeAll } from "./judge-all.ts";
import { RuleBatches } from "./rule-batches.ts";
import { LiveProber } from "./live-prober.ts";

/** Share of the time in which the app is killed; the last run is long, so that its memory can be measured. */
const killingShare = 0.6;
const jumpBps = 25;

export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { seconds, ticksPerSecond, seed, log } = options;
  const exchange = await startExchange({
    clock: systemClock,
    seed,
    ticksPerSecond,
    recordLimit: Number.POSITIVE_INFINITY,
  });
  const rest = await RestServer.start(exchange);
  const bus = await startSessionBus();
  const notifications = await NotificationService.start(bus.address);
  const busy = startBusyLoops(options.busyLoops ?? 0);
  const problems: string[] = [];
  let appRuns: AppRuns | null = null;
  try {
    appRuns = await AppRuns.start(exchange, { restUrl: rest.url, busAddress: bus.address });
    return await soak(options, { exchange, rest, appRuns, notifications, problems });
  } finally {
    log(`ends after ${seconds} s`);
    await busy.stop();
    await appRuns?.dispose();
    await notifications.stop();
    await bus.stop();
    await rest.stop();
    await exchange.stop();
  }
}

interface Parts {
  readonly exchange: Exchange;
  readonly rest: RestServer;
  readonly appRuns: AppRuns;
  readonly notifications: NotificationService;
  readonly problems: string[];
}

async function soak(
  options: SoakOptions,
  { exchange, rest, appRuns, notifications, problems }: Parts,
): Promise<SoakReport> {
  const { seconds, seed, log } = options;
  const long = seconds >= 120;
  const startMs = performance.now();
  const endMs = startMs + seconds * 1_000;
  // A busy machine does less in the same time, and a soak in which nothing happened proves nothing.
  const latestEndMs = startMs + 10 * seconds * 1_000;
  const isOver = (): boolean => {
    const nowMs = performance.now();
    return nowMs >= endMs && (notifications.visible.size >= (options.minShown ?? 0) || nowMs >= latestEndMs);
  };
  const prober = new LiveProber(exchange, appRuns);
  const batches = new RuleBatches({ exchange, appRuns, prober, seed, instruments: demoInstruments });
  const script = new FaultScript({ exchange, rest, appRuns, random: new Random(seed, "faults"), long, isOver, log });
  prober.start();
  const progress = setInterval(
    () =>
      log(
        `${Math.round((performance.now() - startMs) / 1_000)} s: run ${appRuns.run}, ${batches.asked.length} rules, ${exchange.accepted} connections, ${Math.round((appRuns.memory.at(-1)?.bytes ?? 0) / 1e6)} MB`,
      ),
    10_000,
  );
  const sampling = setInterval(() => appRuns.sampleMemory(batches.asked.length), 1_000);

  async function makeRules(): Promise<void> {
    while (!isOver()) {
      await batches.make(long ? 10 : 12);
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
    let next: Parameters<AppRuns["kill"]>[0]["next"] = null;
    let done = 0;
    for (; done < options.kills && !isOver(); done++) {
      await sleep(everyMs * (0.4 + 0.6 * random.unit()));
      const byFailpoint = next !== null;
      // Every other death is by a failpoint: right between two steps, where chance hardly ever strikes.
      const name = stepsToPerson[(done >> 1) % stepsToPerson.length] ?? "committed";
      next = done % 2 === 0 && done + 1 < options.kills ? { name, count: 1 + Math.floor(6 * random.unit()) } : null;
      log(
        `kill ${done + 1}${byFailpoint ? " by failpoint" : ""}${next === null ? "" : `; the next run dies at ${next.name}:${next.count}`}`,
      );
      await appRuns.kill({ byFailpoint, patienceMs: 5_000, deadMs: 1_200 * random.unit(), next });
    }
    // The run that goes on to the end must not carry a failpoint.
    if (next !== null) await appRuns.kill({ byFailpoint: true, patienceMs: 5_000, deadMs: 0, next: null });
    return next === null ? done : done + 1;
  }

  const stepping = stepClockNowAndThen({
    appRuns,
    seed,
    steps: options.clockSteps ?? 0,
    overMs: seconds * 1_000,
    isOver,
    log,
  });
  const [clockSteps, kills] = await Promise.all([stepping, killNowAndThen(), script.run(), makeRules(), movePrices()]);
  // Weighed while it watched: reading all of its history at once, as the judge does below, takes memory of its own.
  clearInterval(sampling);
  // The last words: everything is well, the market stands still, and the app has everything there is.
  await script.recover();
  exchange.hold();
  await caughtUp(exchange, prober, appRuns, problems);
  const events = await allShown(appRuns, problems);
  clearInterval(progress);
  log("judging");

  const judged = await judgeAll({ exchange, rest, appRuns, prober, batches, events, log });
  const memory = memoryGrowth(appRuns.memory);
  if (memory !== null && memory.grownBytes > memory.allowedBytes)
    problems.push(
      `memory has grown by ${Math.round(memory.grownBytes / 1e6)} MB in ${Math.round(memory.overMs / 1000)} s`,
    );
  const unshown = events.filter((event) => desktopState(event) !== "shown").length;
  await endCleanly(appRuns, exchange, problems);
  problems.push(...appRuns.unexpectedEnds, ...script.disagreements);
  const internal = appRuns.stderr.split("\n").filter((line) => line.includes("internal"));
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
    clockSteps,
    connections: exchange.accepted,
    faults: Object.fromEntries(script.made),
    statusChecks: script.statusChecks,
    longestProofMs: Math.round(prober.longestWaitMs),
    memory,
    problems,
  };
}
