/**
 * One destination as the outbox sees it: the channel to a service outside, with that service's limits and the pauses after it could
 * not be reached. The channel itself knows one attempt; the outbox knows rows. What lies between, how long the next one waits, is here:
 * it holds for everything that waits, so that one message is tried while a service is away and not each of them.
 */
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { Clock } from "../lib/clock.ts";
import { Signal } from "../lib/signal.ts";
import { Attempts } from "./attempts.ts";
import type { Channel, ChannelAction, ChannelStatus, Message, Outcome } from "./channel.ts";
import type { RemoteAnswer, RemoteChannel, RemoteChannelKind, SendOutcome } from "./channels/remote-channel.ts";
import { ClearQueue } from "./clear-queue.ts";
import { personName } from "./person-name.ts";
import { messageIdOf, remoteIdOf, remoteMessageOf } from "./remote-message.ts";
import { SendLimits } from "./send-limits.ts";
import { SendPause, type KeptPause } from "./send-pause.ts";

/** What marks messages as answered leaves so much of the service's limits to alerts. */
const clearingShare = 0.5;
/** When a pause is over, what waits to be told begins so much earlier than what marks messages. Milliseconds. */
const alertsFirstMs = 1_000;
/** After a mark that was too much, where the service does not say how long to wait. Milliseconds. */
const unsaidPauseMs = 5_000;

/** A service that asks for more than this cannot be reached meanwhile. Milliseconds. */
const longestHiccupMs = 60_000;

/** So many attempts in a row that failed are trouble; fewer are a short interruption. */
const failuresUntilTrouble = 3;

export interface RemoteDestinationOptions {
  readonly id: DestinationId;
  readonly clock: Clock;
  readonly kind: Pick<RemoteChannelKind, "abilities" | "limits" | "requestsPerClear">;
  /** Null where it cannot be opened; `unusable` says why, and what to do. */
  readonly channel: RemoteChannel | null;
  readonly unusable: string | null;
  /** Takes every secret out of words. */
  readonly redact: (words: string) => string;
  /** Where a pause that the service asked for is kept; left out: by this run alone. */
  readonly pause?: KeptPause;
  /** When an earlier run, or this one before the destination was changed, sent messages: they count for its limits. Wall milliseconds. */
  readonly sentBeforeMs?: readonly number[];
}

export class RemoteDestination implements Channel {
  readonly id: DestinationId;
  readonly #options: RemoteDestinationOptions;
  readonly #limits: SendLimits;
  readonly #acted = new Signal<ChannelAction>();
  readonly #statusChanged = new Signal<ChannelStatus>();
  readonly #attempts: Attempts;
  readonly #ends: readonly (() => void)[];
  #status: ChannelStatus;
  #answersTrouble: string | null = null;
  /** It is degraded by a pause that the service asked for, and no message has failed: the next mark that it answers ends that. */
  #isHeld: boolean;
  /** How often a pause was asked for in answer to a mark. */
  #holds = 0;
  #isStopped = false;
  readonly #pause: SendPause;
  readonly #clears: ClearQueue;

