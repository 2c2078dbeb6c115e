/**
 * The desktop channel on macOS and Windows, through Electron's `Notification`. (Linux has its own over D-Bus: Electron's
 * call there can hold up the process that owns the sockets.) Electron's class is wrapped, not extended.
 */
import type { ActivationArguments, Notification, NotificationConstructorOptions } from "electron";
import { isMessageKey, message as text } from "../../preload/contract/messages/message.ts";
import type { Clock, Timer } from "../lib/clock.ts";
import { Signal } from "../lib/signal.ts";
import {
  actionLabel,
  type Channel,
  type ChannelAction,
  type ChannelStatus,
  type Message,
  type MessageAction,
  type Outcome,
} from "../delivery/channel.ts";

/** No word from the system within this: it may or may not be on the screen. Milliseconds. */
export const outcomeWithinMs = 10_000;
/** Windows raises `failed` right after `show` where the person has turned notifications off. Milliseconds. */
export const lateFailureMs = 100;
/** Windows tells of a click twice, in no promised order: to the object, and to whoever asked for all activations. Milliseconds. */
export const twiceWithinMs = 500;
/** An object that is let go of loses its events, so they are kept; systems that never say `close` must not fill the memory. */
export const keptNotifications = 200;

export interface NativeNotifications {
  create(options: NotificationConstructorOptions): Notification;
  isSupported(): boolean;
  /** macOS alone: what is in Notification Center, re-attachable after a restart. */
  getHistory(): Promise<Notification[]>;
  remove(id: string | string[]): void;
  /** Windows alone: clicks on toasts whose object is gone, or that started the app. */
  handleActivation(callback: (details: ActivationArguments) => void): void;
}

export interface NativeChannelDeps {
  readonly native: NativeNotifications;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly icon: string | null;
  /** A toast was clicked whose message cannot be told: the window is shown, at its history. */
  readonly onOpenApp: () => void;
}

interface Kept {
  readonly notification: Notification;
  readonly actions: readonly MessageAction[];
}

export class NativeChannel implements Channel {
  readonly id = "desktop";
  readonly #deps: NativeChannelDeps;
  readonly #kept = new Map<string, Kept>();
  readonly #acted = new Signal<ChannelAction>();
  readonly #statusChanged = new Signal<ChannelStatus>();
  readonly #waiting = new Set<() => void>();
  #status: ChannelStatus = { state: "ok", detail: null };
  /** When an object last raised a click or a button; monotonic. */
  #raisedMs = Number.NEGATIVE_INFINITY;

