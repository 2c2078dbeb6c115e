/**
 * The desktop channel on Linux: `org.freedesktop.Notifications` over D-Bus, without Electron and never blocking, so that it
 * is the same in both hosts. (Electron's own call waits in the main process while no service answers.)
 */
import { message as text } from "../../preload/contract/messages/message.ts";
import type { Clock } from "../lib/clock.ts";
import { desktopEntry } from "../lib/desktop-entry.ts";
import { Signal } from "../lib/signal.ts";
import {
  actionLabel,
  type Channel,
  type ChannelAction,
  type ChannelStatus,
  type Message,
  type MessageAction,
  type Outcome,
  type Urgency,
} from "./channel.ts";
import type { BusReply } from "./dbus/bus.ts";
import { NotificationServer } from "./dbus/notification-server.ts";
import { bodyLimit, cleanText, cutText, escapeMarkup, titleLimit } from "./dbus/text.ts";

/** No answer within this: it may or may not be on the screen. Milliseconds. */
export const answerWithinMs = 10_000;
/** Services that never say `closed` must not fill the memory. */
const keptMessages = 500;

const urgencyByte: Record<Urgency, number> = { low: 0, normal: 1, critical: 2 };
/** A click on the notification itself is `default` in the specification. */
const actionKeys: Record<MessageAction, string> = {
  open: "default",
  acknowledge: "acknowledge",
  snooze: "snooze",
  pause: "pause",
};

export interface DbusChannelOptions {
  readonly clock: Clock;
  /** Where the bus is looked for; the process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Icon name or absolute path; empty: that of the desktop entry. */
  readonly icon?: string;
}

/** Handed over and not answered in time. It is not sent again while that answer may come: it would be seen twice. */
interface HandedOver {
  readonly title: string;
  readonly outcome: Promise<Outcome>;
}

const late = Symbol("late");

export class DbusChannel implements Channel {
  readonly id = "desktop";
  readonly #options: DbusChannelOptions;
  readonly #server: NotificationServer;
  readonly #acted = new Signal<ChannelAction>();
  readonly #statusChanged = new Signal<ChannelStatus>();
  /** The service's id of each message on the screen, and back. Good for the present service alone. */
  readonly #idOf = new Map<string, number>();
  readonly #messageOf = new Map<number, string>();
  readonly #handedOver = new Map<string, HandedOver>();
  #silent = false;
  #refusal: string | null = null;
  #told = "";

