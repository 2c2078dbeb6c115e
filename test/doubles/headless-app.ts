/** The headless host as a child process, as a person or a script would run it: started, called, killed, started again. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import type { CallInput, CallName, CallOutput, PushName, PushValue } from "../../preload/contract/contract.ts";
import type { Result } from "../../preload/contract/result.ts";
import { headlessEntry } from "./built-app.ts";
import { jsonOrText, saysWhere } from "./headless-output.ts";
import { patienceMs, startPatienceMs } from "./patience.ts";

const outputLimit = 1_000_000;

export interface HeadlessOptions {
  /** Left out: a new temp folder, removed by `dispose()`. */
  dataDir?: string;
  /** After `--data-dir DIR --port 0 --json`, e.g. `["--demo"]` or `["--venue-url", url]`. */
  args?: readonly string[];
  /** Added to this process's environment; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Another entry than the bundle of `main/headless.ts`. */
  entry?: string;
  /** Given to Node before the entry. */
  nodeArgs?: readonly string[];
  /** How long it may take to listen. Default 90 s. */
  readyWithinMs?: number;
}

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface AnyPush {
  push: string;
  value: unknown;
}

export interface PushStream {
  /** All pushes so far, in order. */
  readonly received: readonly AnyPush[];
  /** Values of one push so far. */
  of<Name extends PushName>(name: Name): PushValue<Name>[];
  /** The first push, past or to come, of which `matches` is true. Rejects when the stream ends or the time is up (default 30 s). */
  next<Name extends PushName>(
    name: Name,
    matches?: (value: PushValue<Name>) => boolean,
    withinMs?: number,
  ): Promise<PushValue<Name>>;
  close(): void;
}

const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

export class HeadlessApp {
  readonly dataDir: string;
  readonly #options: HeadlessOptions;
  readonly #entry: string;
  readonly #ownsFolder: boolean;
  readonly #streams = new Set<WebSocket>();
  #child: ChildProcess;
  #exited: Promise<Exit>;
  #stdout: unknown[] = [];
  #stderr = "";
  url = "";
  token = "";