  constructor(deps: NativeChannelDeps) {
    this.#deps = deps;
    if (deps.platform === "win32") deps.native.handleActivation((details) => this.#activated(details));
  }

  show(message: Message): Promise<Outcome> {
    if (!this.#deps.native.isSupported()) {
      this.#setStatus({
        state: "unavailable",
        detail: text("notify.system.none"),
      });
      return Promise.resolve({ state: "failed", reason: text("notify.system.none-short"), retryable: false });
    }
    const notification = this.#deps.native.create(this.#options(message));
    this.#keep(message.id, { notification, actions: message.actions });
    return this.#outcome(message.id, notification);
  }

  onAction(listener: (action: ChannelAction) => void): () => void {
    return this.#acted.listen(listener);
  }

  onStatus(listener: (status: ChannelStatus) => void): () => void {
    return this.#statusChanged.listen(listener);
  }

  status(): ChannelStatus {
    return this.#status;
  }

  stop(): Promise<void> {
    for (const settle of [...this.#waiting]) settle();
    for (const { notification } of this.#kept.values()) notification.removeAllListeners();
    this.#kept.clear();
    this.#acted.clear();
    this.#statusChanged.clear();
    return Promise.resolve();
  }

  /** After a crash: what macOS still shows was shown. Its objects are taken up again, so that a click on them is heard. */
  async reconcile(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (this.#deps.platform !== "darwin") return new Set();
    const wanted = new Set(ids);
    const found = new Set<string>();
    for (const notification of await this.#deps.native.getHistory()) {
      if (!wanted.has(notification.id)) continue;
      found.add(notification.id);
      if (this.#kept.has(notification.id)) continue;
      // Buttons do not come back with it; a click does.
      this.#keep(notification.id, { notification, actions: [] });
      this.#listen(notification.id, notification);
    }
    return found;
  }

  /** On macOS by its id, which outlives this process; elsewhere while its object is here. */
  clear(messageId: string): Promise<boolean> {
    if (this.#deps.platform === "darwin") this.#deps.native.remove(messageId);
    else this.#kept.get(messageId)?.notification.close();
    this.#kept.delete(messageId);
    return Promise.resolve(true);
  }

  #options(message: Message): NotificationConstructorOptions {
    const windows = this.#deps.platform === "win32";
    return {
      id: message.id,
      title: message.title,
      body: message.body,
      actions: message.actions.map((action) => ({ type: "button", text: actionLabel(action) })),
      ...(this.#deps.icon === null ? {} : { icon: this.#deps.icon }),
      // On Windows a critical toast is sorted high and leaves all the same, unless it is told not to.
      ...(windows
        ? { urgency: message.urgency, timeoutType: message.urgency === "critical" ? "never" : "default" }
        : {}),
    };
  }

  #keep(id: string, kept: Kept): void {
    // The same id replaces what is on the screen; the old object's late `close` must not end the new one's life here.
    this.#kept.get(id)?.notification.removeAllListeners();
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    while (this.#kept.size > keptNotifications) {
      const oldest = this.#kept.keys().next().value;
      if (oldest === undefined) break;
      this.#kept.get(oldest)?.notification.removeAllListeners();
      this.#kept.delete(oldest);
    }
  }

  #listen(id: string, notification: Notification): void {
    notification.on("click", () => {
      this.#raisedMs = this.#deps.clock.now().monoMs;
      this.#act(id, "open");
    });
    notification.on("action", (details) => {
      this.#raisedMs = this.#deps.clock.now().monoMs;
      const action = this.#kept.get(id)?.actions[details.actionIndex];
      if (action !== undefined) this.#act(id, action);
    });
    notification.on("close", () => {
      // On Windows a toast that timed out lives on in the Action Center and may still be clicked.
      if (this.#deps.platform !== "win32" && this.#kept.get(id)?.notification === notification) this.#kept.delete(id);
    });
  }

  #outcome(id: string, notification: Notification): Promise<Outcome> {
    return new Promise((resolve) => {
      let late: Timer | null = null;
      const settle = (outcome: Outcome): void => {
        late?.cancel();
        limit.cancel();
        this.#waiting.delete(abandon);
        resolve(outcome);
      };
      const abandon = (): void => settle({ state: "unknown", reason: text("notify.system.ended") });
      const limit = this.#deps.clock.after(outcomeWithinMs, () =>
        settle({ state: "unknown", reason: text("notify.system.no-answer") }),
      );
      this.#waiting.add(abandon);
      this.#listen(id, notification);
      notification.on("show", () => {
        late ??= this.#deps.clock.after(lateFailureMs, () => {
          this.#setStatus({ state: "ok", detail: null });
          settle({ state: "shown", externalId: null });
        });
      });
      notification.on("failed", (_event, error) => {
        if (this.#kept.get(id)?.notification === notification) this.#kept.delete(id);
        const key = `notify.allow.${this.#deps.platform}` as const;
        const hint = isMessageKey(key) ? text(key) : "";
        this.#setStatus({
          state: "unavailable",
          detail: `${text("notify.system.refused-one")} ${hint}`.trim(),
        });
        settle({ state: "failed", reason: error === "" ? text("notify.system.refused") : error, retryable: false });
      });
      notification.show();
    });
  }

  /**
   * A click on any toast, held or not. Its arguments name the toast by a hash of the id that Electron alone can make, so a
   * held one is told by its own event, close before or after: acting on both would open the window at every Snooze.
   */
  #activated(details: ActivationArguments): void {
    const atMs = this.#deps.clock.now().monoMs;
    this.#deps.clock.after(twiceWithinMs, () => {
      if (this.#raisedMs >= atMs - twiceWithinMs) return;
      const id = new URLSearchParams(details.arguments.replaceAll(";", "&")).get("tag");
      if (id === null || /^\d+$/.test(id)) this.#deps.onOpenApp();
      else this.#act(id, "open");
    });
  }

  #act(messageId: string, action: MessageAction): void {
    this.#acted.emit({ messageId, action });
  }

  #setStatus(status: ChannelStatus): void {
    if (status.state === this.#status.state && status.detail === this.#status.detail) return;
    this.#status = status;
    this.#statusChanged.emit(status);
  }
}
