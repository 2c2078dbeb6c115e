/**
 * The message that Pricebell has stopped, which waits at the person's ntfy server and is put off while all is well. Who lets it come is
 * the server: it needs nobody here to be alive. At the end on purpose it is taken back.
 */
import type { AppHealth } from "../../../preload/contract/health.ts";
import { formatMoment } from "../../../preload/contract/format.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { cannot, countWaiting, schedule, takeBack } from "../../delivery/channels/ntfy/scheduled.ts";
import type { NtfyServer } from "../../delivery/channels/ntfy/server.ts";
import type { Clock } from "../../lib/clock.ts";
import type { NetworkAgent } from "../../network/agent.ts";

/** When it comes if nothing more does. Milliseconds. */
const aheadMs = 30 * 60_000;
/** How often it is put off: 96 a day of the 250 that ntfy.sh takes, and time to try again before it comes. Milliseconds. */
export const putOffEveryMs = 15 * 60_000;
/** The first pause after a failure; each further one is twice as long. Milliseconds. */
const firstRetryMs = 60_000;
/** The end of the app waits so long for the server. Milliseconds. */
const stopWithinMs = 2_000;

/** Where it waits; `problem`: one was chosen, and cannot be used, in words. */
export type StoppedMessageTarget =
  | { readonly server: NtfyServer; readonly problem?: never }
  | { readonly problem: string; readonly server?: never };

export interface StoppedMessageOptions {
  readonly clock: Clock;
  readonly agent: NetworkAgent;
  /** Null: none is chosen. */
  readonly target: () => StoppedMessageTarget | null;
  /** Two installations at one topic must not put off each other's message. */
  readonly installationId: string;
  readonly putOffEveryMs: number;
  readonly health: () => AppHealth;
  readonly changed: () => void;
}

export interface StoppedMessageState {
  readonly lastBeatMs: number | null;
  /** When it comes, wall milliseconds; null: none of this run waits. */
  readonly dueMs: number | null;
  readonly trouble: string | null;
  readonly failures: number;
}

type Outcome = { readonly kind: "taken" | "failed" | "none"; readonly words: string };

const untried: StoppedMessageState = { lastBeatMs: null, dueMs: null, trouble: null, failures: 0 };

export class StoppedMessage {
  readonly #options: StoppedMessageOptions;
  readonly #sequence: string;
  #state = untried;
  /** Where one may wait. */
  #at: NtfyServer | null = null;
  #attempt: AbortController | null = null;
  #beatMonoMs = -Infinity;
  #retryMonoMs: number | null = null;
  /** Whether the server really replaces what waits: it was looked at in this run. */
  #ability: "unknown" | "yes" | "no" = "unknown";
  #isStopped = false;

  constructor(options: StoppedMessageOptions) {
    this.#options = options;
    this.#sequence = `stopped-${options.installationId}`;
  }

  get state(): StoppedMessageState {
    return this.#state;
  }

  /** At the start, and when another destination may be meant: what waits at the one before is taken back. */
  begin(): void {
    const target = this.#options.target();
    const server = target?.server ?? null;
    const problem = target?.problem ?? null;
    const before = this.#at;
    this.#at = server;
    if (before !== null && isSame(before, server)) return;
    this.#attempt?.abort();
    this.#attempt = null;
    this.#state = { ...untried, trouble: problem };
    this.#ability = "unknown";
    this.#beatMonoMs = -Infinity;
    this.#retryMonoMs = null;
    this.#options.changed();
    if (before !== null) void this.#takeBack(before);
  }

