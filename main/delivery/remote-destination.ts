/**
 * One destination as the outbox sees it: the channel to a service outside, with that service's limits and the pauses after it could
 * not be reached. The channel itself knows one attempt; the outbox knows rows. What lies between, how long the next one waits, is here:
 * it holds for everything that waits, so that one message is tried while a service is away and not each of them.
 */
import { hash } from "node:crypto";
import type { DestinationId } from "../../preload/contract/destination.ts";
import { message as text } from "../../preload/contract/messages/message.ts";
import type { Clock } from "../lib/clock.ts";
import { Signal } from "../lib/signal.ts";
import type { Channel, ChannelAction, ChannelStatus, Message, Outcome } from "./channel.ts";
import type { RemoteChannel, RemoteChannelKind, RemoteMessage, SendOutcome } from "./channels/remote-channel.ts";
import { ClearQueue } from "./clear-queue.ts";
import { SendLimits } from "./send-limits.ts";
import { SendPause, type KeptPause } from "./send-pause.ts";

/** A channel settles within 20 s; one that does not is taken for one that never will. Milliseconds. */
export const attemptWithinMs = 25_000;

/** What marks messages as answered leaves so much of the service's limits to alerts. */
const clearingShare = 0.5;

/** So many attempts in a row that failed are trouble; fewer are a hiccup. */
const failuresUntilTrouble = 3;

export interface RemoteDestinationOptions {
  readonly id: DestinationId;
  readonly clock: Clock;
  readonly kind: Pick<RemoteChannelKind, "abilities" | "limits">;
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
  readonly #inFlight = new Set<AbortController>();
  readonly #ends: readonly (() => void)[];
  #status: ChannelStatus;
  #answersTrouble: string | null = null;
  readonly #pause: SendPause;
  readonly #clears: ClearQueue;