  constructor(options: RemoteDestinationOptions) {
    this.#options = options;
    this.id = options.id;
    this.#limits = new SendLimits(options.kind.limits);
    this.#attempts = new Attempts(options.clock);
    const { channel, unusable, clock, pause = notKept, sentBeforeMs = [] } = options;
    this.#pause = new SendPause(clock, pause);
    const { wallMs, monoMs } = clock.now();
    // None of them was sent after now, whatever the clock said then.
    for (const atMs of sentBeforeMs) this.#limits.sent(monoMs - Math.max(0, wallMs - atMs));
    const words = this.#pause.resume();
    this.#isHeld = words !== null;
    this.#status = words === null ? { state: "ok", detail: null } : { state: "degraded", detail: words };
    if (channel === null) {
      this.#pause.untilMended();
      this.#status = { state: "unavailable", detail: unusable };
    }
    this.#clears = new ClearQueue({
      clock,
      waitMs: () => this.#clearInMs(),
      clear: (messageId, receipt) => this.#clear(messageId, receipt),
    });
    this.#ends = [this.#listen(), this.#followReachability()];
  }

  /**
   * A second message of the same key is shown a second time there. That a message can be replaced is no help: an attempt of which
   * nothing is known left no receipt to replace it by.
   */
  get showsRepeats(): boolean {
    return !this.#options.kind.abilities.dropsRepeats;
  }

  /** A joined message that grows is sent there as it grows; elsewhere each of its sizes would be one message more. */
  get canReplace(): boolean {
    return this.#options.kind.abilities.canReplace;
  }

  /** What was answered there is cleared as well: the service leaves its buttons. */
  get keepsAnswerButtons(): boolean {
    return this.#options.kind.abilities.keepsAnswerButtons === true;
  }

  /** Attempts in a row that did not reach it. */
  get failures(): number {
    return this.#pause.failures;
  }

  /**
   * False while only a person can mend it, from a number of attempts on that did not reach it, and while the service asks for a long
   * pause: the desktop is told meanwhile.
   */
  get isReachable(): boolean {
    if (this.status().state === "unavailable") return false;
    return this.failures < failuresUntilTrouble && this.#pause.remainingMs <= longestHiccupMs;
  }

  /** How long until it may be handed the next message; Infinity: not until a person mends it. Milliseconds. */
  readyInMs(): number {
    if (this.#obstacle() !== null) return Infinity;
    const { monoMs } = this.#options.clock.now();
    return Math.max(this.#pause.remainingMs, this.#limits.waitMs(monoMs));
  }

  async show(message: Message): Promise<Outcome> {
    const { channel, unusable, clock, kind } = this.#options;
    if (channel === null) return { state: "later", reason: unusable ?? "" };
    const obstacle = this.#obstacle();
    if (obstacle !== null) return { state: "later", reason: this.#options.redact(obstacle) };
    // What is told again is a message beside the one before, or about what nobody has answered.
    const mark = message.subject?.nth === 1 ? this.#clears.forget(message.id) : null;
    if (mark !== null) {
      await mark;
      if (this.#isStopped || this.#pause.remainingMs > 0) return { state: "later", reason: this.#status.detail ?? "" };
    }
    this.#limits.sent(clock.now().monoMs);
    const holds = this.#holds;
    const sent = await this.#attempts.make((signal) =>
      channel.send(remoteMessageOf(message, this.id, kind.abilities, clock.now().wallMs), signal),
    );
    return this.#took(sent, holds !== this.#holds);
  }

  /** Takes what was sent away, or marks it as answered, where the service can; see {@link ClearQueue}. */
  clear(messageId: string, receipt: string | null): Promise<boolean> {
    const { channel, kind } = this.#options;
    if (channel === null) return Promise.resolve(false);
    if (channel.clear === undefined || !kind.abilities.canClear) return Promise.resolve(true);
    return this.#clears.add(messageId, receipt);
  }

  onAction(listener: (action: ChannelAction) => void): () => void {
    return this.#acted.listen(listener);
  }

  onStatus(listener: (status: ChannelStatus) => void): () => void {
    return this.#statusChanged.listen(listener);
  }

  status(): ChannelStatus {
    const obstacle = this.#obstacle();
    if (obstacle !== null) return { state: "unavailable", detail: this.#options.redact(obstacle) };
    if (this.#status.state !== "ok" || this.#answersTrouble === null) return this.#status;
    return { state: "degraded", detail: this.#answersTrouble };
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    this.#clears.stop();
    for (const end of this.#ends) end();
    this.#attempts.abort();
    this.#options.channel?.close();
    this.#acted.clear();
    this.#statusChanged.clear();
    return Promise.resolve();
  }

  #clearInMs(): number {
    const { remainingMs } = this.#pause;
    const asked = { share: clearingShare, count: this.#requestsPerClear };
    const limitMs = this.#limits.waitMs(this.#options.clock.now().monoMs, asked);
    // What only a person can mend may still let itself be marked.
    if (remainingMs === Infinity || remainingMs === 0) return limitMs;
    return Math.max(limitMs, remainingMs + alertsFirstMs);
  }

  async #clear(messageId: string, receipt: string | null): Promise<SendOutcome> {
    const { channel, clock, redact } = this.#options;
    this.#limits.sent(clock.now().monoMs, this.#requestsPerClear);
    const message = { id: remoteIdOf(messageId), receipt };
    const outcome = await this.#attempts.make((signal) => channel?.clear?.(message, signal) ?? nothingToDo);
    if (outcome.kind === "later" && (outcome.afterMs !== null || outcome.code === "http-429"))
      this.#hold(outcome.afterMs ?? unsaidPauseMs, redact(outcome.words));
    else if ((outcome.kind === "accepted" || outcome.kind === "refused") && this.#isHeld) this.#reached();
    return outcome;
  }

  get #requestsPerClear(): number {
    return this.#options.kind.requestsPerClear ?? 1;
  }

  /** Asked for in answer to a mark, it holds for alerts too: services ban those that go on sending. */
  #hold(askedMs: number, words: string): void {
    if (!this.#pause.hold(askedMs, words)) return;
    this.#holds += 1;
    const isHeld = this.#isHeld || this.#status.state === "ok";
    // Said each time: a longer pause than the one before may be too long to wait for.
    this.#setStatus({ state: "degraded", detail: words });
    this.#isHeld = isHeld;
  }

  /** `isHeld`: a pause was asked for while it was on its way, and what was sent before that ends none. */
  #took(sent: SendOutcome, isHeld: boolean): Outcome {
    if (!isHeld && (sent.kind === "accepted" || sent.kind === "refused")) this.#reached();
    if (sent.kind === "accepted") {
      const receipt =
        sent.receipt === null || this.#options.redact(sent.receipt) !== sent.receipt ? null : sent.receipt;
      return { state: "sent", externalId: receipt, ...(sent.note === undefined ? {} : { note: sent.note }) };
    }
    const reason = this.#options.redact(sent.words);
    switch (sent.kind) {
      case "refused":
        return { state: "failed", reason, retryable: false };
      case "later":
        this.#pause.failed(sent.afterMs, reason);
        this.#setStatus({ state: "degraded", detail: reason });
        return { state: "later", reason };
      case "unknown":
        this.#pause.failed(null, reason);
        this.#setStatus({ state: "degraded", detail: reason });
        return { state: "unknown", reason, showsRepeats: this.showsRepeats };
      case "broken":
        this.#pause.untilMended();
        this.#setStatus({ state: "unavailable", detail: reason });
        return { state: "later", reason };
    }
  }

  #reached(): void {
    this.#pause.over();
    this.#setStatus({ state: "ok", detail: null });
  }

  #setStatus(status: ChannelStatus): void {
    const before = this.status();
    this.#isHeld = false;
    this.#status = status;
    this.#told(before);
  }

  #told(before: ChannelStatus): void {
    const now = this.status();
    // While it is away, each failure is told: from a number of them on it is trouble and no short interruption.
    if (now.state === "ok" && before.state === "ok") return;
    this.#statusChanged.emit(now);
  }

  #obstacle(): string | null {
    return this.#options.channel?.reachability?.obstacle() ?? null;
  }

  /** The pauses of before are over once nothing stands in the way: what waits goes out. */
  #followReachability(): () => void {
    const { channel } = this.#options;
    if (channel?.reachability === undefined) return () => undefined;
    return channel.reachability.onChanged(() => {
      if (this.#obstacle() === null) this.#reached();
      this.#statusChanged.emit(this.status());
    });
  }

  /** A copy of a message that nobody knows to have arrived may be what was answered: it is cleared by what the service calls it. */
  #hear({ messageId: remoteId, action, by, receipt }: RemoteAnswer): void {
    const messageId = messageIdOf(remoteId);
    if (receipt !== undefined) void this.clear(messageId, receipt);
    this.#acted.emit({ messageId, action, by: by === null ? null : personName(by) });
  }

  #listen(): () => void {
    const { channel, kind } = this.#options;
    if (channel?.listen === undefined || kind.abilities.answers.length === 0) return () => undefined;
    return channel.listen(
      (answer) => this.#hear(answer),
      (words) => {
        const before = this.status();
        this.#answersTrouble = words === null ? null : this.#options.redact(words);
        this.#told(before);
      },
    );
  }
}

const notKept: KeptPause = { get: () => null, set: () => undefined };

const nothingToDo: Promise<SendOutcome> = Promise.resolve({ kind: "accepted", receipt: null });
