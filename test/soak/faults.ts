/**
 * What is done to the app's connection, in turn and all the time, in an order that the seed gives. Each fault says how the
 * app's own word for its health has to follow.
 */
import type { Random } from "../../main/market/venues/demo/random.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import type { Faults, GarbageKind } from "../doubles/exchange/faults.ts";
import type { FeedStatus } from "../../preload/contract/feed.ts";
import { timestampShiftMs } from "./judge.ts";
import { sleep, type AppRuns } from "./app-runs.ts";
import type { RestServer } from "./rest-server.ts";

export interface FaultTargets {
  readonly exchange: Exchange;
  readonly rest: RestServer;
  readonly appRuns: AppRuns;
  readonly random: Random;
  /** Faults that take a watchdog to be noticed are only for a long soak. */
  readonly long: boolean;
  readonly isOver: () => boolean;
  readonly log: (line: string) => void;
}

/** What is to be seen in `feed.status` of a fault; null: nothing, the feed stays or comes back as it was. */
type Shows = "lost" | null;

interface Fault {
  readonly name: string;
  readonly long?: boolean;
  readonly shows: Shows;
  start(targets: FaultTargets): Promise<void> | void;
  /** Shares of a second, at least and at most. */
  readonly lastsMs: readonly [number, number];
}

/** The app counts a connection as stable after 30 s. */
const ladderForgottenMs = 32_000;
const allGarbage: readonly GarbageKind[] = ["json", "binary", "utf8", "prices", "foreign", "shape"];
const set =
  (faults: Partial<Faults>) =>
  async ({ exchange }: FaultTargets) =>
    exchange.setFaults(faults);
/** The same, and every connection breaks off. */
const cut =
  (faults: Partial<Faults>) =>
  async ({ exchange }: FaultTargets) => {
    await exchange.setFaults(faults);
    exchange.drop();
  };

const faults: readonly Fault[] = [
  { name: "drop", shows: null, lastsMs: [50, 400], start: ({ exchange }) => exchange.drop() },
  {
    name: "close by the venue",
    shows: null,
    lastsMs: [50, 400],
    start: ({ exchange }) => exchange.close(1001, "going away"),
  },
  {
    name: "oversized frame",
    shows: null,
    lastsMs: [100, 400],
    start: ({ exchange }) => exchange.sendGarbage("oversized"),
  },
  { name: "garbage", shows: null, lastsMs: [300, 1_500], start: set({ garbage: allGarbage }) },
  { name: "duplicates", shows: null, lastsMs: [300, 1_500], start: set({ duplicate: true }) },
  { name: "timestamps ahead", shows: null, lastsMs: [300, 1_500], start: set({ timestampOffsetMs: timestampShiftMs }) },
  { name: "heartbeats only", shows: null, lastsMs: [300, 2_000], start: set({ heartbeatOnly: true }) },
  { name: "pings only", shows: null, lastsMs: [300, 2_000], start: set({ pingOnly: true }) },
  { name: "no heartbeats", shows: null, lastsMs: [300, 2_000], start: set({ noHeartbeat: true }) },
  { name: "stall", shows: null, lastsMs: [300, 2_000], start: set({ stall: true }) },
  { name: "frames by channel", shows: null, lastsMs: [300, 1_000], start: set({ channelOnly: true }) },
  { name: "accept then close", shows: "lost", lastsMs: [500, 1_500], start: cut({ acceptThenClose: 1011 }) },
  { name: "accept then reset", shows: "lost", lastsMs: [500, 1_500], start: cut({ acceptThenClose: 1006 }) },
  { name: "slow handshake", shows: "lost", lastsMs: [300, 1_500], start: cut({ slowHandshakeMs: 1_000 }) },
  { name: "nobody listens", shows: "lost", lastsMs: [500, 1_500], start: cut({ refuse: "tcp" }) },
  { name: "service unavailable", shows: "lost", lastsMs: [500, 1_500], start: cut({ refuse: 503 }) },
  {
    name: "REST fails while the connection breaks",
    shows: null,
    lastsMs: [100, 800],
    start({ exchange, rest, random }) {
      rest.behaviour = random.chance(0.5) ? 500 : random.chance(0.5) ? "reset" : "never";
      exchange.drop();
    },
  },
  {
    name: "first price by REST",
    shows: null,
    lastsMs: [1_000, 2_500],
    async start({ exchange }) {
      await exchange.setFaults({ heartbeatOnly: true });
      exchange.drop();
    },
  },
  { name: "long stall", long: true, shows: "lost", lastsMs: [16_000, 20_000], start: set({ stall: true }) },
  { name: "long pings only", long: true, shows: "lost", lastsMs: [16_000, 20_000], start: set({ pingOnly: true }) },
  {
    name: "long heartbeats only",
    long: true,
    shows: null,
    lastsMs: [12_000, 20_000],
    start: set({ heartbeatOnly: true }),
  },
  { name: "never upgraded", long: true, shows: "lost", lastsMs: [11_000, 14_000], start: cut({ neverUpgrade: true }) },
  { name: "long outage", long: true, shows: "lost", lastsMs: [15_000, 35_000], start: cut({ refuse: "tcp" }) },
];