  constructor(options: DbusChannelOptions) {
    this.#options = options;
    this.#server = new NotificationServer(options.clock, options.env ?? process.env, {
      state: () => this.#tell(),
      replaced: () => this.#replaced(),
      action: (id, key) => this.#invoked(id, key),
      closed: (id) => this.#closed(id),
    });
  }

  async show(message: Message): Promise<Outcome> {
    const { promise: tooLate, resolve } = Promise.withResolvers<typeof late>();
    const timer = this.#options.clock.after(answerWithinMs, () => resolve(late));
    try {
      return await this.#attempt(message, tooLate);
    } finally {
      timer.cancel();
    }
  }

  /** One that is gone, or another service's, is none of ours to close. */
  async clear(messageId: string, externalId: string | null): Promise<boolean> {
    const id = this.#idOf.get(messageId) ?? this.#idFrom(externalId);
    if (id !== 0 && this.#server.state.kind === "ready") await this.#server.call("CloseNotification", "u", [id]);
    return true;
  }

  onAction(listener: (action: ChannelAction) => void): () => void {
    return this.#acted.listen(listener);
  }

  onStatus(listener: (status: ChannelStatus) => void): () => void {
    return this.#statusChanged.listen(listener);
  }

  status(): ChannelStatus {
    const state = this.#server.state;
    const meanwhile = text("notify.meanwhile");
    switch (state.kind) {
      case "connecting":
        return { state: "degraded", detail: text("notify.connecting") };
      case "no-address":
        return unavailable(text("notify.no-bus", { meanwhile }));
      case "no-bus":
        return unavailable(text("notify.bus-unreachable", { meanwhile, reason: state.message }));
      case "no-service":
        return unavailable(text("notify.no-service", { meanwhile }));
      case "ready":
        if (this.#silent) return unavailable(text("notify.no-answer", { meanwhile, seconds: answerWithinMs / 1000 }));
        if (this.#refusal !== null)
          return {
            state: "degraded",
            detail: text("notify.refused", { meanwhile, reason: this.#refusal }),
          };
        return { state: "ok", detail: null };
    }
  }

  async stop(): Promise<void> {
    this.#acted.clear();
    this.#statusChanged.clear();
    await this.#server.stop();
  }

  async #attempt(message: Message, tooLate: Promise<typeof late>): Promise<Outcome> {
    const ready = await Promise.race([this.#server.ready(), tooLate]);
    if (ready !== true) return this.#notHandedOver();
    const title = cutText(cleanText(message.title), titleLimit);
    const before = this.#handedOver.get(message.id);
    if (before !== undefined) {
      const outcome = await Promise.race([before.outcome, tooLate]);
      if (outcome === late) return this.#unanswered();
      this.#handedOver.delete(message.id);
      if (outcome.state === "shown" && before.title === title) return outcome;
    }
    const capabilities = await Promise.race([this.#server.capabilities(), tooLate]);
    if (capabilities === late) {
      this.#setSilent(true);
      return this.#notHandedOver();
    }
    if (capabilities === null && this.#server.state.kind !== "ready") return this.#notHandedOver();
    // A service that cannot say what it can do gets what every one can.
    const handedOver = { title, outcome: this.#notify(message, title, capabilities ?? new Set(["body"])) };
    this.#handedOver.set(message.id, handedOver);
    forgetOldest(this.#handedOver);
    const outcome = await Promise.race([handedOver.outcome, tooLate]);
    if (outcome === late) return this.#unanswered();
    this.#handedOver.delete(message.id);
    return outcome;
  }

  async #notify(message: Message, title: string, can: ReadonlySet<string>): Promise<Outcome> {
    const text = cutText(cleanText(message.body), bodyLimit);
    const body = can.has("body-markup") ? escapeMarkup(text) : text;
    const hasBody = can.has("body");
    const actions = can.has("actions")
      ? message.actions.flatMap((action) => [actionKeys[action], actionLabel(action)])
      : [];
    const reply = await this.#server.call("Notify", "susssasa{sv}i", [
      "Pricebell",
      this.#idOf.get(message.id) ?? this.#idFrom(message.externalId),
      this.#options.icon ?? "",
      hasBody ? title : cutText(`${title}: ${text.replaceAll("\n", " ")}`, titleLimit),
      hasBody ? body : "",
      actions,
      [
        ["urgency", { signature: "y", value: urgencyByte[message.urgency] }],
        ["desktop-entry", { signature: "s", value: desktopEntry }],
        // dunst replaces by this whatever the id: there, even a crash before its answer leaves one and not two.
        ["x-dunst-stack-tag", { signature: "s", value: cutText(cleanText(message.id), titleLimit) }],
        // Kept in the desktop's own list until it is dismissed, where the desktop has one.
        ["transient", { signature: "b", value: false }],
      ],
      // Milliseconds on the screen: 0 is until dismissed, -1 is up to the desktop.
      message.urgency === "critical" ? 0 : -1,
    ]);
    return this.#outcomeOf(message, reply);
  }

  #outcomeOf(message: Message, reply: BusReply): Outcome {
    if (!reply.ok) {
      if (reply.name === "lost")
        return {
          state: "unknown",
          reason: text("notify.why.bus-lost"),
        };
      this.#refusal = reply.message === "" ? reply.name : reply.message;
      this.#setSilent(false);
      return { state: "failed", reason: this.status().detail ?? this.#refusal, retryable: true };
    }
    this.#refusal = null;
    const shownBefore = this.#idOf.get(message.id);
    if (shownBefore !== undefined) this.#messageOf.delete(shownBefore);
    const [id] = reply.values;
    if (!isNotificationId(id)) {
      // Shown by a service that does not keep to the specification: it can be neither replaced nor acted on.
      this.#idOf.delete(message.id);
      this.#setSilent(false);
      return { state: "shown", externalId: null };
    }
    this.#idOf.set(message.id, id);
    this.#messageOf.set(id, message.id);
    forgetOldest(this.#idOf);
    forgetOldest(this.#messageOf);
    this.#setSilent(false);
    const { identity } = this.#server;
    return { state: "shown", externalId: identity === null ? null : `${identity}/${id}` };
  }

  #notHandedOver(): Outcome {
    return {
      state: "failed",
      reason: this.status().detail ?? text("notify.why.not-ready"),
      retryable: true,
    };
  }

  #unanswered(): Outcome {
    this.#setSilent(true);
    return {
      state: "unknown",
      reason: text("notify.why.no-answer", { seconds: answerWithinMs / 1000 }),
    };
  }

  /** The id to replace, if the very service that gave it is still there: on another one it is somebody else's. */
  #idFrom(externalId: string | null): number {
    const { identity } = this.#server;
    if (externalId === null || identity === null || !externalId.startsWith(`${identity}/`)) return 0;
    const id = Number(externalId.slice(identity.length + 1));
    return isNotificationId(id) ? id : 0;
  }

  #replaced(): void {
    this.#idOf.clear();
    this.#messageOf.clear();
    this.#silent = false;
    this.#refusal = null;
  }

  #invoked(id: number, key: string, isRetried = false): void {
    const messageId = this.#messageOf.get(id);
    const action = (Object.keys(actionKeys) as MessageAction[]).find((known) => actionKeys[known] === key);
    // Where this process was held up, a button's signal is read together with the answer that gives the message its id,
    // and that one is worked through a little later.
    if (messageId === undefined && !isRetried && this.#handedOver.size > 0) {
      setImmediate(() => this.#invoked(id, key, true));
      return;
    }
    if (messageId === undefined || action === undefined) return;
    this.#acted.emit({ messageId, action });
  }

  /** Closed is closed: what is shown under that message id next is a new notification, that a person sees come up. */
  #closed(id: number): void {
    const messageId = this.#messageOf.get(id);
    // The way back stays: some services say `closed` before they say which button it was.
    if (messageId !== undefined && this.#idOf.get(messageId) === id) this.#idOf.delete(messageId);
  }

  #setSilent(silent: boolean): void {
    this.#silent = silent;
    this.#tell();
  }

  #tell(): void {
    const status = this.status();
    const told = `${status.state} ${status.detail ?? ""}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#statusChanged.emit(status);
  }
}

function unavailable(detail: string): ChannelStatus {
  return { state: "unavailable", detail };
}

/** The specification never gives 0: there, it asks for a new notification. */
function isNotificationId(id: unknown): id is number {
  return typeof id === "number" && Number.isInteger(id) && id > 0 && id <= 0xffff_ffff;
}

function forgetOldest<Key>(map: Map<Key, unknown>): void {
  for (const oldest of map.keys()) {
    if (map.size <= keptMessages) return;
    map.delete(oldest);
  }
}
