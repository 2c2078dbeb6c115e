/** The app under test as a process that is killed and started again, on one data folder, all through the soak. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CallInput, CallName, CallOutput } from "../../preload/contract/contract.ts";
import type { Failpoint } from "../../main/lib/failpoint.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import { HeadlessApp } from "../doubles/headless-app.ts";
import type { Run } from "./view.ts";

const pageBytes = 4096;
const preloaded = ["own-memory.ts", "stepped-clock.ts"].map(
  (name) => `--import=${pathToFileURL(path.join(import.meta.dirname, name)).href}`,
);

export interface MemorySample {
  readonly run: number;
  readonly ageMs: number;
  /** What the process still reaches after a full collection. */
  readonly bytes: number;
  /** What it holds from the system. */
  readonly residentBytes: number;
  /** Rules that had been made by then. */
  readonly rules: number;
}

export class AppRuns {
  readonly runs: Run[] = [];
  /** Sequence number of each symbol's next price when each run began. */
  readonly startSeqs: ReadonlyMap<string, number>[] = [];
  readonly memory: MemorySample[] = [];
  /** Ways in which a process ended that nobody asked for. */
  readonly unexpectedEnds: string[] = [];
  readonly #exchange: Exchange;
  readonly #app: HeadlessApp;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #folder: string;
  #startedMs = 0;
  #up = Promise.withResolvers<void>();
  #isUp = false;
  #expected = false;

  private constructor(
    exchange: Exchange,
    app: HeadlessApp,
    folder: string,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.#exchange = exchange;
    this.#app = app;
    this.#folder = folder;
    this.#env = env;
  }

  static async start(
    exchange: Exchange,
    options: { readonly restUrl: string; readonly busAddress: string },
  ): Promise<AppRuns> {
    const startSeqs = seqsOf(exchange);
    const folder = mkdtempSync(path.join(tmpdir(), "pricebell-memory-"));
    const env = {
      DBUS_SESSION_BUS_ADDRESS: options.busAddress,
      NODE_OPTIONS: preloaded.join(" "),
      PRICEBELL_CLOCK_FILE: path.join(folder, "clock"),
      PRICEBELL_MEMORY_FILE: path.join(folder, "memory.json"),
    };
    const app = await HeadlessApp.start({
      args: ["--venue-url", exchange.wsUrl, "--rest-url", options.restUrl, "--symbols", exchange.symbols.join(",")],
      env: { ...env, PRICEBELL_FAILPOINT: undefined },
    });
    const appRuns = new AppRuns(exchange, app, folder, env);
    appRuns.runs.push({ number: 0, acceptedBefore: 0, acceptedUntil: null, killed: false });
    appRuns.startSeqs.push(startSeqs);
    appRuns.#begun();
    return appRuns;
  }

  /** Number of the present run. */
  get run(): number {
    return this.runs.length - 1;
  }
  get isUp(): boolean {
    return this.#isUp;
  }
  get dataDir(): string {
    return this.#app.dataDir;
  }
  get pid(): number {
    return this.#app.pid;
  }
  /** What it wrote of bugs, by all runs. */
  get stderr(): string {
    return this.#app.stderr;
  }

  /** Resolves when a process is there to be asked. */
  up(): Promise<void> {
    return this.#up.promise;
  }

  /** One call to the present process; rejects where that is killed meanwhile. */
  call<Name extends CallName>(name: Name, body: CallInput<Name>): Promise<CallOutput<Name>> {
    return this.#app.value(name, body);
  }