export class FaultScript {
  /** How often each was made. */
  readonly made = new Map<string, number>();
  /** Moments at which `feed.status` was compared with what the venue did, and what it failed to say. */
  statusChecks = 0;
  readonly disagreements: string[] = [];
  readonly #targets: FaultTargets;

  constructor(targets: FaultTargets) {
    this.#targets = targets;
  }

  /** Makes one fault after the other until it is over; then everything is well again. */
  async run(): Promise<void> {
    const { random, isOver } = this.#targets;
    let left: Fault[] = [];
    let made = 0;
    while (!isOver()) {
      if (left.length === 0) left = faults.filter((fault) => this.#targets.long || fault.long !== true);
      const [fault] = left.splice(Math.floor(random.unit() * left.length), 1);
      if (fault === undefined) continue;
      await this.#make(fault);
      await this.recover();
      made += 1;
      await this.#calm(made);
    }
  }

  /** Well again for a while: in a long soak at times so long that the ladder of delays begins anew. */
  async #calm(made: number): Promise<void> {
    const { random, long, isOver } = this.#targets;
    const calmMs = !long
      ? 100 + 600 * random.unit()
      : made % 8 === 0
        ? ladderForgottenMs
        : 1_000 + 3_000 * random.unit();
    const endMs = performance.now() + calmMs;
    while (performance.now() < endMs && !isOver()) await sleep(50);
  }

  /** Ends every fault, and waits until the app says that it watches again. */
  async recover(): Promise<void> {
    const { exchange, rest, random, long } = this.#targets;
    rest.behaviour = "well";
    await exchange.clearFaults();
    // A long soak leaves some outages to the ladder of delays; a person who looks at the window would ask at once.
    if (!long || random.chance(0.85)) await sleep(300).then(() => this.#reconnectIfLost());
    await this.#agrees("live again", ({ summary }) => summary === "live", 60_000);
  }

  async #reconnectIfLost(): Promise<void> {
    const { appRuns } = this.#targets;
    if ((await appRuns.ask("feed.status", {})).summary !== "live") await appRuns.ask("feed.reconnect", {});
  }

  async #make(fault: Fault): Promise<void> {
    const { random, log, isOver } = this.#targets;
    const [least, most] = fault.lastsMs;
    const lastsMs = least + (most - least) * random.unit();
    log(`${fault.name} for ${Math.round(lastsMs)} ms`);
    this.made.set(fault.name, (this.made.get(fault.name) ?? 0) + 1);
    const endMs = performance.now() + lastsMs;
    await fault.start(this.#targets);
    if (fault.shows === "lost") await this.#agrees(`${fault.name}: lost`, ({ summary }) => summary !== "live", 60_000);
    while (performance.now() < endMs && !isOver()) await sleep(50);
  }

  /** Waits until the app's own word agrees with what the venue does. */
  async #agrees(what: string, holds: (status: FeedStatus) => boolean, withinMs: number): Promise<void> {
    const { appRuns } = this.#targets;
    let startMs = performance.now();
    let { run } = appRuns;
    for (;;) {
      const status = await appRuns.ask("feed.status", {});
      if (holds(status)) {
        this.statusChecks++;
        return;
      }
      if (appRuns.run !== run) {
        ({ run } = appRuns);
        startMs = performance.now();
      }
      if (performance.now() - startMs > withinMs) {
        const venue = status.venues[0];
        this.disagreements.push(
          `${what}: after ${withinMs} ms it still says ${status.summary} (${venue?.state}, ${JSON.stringify(venue?.lastError)})`,
        );
        return;
      }
      await sleep(50);
    }
  }
}
