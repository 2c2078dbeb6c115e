/**
 * What a channel to a service outside this computer provides (ntfy, Telegram, mail, a webhook, a program ...). It turns one message
 * into one attempt and says exactly what came of it. It keeps no queue, retries nothing and waits for no limit: the outbox does, by
 * what is said here. Without that split every channel would have its own idea of "once".
 */
import type { AlertEvent } from "../../../preload/contract/event.ts";
import type { DestinationSound } from "../../../preload/contract/destination.ts";
import type { Result } from "../../../preload/contract/result.ts";
import type { Clock } from "../../lib/clock.ts";
import type { NetworkAgent } from "../../network/agent.ts";
import type { ListInBody, MessageAction, Urgency } from "../channel.ts";

/** One thing that a person enters to set up a destination. */
export interface ChannelField {
  /** Name in `destinations.create {fields}` and in the database; never changes. */
  readonly id: string;
  /** Plain words, in the language in use. */
  readonly label: string;
  /** Where it is found, what it looks like; null where the label says it all. */
  readonly help: string | null;
  readonly kind: "text" | "url" | "email" | "number" | "choice" | "flag" | "file";
  /** Kept where the API keys are, never shown again, never in a page, log, export or error. */
  readonly isSecret: boolean;
  /**
   * It says where secrets are sent to, or who can read them there or on the way (a server, a port, its encryption, its authority): when
   * it is changed, they have to be entered again. Always so of a `url` that is no secret itself.
   */
  readonly bindsSecrets?: boolean;
  readonly isRequired: boolean;
  /** Most people leave it as it is: the window keeps it out of the way. */
  readonly isSeldomNeeded?: boolean;
  /** What is in force while nothing is entered; always as text (`"465"`, `"true"`). */
  readonly preset: string;
  /** For `choice`. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly maxLength: number;
}

/** Every field of the channel, presets filled in; secrets among them. */
export type FieldValues = Readonly<Record<string, string>>;

export interface ChannelAbilities {
  /** Sending under the same {@link RemoteMessage.id} replaces what is there. */
  readonly canReplace: boolean;
  /** The service, or what receives, drops a second message of the same {@link RemoteMessage.key}: it may be sent again at no risk. */
  readonly dropsRepeats: boolean;
  /** What was sent can be taken away or marked as answered. */
  readonly canClear: boolean;
  /** What a person has answered still has its buttons until it is cleared. Left out: the service sees to that. */
  readonly keepsAnswerButtons?: boolean;
  /** What a person can answer there; empty: nothing. */
  readonly answers: readonly MessageAction[];
  /** The service itself repeats a critical message until it is answered (Pushover's priority 2). */
  readonly repeatsCritical: boolean;
}

/** Kept by us before the service has to say so. Sliding windows; the strictest one counts. */
export interface ChannelLimit {
  readonly messages: number;
  readonly withinMs: number;
}

export interface RemoteMessage {
  /** Of what is on the person's device: the same id again means "replace it". Matches `[A-Za-z0-9_-]{1,64}`. */
  readonly id: string;
  /** Of this content: the same on every attempt to send it, another one when it grows, repeats or ends. Same alphabet. */
  readonly key: string;
  readonly title: string;
  /** Plain text, lines separated by `\n`. The channel escapes what its service would read as markup and counts in its unit. */
  readonly body: string;
  /** Where `body` begins with a list. */
  readonly list?: ListInBody;
  readonly urgency: Urgency;
  /** No sound wherever the service can do without: quiet hours. */
  readonly isSilent: boolean;
  /** Offered as buttons where {@link ChannelAbilities.answers} has them. */
  readonly actions: readonly MessageAction[];
  /** An earlier attempt at this content may have been taken: a service that would show it twice is told "(again)" in the text. */
  readonly isAgain: boolean;
  /**
   * What the service called the message of this id when it took it, perhaps before a restart; null where nothing is known. Null
   * too where it has to be heard anew (a repeat): an edit of Telegram and Discord makes no sound.
   */
  readonly receipt: string | null;
  /** What it is about, for those that pass on data rather than text. Empty for a test message. */
  readonly events: readonly AlertEvent[];
  /** What `events` says of itself: `alert.fired`, `alert.expired`, `blind.began`, `blind.ended`, `test`, `digest`. */
  readonly topic: string;
  /** When it happened, wall time in milliseconds: a late message says when that was, not when it arrives. */
  readonly happenedAtMs: number;
}

/** What came of one attempt; `words` are plain and hold no secret, `code` is stable and for tests and logs. */
export type SendOutcome =
  /** The service took it, and said so as its documentation says it would. `note`: what does not work there all the same, in words. */
  | { readonly kind: "accepted"; readonly receipt: string | null; readonly note?: string }
  /** Surely not taken, and may be later: no route, 429, 5xx. `afterMs`: what the service asked for; null: our own pauses. */
  | { readonly kind: "later"; readonly code: string; readonly words: string; readonly afterMs: number | null }
  /** May have been taken: no answer, or a broken one, after the first byte of it had gone out. */
  | { readonly kind: "unknown"; readonly code: string; readonly words: string }
  /** This message will never be taken (too long, malformed): it alone ends. */
  | { readonly kind: "refused"; readonly code: string; readonly words: string }
  /** Nothing will be taken until a person mends it: wrong token, removed webhook. `words` say what to do. */
  | { readonly kind: "broken"; readonly code: string; readonly words: string };

/** An answer of a person, from a button or a reply. */
export interface RemoteAnswer {
  readonly messageId: string;
  readonly action: MessageAction;
  /** Who answered, as the service names them; null where it does not. */
  readonly by: string | null;
  /** What the service calls the very message that was answered; left out where it does not say, or that is cleared by itself. */
  readonly receipt?: string;
}

export interface RemoteChannel {
  /** One attempt within 20 s. Never rejects for what can be expected; stops at once when `signal` is aborted. */
  send(message: RemoteMessage, signal: AbortSignal): Promise<SendOutcome>;
  /** Takes a message away, or marks it as answered. Only with {@link ChannelAbilities.canClear}. */
  clear?(message: { readonly id: string; readonly receipt: string | null }, signal: AbortSignal): Promise<SendOutcome>;
  /**
   * Hears answers until the returned function is called (a stream or a poll of the service). `trouble`: it cannot be heard at the
   * moment, in words; null: it can again. Only with {@link ChannelAbilities.answers}.
   */
  listen?(onAnswer: (answer: RemoteAnswer) => void, trouble: (words: string | null) => void): () => void;
  /** Why nothing can be taken at the moment, where that is known without sending anything. Left out: only an attempt can tell. */
  readonly reachability?: Reachability;
  /** Lets go of everything it holds. */
  close(): void;
}

/** Whether a channel can take anything at all. */
export interface Reachability {
  /** Why not, what that means and what to do; null: it can. */
  obstacle(): string | null;
  /** Called when {@link obstacle} answers something else. Returns the function that ends it. */
  onChanged(listener: () => void): () => void;
}

/** What the app offers to a channel. */
export interface RemoteChannelHost {
  readonly clock: Clock;
  readonly agent: NetworkAgent;
  /** Names this installation to a service where two of them share a topic; `[a-z0-9]{8}`, no secret. */
  readonly installationId: string;
  /** What the channel keeps over restarts: up to where answers were heard, a chat that has moved. At most 2,000 characters, no secret. */
  readonly cursor: { get(): string | null; set(value: string): void };
  /** Plays a sound in the open windows of the app. */
  readonly sounds: SoundPlayer;
}

/** `blocked`: there are windows, and the browser lets none of them play. */
export type SoundReadiness = "ready" | "blocked" | "no-window";
/** `no-answer`: it was handed to a window, and may have been heard. */
export type SoundOutcome = "played" | "no-answer" | Exclude<SoundReadiness, "ready">;

/** The open windows, as far as sounds go. */
export interface SoundPlayer {
  /** Whether one that is asked for now would be heard. */
  state(): SoundReadiness;
  onChanged(listener: () => void): () => void;
  /** `played` only where a window said so. */
  play(sound: SoundRequest, signal: AbortSignal): Promise<SoundOutcome>;
}

/** What a page is asked to play. */
export interface SoundRequest {
  readonly sound: DestinationSound;
  /** 0 to 1. */
  readonly volume: number;
}

/** A channel as it describes itself: one file beside this one, and a line in the list. */
export interface RemoteChannelKind {
  readonly id: string;
  readonly label: string;
  /** One sentence: what it needs. */
  readonly summary: string;
  readonly fields: readonly ChannelField[];
  readonly abilities: ChannelAbilities;
  readonly limits: readonly ChannelLimit[];
  /** So many requests mark one message. Left out: one. */
  readonly requestsPerClear?: number;
  /** Whether these values can work, before anything is sent; the refusal names the field: `fields.topic`. */
  check(values: FieldValues): Result<null>;
  /** Every text of these values that must never be seen, in every form in which it goes out (in a path, encoded, signed with). */
  secretsOf(values: FieldValues): readonly string[];
  open(values: FieldValues, host: RemoteChannelHost): RemoteChannel;
}
