/** What a channel must provide. A channel hands one message to one place where a person may see it; it decides nothing. */
import { message } from "../../preload/contract/messages/message.ts";
import type { DestinationId } from "../../preload/contract/destination.ts";
import type { AlertEvent, DeliveryOccasion } from "../../preload/contract/event.ts";

export const messageActions = ["open", "acknowledge", "snooze", "pause"] as const;
export type MessageAction = (typeof messageActions)[number];

/** How long the `snooze` action pauses a rule; its label says so. Milliseconds. */
export const snoozeActionMs = 15 * 60_000;

/** The same words on every system that shows buttons. */
export function actionLabel(action: MessageAction): string {
  return message(`notify.${action}`);
}

export type Urgency = "low" | "normal" | "critical";

/** What a message is about, for those that pass it on to a service outside. */
export interface MessageSubject {
  readonly events: readonly AlertEvent[];
  /** `alert.fired`, `alert.expired`, `blind.began`, `blind.ended`, `digest`, `notice`. */
  readonly topic: string;
  /** When it happened, wall milliseconds. */
  readonly happenedAtMs: number;
  /** As the rule says; on the desktop a message stays on the screen for other reasons too. */
  readonly urgency: Urgency;
  /** What the desktop does not show because it stands in the window: the rule's sentence, the time zone. */
  readonly body: string;
  /** Where `body` begins with a list. */
  readonly list?: ListInBody;
  readonly actions: readonly MessageAction[];
  /** No sound wherever the service can do without. */
  readonly isSilent: boolean;
  /** An earlier attempt may have been taken by a service that shows what it is sent twice. */
  readonly isAgain: boolean;
  /** The how many-th time it is told there; more than 1 has to be heard anew, though it may replace what is there. */
  readonly nth: number;
  /** `escalation`: because nobody has acknowledged it, at a destination of the second step. */
  readonly occasion: DeliveryOccasion;
}

/** A list that a body begins with: what of it does not fit is left out line by line, and counted. */
export interface ListInBody {
  /** So many lines, one for each. */
  readonly entries: number;
  /** So many that have no line. */
  readonly more: number;
}

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
  /** Left out where it is about the app itself. */
  readonly subject?: MessageSubject;
}

/**
 * How a hand-over really went. `unknown`: handed over, and no answer came in time, so that it may or may not be visible;
 * showing the same id again is right and must not show it twice where the channel can help it.
 */
export type Outcome =
  | { readonly state: "shown"; readonly externalId: string | null }
  /** A service took it; whether a person sees it cannot be known. */
  | { readonly state: "sent"; readonly externalId: string | null; readonly note?: string }
  /** Surely not taken, and nothing else would be now: {@link Channel.readyInMs} says until when. */
  | { readonly state: "later"; readonly reason: string }
  | { readonly state: "failed"; readonly reason: string; readonly retryable: boolean }
  /** `showsRepeats`: sent again it would be there twice, so it is sent once more and says so in its text. */
  | { readonly state: "unknown"; readonly reason: string; readonly showsRepeats?: boolean };

export interface ChannelAction {
  readonly messageId: string;
  readonly action: MessageAction;
  /** Who it was, as the service names them. */
  readonly by?: string | null;
}

/** `detail` says what is wrong, what that means for alerts, and what to do; null while all is well. */
export interface ChannelStatus {
  readonly state: "ok" | "degraded" | "unavailable";
  readonly detail: string | null;
}

export interface Channel {
  /** Of the destination that it tells. */
  readonly id: DestinationId;
  /** Never rejects for an expected failure, and settles within a bounded time (about 10 s). */
  show(message: Message): Promise<Outcome>;
  /**
   * Takes a message off the screen that a person has seen elsewhere. `externalId`: what its `show` returned. Never rejects; what
   * cannot be taken away stays. False where that is left to be done by a later run. Left out: it cannot.
   */
  clear?(messageId: string, externalId: string | null): Promise<boolean>;
  /** A message keeps its buttons there after it was answered, until it is cleared. Left out: it does not. */
  readonly keepsAnswerButtons?: boolean;
  /** Returns the function that ends the subscription. */
  onAction(listener: (action: ChannelAction) => void): () => void;
  /** Called when `status()` has changed. The first `ok` after trouble is the moment to try again what is waiting. */
  onStatus(listener: (status: ChannelStatus) => void): () => void;
  status(): ChannelStatus;
  /** Lets go of everything it holds; what is on the screen stays there. */
  stop(): Promise<void>;
  /** How long until it may be handed the next message, for limits and pauses; Infinity: not until its status changes. Left out: 0. */
  readyInMs?(): number;
  /** Attempts in a row that did not reach it. Left out: each message is tried for itself. */
  readonly failures?: number;
  /** A message that is sent again under its id takes the place of what is there. Left out: it does. */
  readonly canReplace?: boolean;
  /** A second message of the same id and content is shown beside the first. */
  readonly showsRepeats?: boolean;
  /** Of these message ids, those that the system says it still has. Only where the system can be asked. */
  reconcile?(ids: readonly string[]): Promise<ReadonlySet<string>>;
}