  private constructor(options: HeadlessOptions, entry: string, dataDir: string) {
    this.#entry = entry;
    this.#options = { ...options };
    this.dataDir = dataDir;
    this.#ownsFolder = options.dataDir === undefined;
    [this.#child, this.#exited] = this.#spawn();
  }

  /** Starts the host and waits until it listens; rejects with its error output where it ends before. */
  static async start(options: HeadlessOptions = {}): Promise<HeadlessApp> {
    const entry = options.entry ?? (await headlessEntry());
    const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), "pricebell-headless-")));
    const app = new HeadlessApp(options, entry, dataDir);
    try {
      await app.#listening();
    } catch (error) {
      await app.dispose();
      throw error;
    }
    return app;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Error output of all runs so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** JSON lines of the present run, the first one that says where it listens. A line that is no JSON is kept as text. */
  get lines(): readonly unknown[] {
    return this.#stdout;
  }

  /** Resolves when the present process has ended. */
  get exited(): Promise<Exit> {
    return this.#exited;
  }

  /** Calls the contract over HTTP with the token. */
  async call<Name extends CallName>(name: Name, body: CallInput<Name>): Promise<Result<CallOutput<Name>>> {
    const { status, json } = await this.request(`api/${name}`, { method: "POST", body: JSON.stringify(body) });
    // Node's own answers (408 to a request that came too slowly) have no body: said with their status, not as a bug of the reader.
    if (typeof json !== "object" || json === null)
      throw new Error(`${name}: answered ${status}: ${JSON.stringify(json)}`);
    return json as Result<CallOutput<Name>>;
  }

  /** As {@link call}; throws where the answer is a failure. */
  async value<Name extends CallName>(name: Name, body: CallInput<Name>): Promise<CallOutput<Name>> {
    const answer = await this.call(name, body);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}: ${answer.error.message}`);
    return answer.value;
  }

  /** A request with the token, for what a call does not reach: malformed bodies, other headers. */
  async request(target: string, init: RequestInit = {}): Promise<{ status: number; json: unknown }> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json", connection: "close" };
    const response = await fetch(new URL(target, this.url), {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string>) },
    });
    const text = await response.text();
    try {
      return { status: response.status, json: JSON.parse(text) as unknown };
    } catch {
      return { status: response.status, json: text };
    }
  }

  /** Listens to the pushes. */
  async pushes(): Promise<PushStream> {
    const address = new URL("api/push", this.url);
    address.protocol = "ws:";
    const ws = new WebSocket(address, { headers: { authorization: `Bearer ${this.token}` }, perMessageDeflate: false });
    this.#streams.add(ws);
    ws.on("close", () => this.#streams.delete(ws));
    const received: AnyPush[] = [];
    const listeners = new Set<() => void>();
    const tell = (): void => {
      for (const listener of [...listeners]) listener();
    };
    ws.on("message", (data) => {
      received.push(JSON.parse(String(data)) as AnyPush);
      tell();
    });
    ws.on("close", tell);
    await new Promise<void>((resolve, reject) => {
      ws.once("open", resolve);
      ws.once("error", reject);
    });
    // A host that is killed resets the connection; that it is over is said by "close".
    ws.on("error", () => undefined);
    return {
      received,
      of: <Name extends PushName>(name: Name) =>
        received.filter((one) => one.push === name).map((one) => one.value as PushValue<Name>),
      next: <Name extends PushName>(
        name: Name,
        matches: (value: PushValue<Name>) => boolean = () => true,
        withinMs = patienceMs,
      ) =>
        new Promise<PushValue<Name>>((resolve, reject) => {
          let seen = 0;
          const end = (outcome: () => void): void => {
            clearTimeout(timer);
            listeners.delete(look);
            outcome();
          };
          const look = (): void => {
            for (; seen < received.length; seen += 1) {
              const { push, value } = received[seen] as AnyPush;
              if (push === name && matches(value as PushValue<Name>))
                return end(() => resolve(value as PushValue<Name>));
            }
            if (ws.readyState === ws.CLOSED) end(() => reject(new Error(`The pushes ended before ${name} came.`)));
          };
          const timer = setTimeout(() => {
            const names = [...new Set(received.map((one) => one.push))].join(", ");
            end(() =>
              reject(new Error(`No ${name} that matches within ${withinMs} ms; there were: ${names || "none"}.`)),
            );
          }, withinMs);
          listeners.add(look);
          look();
        }),
      close: () => ws.terminate(),
    };
  }

  /** Sends a signal and waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<Exit> {
    this.#child.kill(signal);
    return this.#exited;
  }

  /** Asks it to end (SIGTERM) and waits; after `withinMs` it is killed, and the promise rejects. */
  async stop(withinMs = patienceMs): Promise<Exit> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#exited;
    let tooLate = false;
    const timer = setTimeout(() => {
      tooLate = true;
      this.#child.kill("SIGKILL");
    }, withinMs);
    this.#child.kill("SIGTERM");
    const exit = await this.#exited;
    clearTimeout(timer);
    if (tooLate) throw new Error(`It did not end within ${withinMs} ms of SIGTERM.\n${this.#stderr}`);
    return exit;
  }

  /** Starts it again on the same folder, with other options where given. The process before must have ended. */
  async restart(options: Omit<HeadlessOptions, "dataDir"> = {}): Promise<void> {
    await this.#exited;
    Object.assign(this.#options, options);
    this.#stdout = [];
    [this.#child, this.#exited] = this.#spawn();
    await this.#listening();
  }

  /** Ends everything: pushes, process, and the folder where it was made here. For cleanup; never rejects over a process that hangs. */
  async dispose(): Promise<void> {
    for (const stream of this.#streams) stream.terminate();
    this.#child.kill("SIGKILL");
    await this.#exited;
    if (this.#ownsFolder) await rm(this.dataDir, { recursive: true, force: true });
  }

  #spawn(): [ChildProcess, Promise<Exit>] {
    const { args = [], env = {}, nodeArgs = [] } = this.#options;
    const merged = Object.fromEntries(
      Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== undefined),
    );
    const child = spawn(
      process.execPath,
      [...nodeArgs, this.#entry, "--data-dir", this.dataDir, "--port", "0", "--json", ...args],
      {
        env: merged,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    living.add(child);
    child.stderr.on("data", (data) => (this.#stderr = (this.#stderr + String(data)).slice(-outputLimit)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.#stdout.push(jsonOrText(line));
      child.emit("pricebell-line");
    });
    const exited = new Promise<Exit>((resolve) => {
      child.once("error", (error) => {
        this.#stderr += `${error.message}\n`;
        living.delete(child);
        resolve({ code: null, signal: null });
      });
      // "close" rather than "exit": by then all of its output has been read.
      child.once("close", (code, signal) => {
        living.delete(child);
        resolve({ code, signal });
      });
    });
    return [child, exited];
  }

  async #listening(): Promise<void> {
    const { readyWithinMs = startPatienceMs } = this.#options;
    const child = this.#child;
    let timer: NodeJS.Timeout | undefined;
    const line = new Promise<void>((resolve) => child.once("pricebell-line", () => resolve()));
    const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), readyWithinMs)));
    const first = await Promise.race([line, this.#exited, late]);
    clearTimeout(timer);
    if (this.#stdout.length === 0 && first === "late")
      throw new Error(`It did not listen within ${readyWithinMs} ms.\n${this.#stderr}`);
    if (this.#stdout.length === 0)
      throw new Error(`It ended before it listened: ${JSON.stringify(first)}\n${this.#stderr}`);
    const said = this.#stdout[0];
    if (!saysWhere(said))
      throw new Error(`Its first line does not say where it listens: ${JSON.stringify(said)}\n${this.#stderr}`);
    this.url = said.listening.url;
    this.token = said.listening.token;
  }
}

/** Starts the headless host; see {@link HeadlessApp.start}. */
export const startHeadlessApp = (options?: HeadlessOptions): Promise<HeadlessApp> => HeadlessApp.start(options);
