/** A channel that a test reads and steers: what it was asked to show, and how that went. */
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { Channel, ChannelAction, ChannelStatus, Message, Outcome } from "../../main/delivery/channel.ts";

export class RecordingChannel implements Channel {
  readonly id: DestinationId;
  readonly messages: Message[] = [];
  /** How each `show` goes; by default it works. */
  answer: (message: Message) => Outcome | Promise<Outcome> = (message) => ({
    state: "shown",
    externalId: `x-${message.id}`,
  });
  /** Ids of messages that were taken away. */
  readonly cleared: string[] = [];
  canReplace = true;
  /** Until it may be handed the next message. Milliseconds. */
  waitMs = 0;
  /** What the system still has, for `reconcile`. */
  has = new Set<string>();
  readonly #actions = new Set<(action: ChannelAction) => void>();
  readonly #statuses = new Set<(status: ChannelStatus) => void>();

  constructor(id: DestinationId = "desktop") {
    this.id = id;
  }

  show(message: Message): Promise<Outcome> {
    this.messages.push(message);
    return Promise.resolve().then(() => this.answer(message));
  }
  clear(messageId: string): Promise<boolean> {
    this.cleared.push(messageId);
    return Promise.resolve(true);
  }
  onAction(listener: (action: ChannelAction) => void): () => void {
    this.#actions.add(listener);
    return () => void this.#actions.delete(listener);
  }
  onStatus(listener: (status: ChannelStatus) => void): () => void {
    this.#statuses.add(listener);
    return () => void this.#statuses.delete(listener);
  }
  status(): ChannelStatus {
    return { state: "ok", detail: null };
  }
  readyInMs(): number {
    return this.waitMs;
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
  reconcile(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(ids.filter((id) => this.has.has(id))));
  }

  act(action: ChannelAction): void {
    for (const listener of this.#actions) listener(action);
  }
  say(status: ChannelStatus): void {
    for (const listener of this.#statuses) listener(status);
  }
  get listeners(): number {
    return this.#actions.size + this.#statuses.size;
  }
}
