/** What a channel must provide. A channel hands one message to one place where a person may see it; it decides nothing. */
import { message } from "../../preload/contract/messages/message.ts";
import type { ChannelId } from "../../preload/contract/destination.ts";

export const messageActions = ["open", "acknowledge", "snooze", "pause"] as const;
export type MessageAction = (typeof messageActions)[number];

/** How long the `snooze` action pauses a rule; its label says so. Milliseconds. */
export const snoozeActionMs = 15 * 60_000;

/** The same words on every system that shows buttons. */
export function actionLabel(action: MessageAction): string {
  return message(`notify.${action}`);
}

export type Urgency = "low" | "normal" | "critical";

export interface Message {
  /** Stable: showing the same id again replaces what is on the screen instead of adding to it. */
  readonly id: string;
  readonly title: string;
  /** Plain text, lines separated by `\n`. The channel escapes where its system reads markup. */
  readonly body: string;
  readonly urgency: Urgency;
  /** What a person may answer; a channel leaves out what its system cannot show. */
  readonly actions: readonly MessageAction[];
  /** What an earlier `show` of this id returned, perhaps before a restart; null where nothing is known. */
  readonly externalId: string | null;
}

/**
 * How a hand-over really went. `unknown`: handed over, and no answer came in time, so that it may or may not be visible;
 * showing the same id again is right and must not show it twice where the channel can help it.
 */
export type Outcome =
  | { readonly state: "shown"; readonly externalId: string | null }
  | { readonly state: "failed"; readonly reason: string; readonly retryable: boolean }
  | { readonly state: "unknown"; readonly reason: string };

export interface ChannelAction {
  readonly messageId: string;
  readonly action: MessageAction;
}

/** `detail` says what is wrong, what that means for alerts, and what to do; null while all is well. */
export interface ChannelStatus {
  readonly state: "ok" | "degraded" | "unavailable";
  readonly detail: string | null;
}

export interface Channel {
  readonly id: ChannelId;
  /** Never rejects for an expected failure, and settles within a bounded time (about 10 s). */
  show(message: Message): Promise<Outcome>;
  /** Returns the function that ends the subscription. */
  onAction(listener: (action: ChannelAction) => void): () => void;
  /** Called when `status()` has changed. The first `ok` after trouble is the moment to try again what is waiting. */
  onStatus(listener: (status: ChannelStatus) => void): () => void;
  status(): ChannelStatus;
  /** Lets go of everything it holds; what is on the screen stays there. */
  stop(): Promise<void>;
  /** Of these message ids, those that the system says it still has. Only where the system can be asked. */
  reconcile?(ids: readonly string[]): Promise<ReadonlySet<string>>;
}