  /** To be called once a second, and when the computer woke: puts it off when that is due, and all is well. */
  check(): void {
    const { clock, health, putOffEveryMs: everyMs } = this.#options;
    if (this.#isStopped || this.#attempt !== null || this.#at === null || this.#ability === "no") return;
    if (!health().isWell) return;
    const { monoMs } = clock.now();
    const isRetry = this.#retryMonoMs !== null && monoMs >= this.#retryMonoMs;
    if (monoMs - this.#beatMonoMs >= everyMs || isRetry) void this.#beat(this.#at);
  }

  /** Puts it off now, looks whether the server really replaces it, and answers what came of it. */
  async test(): Promise<Outcome> {
    const target = this.#options.target();
    if (target === null) return { kind: "none", words: message("stopped-message.none") };
    if (target.problem !== undefined) return { kind: "failed", words: target.problem };
    if (!this.#options.health().isWell) return { kind: "none", words: message("ping.silent") };
    this.#attempt?.abort();
    this.#ability = "unknown";
    return this.#beat(target.server);
  }

  /** The app ends on purpose: nobody is told that it stopped. */
  async stop(): Promise<void> {
    this.#attempt?.abort();
    this.#isStopped = true;
    // What the run before left is taken back as well, where this one never came to put it off.
    if (this.#at !== null) await this.#takeBack(this.#at);
  }

  async #beat(server: NtfyServer): Promise<Outcome> {
    const { clock, putOffEveryMs: everyMs } = this.#options;
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#beatMonoMs = clock.now().monoMs;
    const failed = await this.#putOff(server, attempt.signal);
    const words = failed ?? message("stopped-message.waits", { service: server.host });
    const outcome: Outcome = { kind: failed === null ? "taken" : "failed", words };
    if (this.#attempt !== attempt || this.#isStopped) return outcome;
    this.#attempt = null;
    const { wallMs, monoMs } = clock.now();
    if (failed === null) {
      this.#state = { lastBeatMs: wallMs, dueMs: wallMs + aheadMs, trouble: null, failures: 0 };
      this.#retryMonoMs = null;
    } else {
      const failures = this.#state.failures + 1;
      this.#state = { ...this.#state, trouble: failed, failures };
      this.#retryMonoMs = monoMs + Math.min(everyMs, firstRetryMs * 2 ** (failures - 1));
    }
    this.#options.changed();
    return outcome;
  }

  /** Null: it waits, alone. Else why not, in words. */
  async #putOff(server: NtfyServer, signal: AbortSignal): Promise<string | null> {
    const { wallMs } = this.#options.clock.now();
    const waiting = {
      sequence: this.#sequence,
      title: message("stopped-message.title"),
      body: message("stopped-message.body", { moment: formatMoment(wallMs, null) }),
      inMs: aheadMs,
    };
    const put = await schedule(waiting, server, this.#options, signal);
    if (!put.ok) return this.#refused(put);
    if (this.#ability === "yes") return null;
    // A server that keeps both would deliver the first, whatever is put off from here on.
    const again = await schedule(waiting, server, this.#options, signal);
    if (!again.ok) return this.#refused(again);
    const fromSeconds = put.dueSeconds - Math.round(aheadMs / 1_000) + 1;
    const found = await countWaiting({ sequence: this.#sequence, fromSeconds }, server, this.#options, signal);
    if (found.ok && found.count === 1) {
      this.#ability = "yes";
      return null;
    }
    // Not known to be replaced, it is better not there: it would report a failure that is none.
    await takeBack(this.#sequence, server, this.#options, { signal });
    if (!found.ok) return this.#refused(found);
    if (found.count > 1) return this.#refused(cannot(server));
    // The computer may have slept in between, until it was delivered.
    return message("stopped-message.not-listed", { service: server.host });
  }

  #refused({ words, isLasting }: { readonly words: string; readonly isLasting: boolean }): string {
    if (isLasting) this.#ability = "no";
    return words;
  }

  async #takeBack(server: NtfyServer): Promise<void> {
    const signal = new AbortController().signal;
    // Where it cannot be, the message comes: nothing else is to be done about it from here.
    await takeBack(this.#sequence, server, this.#options, { signal, deadlineMs: stopWithinMs });
  }
}

function isSame(a: NtfyServer, b: NtfyServer | null): boolean {
  if (b === null) return false;
  return a.base === b.base && a.topic === b.topic && JSON.stringify(a.headers) === JSON.stringify(b.headers);
}