  constructor(options: RemoteDestinationOptions) {
    this.#options = options;
    this.id = options.id;
    this.#limits = new SendLimits(options.kind.limits);
    const { channel, unusable, clock, pause = notKept, sentBeforeMs = [] } = options;
    this.#pause = new SendPause(clock, pause);
    const { wallMs, monoMs } = clock.now();
    // None of them was sent after now, whatever the clock said then.
    for (const atMs of sentBeforeMs) this.#limits.sent(monoMs - Math.max(0, wallMs - atMs));
    const words = this.#pause.resume();
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

  /** Attempts in a row that did not reach it. */
  get failures(): number {
    return this.#pause.failures;
  }

  /** False while only a person can mend it, and from a number of attempts on that did not reach it: the desktop is told meanwhile. */
  get isReachable(): boolean {
    const { state } = this.status();
    return state === "ok" || (state === "degraded" && this.failures < failuresUntilTrouble);
  }

  /** How long until it may be handed the next message; Infinity: not until a person mends it. Milliseconds. */
  readyInMs(): number {
    if (this.#obstacle() !== null) return Infinity;
    const { monoMs } = this.#options.clock.now();
    return Math.max(this.#pause.remainingMs, this.#limits.waitMs(monoMs));
  }

  async show(message: Message): Promise<Outcome> {
    const { channel, unusable, clock } = this.#options;
    if (channel === null) return { state: "later", reason: unusable ?? "" };
    const obstacle = this.#obstacle();
    if (obstacle !== null) return { state: "later", reason: this.#options.redact(obstacle) };
    this.#limits.sent(clock.now().monoMs);
    // What is told again is a message beside the one before, or about what nobody has answered.
    const marked = message.subject?.nth === 1 ? this.#clears.forget(message.id) : Promise.resolve();
    const sent = await this.#within((signal) => marked.then(() => channel.send(this.#remoteMessage(message), signal)));
    return this.#took(sent);
  }

  /** Takes what was sent away, or marks it as answered, where the service can; see {@link ClearQueue}. */
  clear(messageId: string, receipt: string | null): Promise<void> {
    const { channel, kind } = this.#options;
    if (channel?.clear === undefined || !kind.abilities.canClear) return Promise.resolve();
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
    this.#clears.stop();
    for (const end of this.#ends) end();
    for (const attempt of this.#inFlight) attempt.abort();
    this.#options.channel?.close();
    this.#acted.clear();
    this.#statusChanged.clear();
    return Promise.resolve();
  }

  #clearInMs(): number {
    const { remainingMs } = this.#pause;
    const limitMs = this.#limits.waitMs(this.#options.clock.now().monoMs, clearingShare);
    // What only a person can mend may still let itself be marked.
    return remainingMs === Infinity ? limitMs : Math.max(limitMs, remainingMs);
  }

  #clear(messageId: string, receipt: string | null): Promise<SendOutcome> {
    const { channel, clock } = this.#options;
    this.#limits.sent(clock.now().monoMs);
    return this.#within((signal) => channel?.clear?.({ id: remoteIdOf(messageId), receipt }, signal) ?? nothingToDo);
  }

  /** One attempt that settles: what a channel throws, or never answers, may have been taken. */
  async #within(run: (signal: AbortSignal) => Promise<SendOutcome>): Promise<SendOutcome> {
    const attempt = new AbortController();
    this.#inFlight.add(attempt);
    const { promise: tooLate, resolve } = Promise.withResolvers<SendOutcome>();
    const end = (): void => resolve({ kind: "unknown", code: "no-answer", words: text("destination.no-answer") });
    const timer = this.#options.clock.after(attemptWithinMs, () => attempt.abort());
    attempt.signal.addEventListener("abort", end);
    try {
      return await Promise.race([run(attempt.signal), tooLate]);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return { kind: "unknown", code: "failed", words };
    } finally {
      timer.cancel();
      this.#inFlight.delete(attempt);
    }
  }

  #took(sent: SendOutcome): Outcome {
    if (sent.kind === "accepted") {
      this.#reached();
      const receipt =
        sent.receipt === null || this.#options.redact(sent.receipt) !== sent.receipt ? null : sent.receipt;
      return { state: "sent", externalId: receipt, ...(sent.note === undefined ? {} : { note: sent.note }) };
    }
    const reason = this.#options.redact(sent.words);
    switch (sent.kind) {
      case "refused":
        this.#reached();
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
    this.#status = status;
    this.#told(before);
  }

  #told(before: ChannelStatus): void {
    const now = this.status();
    // While it is away, each failure is told: from a number of them on it is trouble and no hiccup.
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

  #listen(): () => void {
    const { channel, kind } = this.#options;
    if (channel?.listen === undefined || kind.abilities.answers.length === 0) return () => undefined;
    return channel.listen(
      ({ messageId, action, by }) => this.#acted.emit({ messageId: messageIdOf(messageId), action, by }),
      (words) => {
        const before = this.status();
        this.#answersTrouble = words === null ? null : this.#options.redact(words);
        this.#told(before);
      },
    );
  }

  #remoteMessage(message: Message): RemoteMessage {
    const { abilities } = this.#options.kind;
    const nowMs = this.#options.clock.now().wallMs;
    const { subject } = message;
    const events = subject?.events ?? [];
    const topic = subject?.topic ?? (message.id === testMessageId ? "test" : "notice");
    const telling = subject === undefined || subject.nth === 1 ? [] : [subject.nth];
    const content =
      subject === undefined ? [message.title, message.body, nowMs] : [topic, ...telling, ...events.map(({ id }) => id)];
    return {
      id: remoteIdOf(message.id),
      key: hash("sha256", [this.id, message.id, ...content].join("\n"), "base64url"),
      title: message.title,
      body: bodyFor(message, abilities),
      ...(subject?.list === undefined ? {} : { list: subject.list }),
      urgency: subject?.urgency ?? message.urgency,
      isSilent: subject?.isSilent ?? false,
      actions: (subject?.actions ?? []).filter((action) => abilities.answers.includes(action)),
      isAgain: subject?.isAgain ?? false,
      // An edit of what is there would make no sound.
      receipt: telling.length > 0 ? null : message.externalId,
      events,
      topic,
      happenedAtMs: subject?.happenedAtMs ?? nowMs,
    };
  }
}

const notKept: KeptPause = { get: () => null, set: () => undefined };

/** Where there is no button to press, the text says how what has happened is acknowledged. */
function bodyFor({ body, subject }: Message, { answers }: RemoteChannelKind["abilities"]): string {
  if (subject === undefined) return body;
  const isAsked = subject.actions.includes("acknowledge") && !answers.includes("acknowledge");
  return isAsked ? `${subject.body}\n${text("notify.remote.answer")}` : subject.body;
}

/** The message of a test button, on every channel. */
export const testMessageId = "test";

const nothingToDo: Promise<SendOutcome> = Promise.resolve({ kind: "accepted", receipt: null });

/** Services take letters, digits, `_` and `-`; a message that stands for several events has a colon in its id. */
const remoteIdOf = (messageId: string): string => messageId.replace(":", "_");
const messageIdOf = (remoteId: string): string => remoteId.replace("_", ":");