  /** The same, asked again of the next process where one is killed meanwhile. */
  async ask<Name extends CallName>(name: Name, body: CallInput<Name>): Promise<CallOutput<Name>> {
    for (;;) {
      await this.up();
      const run = this.run;
      try {
        return await this.#app.value(name, body);
      } catch (error) {
        if (this.isUp && this.run === run && !(await this.#isDying())) throw error;
      }
    }
  }

  /**
   * Ends the process by SIGKILL, or lets it run into its failpoint (for `patienceMs`, then kills it), waits `deadMs` and
   * starts it again, with `next` as its failpoint.
   */
  async kill(options: {
    readonly byFailpoint: boolean;
    readonly patienceMs: number;
    readonly deadMs: number;
    readonly next: { name: Failpoint; count: number } | null;
  }): Promise<void> {
    this.#expected = true;
    if (options.byFailpoint) await Promise.race([this.#app.exited, sleep(options.patienceMs)]);
    this.#down();
    await this.#app.kill("SIGKILL");
    await this.#buried();
    await sleep(options.deadMs);
    await this.#restart(options.next);
  }

  /** Asks it to end, and waits: it has to, by itself. */
  async stop(): Promise<{ code: number | null }> {
    this.#expected = true;
    this.#down();
    return this.#app.stop(30_000);
  }

  async dispose(): Promise<void> {
    await this.#app.dispose();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Sets the wall clock of this and all later processes: the system's plus `offsetMs`. */
  setClock(offsetMs: number): void {
    const file = path.join(this.#folder, "clock");
    // Renamed, so that nobody reads half of it.
    writeFileSync(`${file}.new`, String(offsetMs));
    renameSync(`${file}.new`, file);
  }

  /** Notes the memory that the process has in use, now that there are so many rules. */
  sampleMemory(rules: number): void {
    if (!this.#isUp) return;
    try {
      const own = JSON.parse(readFileSync(this.#env["PRICEBELL_MEMORY_FILE"] ?? "", "utf8")) as {
        pid: number;
        bytes: number;
      };
      const pages = Number(readFileSync(`/proc/${this.#app.pid}/statm`, "utf8").split(" ")[1]);
      // The last word of the run before.
      if (own.pid !== this.#app.pid) return;
      const ageMs = performance.now() - this.#startedMs;
      this.memory.push({ run: this.run, ageMs, bytes: own.bytes, residentBytes: pages * pageBytes, rules });
    } catch {
      // It was killed just now, or has not written its memory yet.
    }
  }

  async #restart(failpoint: { name: Failpoint; count: number } | null): Promise<void> {
    let variable = failpoint === null ? undefined : `${failpoint.name}:${failpoint.count}`;
    for (;;) {
      this.runs.push({
        number: this.runs.length,
        acceptedBefore: this.#exchange.accepted,
        acceptedUntil: null,
        killed: false,
      });
      this.startSeqs.push(seqsOf(this.#exchange));
      try {
        await this.#app.restart({ env: { ...this.#env, PRICEBELL_FAILPOINT: variable } });
        break;
      } catch (error) {
        // It may run into its failpoint before it listens.
        if (variable === undefined) throw error;
        await this.#app.exited;
        await this.#buried();
        variable = undefined;
      }
    }
    this.#expected = variable !== undefined;
    this.#begun();
  }

  /** Waits until the exchange has noticed its end too: the next connection is the next run's. */
  async #buried(): Promise<void> {
    const run = this.runs[this.run];
    if (run === undefined) throw new Error("no run");
    while (this.#exchange.connections > 0) await sleep(10);
    await sleep(100);
    run.killed = true;
    run.acceptedUntil = this.#exchange.accepted;
  }

  #begun(): void {
    this.#startedMs = performance.now();
    this.#isUp = true;
    this.#up.resolve();
    const { run } = this;
    void this.#app.exited.then((exit) => {
      if (this.run === run) this.#down();
      if (!this.#expected && this.run === run)
        this.unexpectedEnds.push(`run ${run} ended by itself: ${JSON.stringify(exit)}\n${this.stderr.slice(-2_000)}`);
    });
  }

  #down(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#up = Promise.withResolvers<void>();
  }

  /** A call failed: perhaps because the process was ended a moment ago, which its failpoint does without notice. */
  async #isDying(): Promise<boolean> {
    const ended = await Promise.race([this.#app.exited.then(() => true), sleep(500).then(() => false)]);
    if (ended) await sleep(20);
    return ended && this.#expected;
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function seqsOf(exchange: Exchange): Map<string, number> {
  return new Map(exchange.symbols.map((symbol) => [symbol, exchange.nextSeq(symbol)]));
}
