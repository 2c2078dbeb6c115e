/** What reaches the window: every change while it is open, prices only while it can be seen, and what a click was about. */
import type { BrowserWindow } from "electron";
import { pushNames, type PushName } from "../../preload/contract/contract.ts";
import type { Quote } from "../../preload/contract/market.ts";
import type { Publisher, PushListener } from "../bridge/publisher.ts";
import { push } from "./push.ts";

export interface WindowPushDeps {
  readonly publisher: Publisher;
  readonly showWindow: () => void;
  /** The prices that a window which was hidden has missed. */
  readonly snapshot: () => Quote[];
  readonly onGone: (clientId: string) => void;
}

const always: readonly PushName[] = pushNames.filter((name) => name !== "market.ticks" && name !== "app.openEvent");

export class WindowPush {
  readonly #deps: WindowPushDeps;
  #window: BrowserWindow | null = null;
  #clientId: string | null = null;
  #endAlways: (() => void) | null = null;
  #endTicks: (() => void) | null = null;
  /** True once the page has called: it subscribes before it calls, so from then on a push is heard. */
  #listening = false;
  #waiting: unknown = null;

  constructor(deps: WindowPushDeps) {
    this.#deps = deps;
    // Heard with or without a window: a click on a notification is what opens one.
    deps.publisher.subscribe(({ value }) => this.#open(value), ["app.openEvent"]);
  }

  get clientId(): string | null {
    return this.#clientId;
  }

  /** A new window is there; the one before it is gone. */
  attach(window: BrowserWindow): void {
    this.#detach();
    const clientId = `window-${String(window.id)}`;
    this.#window = window;
    this.#clientId = clientId;
    this.#endAlways = this.#deps.publisher.subscribe(this.#send, always);
    const see = (): void => this.#seen();
    const lose = (): void => this.#endPrices();
    window.on("show", see).on("restore", see).on("hide", lose).on("minimize", lose);
    window.on("closed", () => {
      if (this.#window === window) this.#detach();
    });
  }

  /** The page called: it is listening. */
  called(): void {
    if (this.#listening) return;
    this.#listening = true;
    if (this.#waiting !== null) push(this.#contents(), "app.openEvent", this.#waiting);
    this.#waiting = null;
  }

  readonly #send: PushListener = (sent, clientId) => {
    if (clientId === null || clientId === this.#clientId) push(this.#contents(), sent.name, sent.value);
  };

  #contents() {
    return this.#window === null || this.#window.isDestroyed() ? null : this.#window.webContents;
  }

  #seen(): void {
    if (this.#endTicks !== null) return;
    this.#endTicks = this.#deps.publisher.subscribe(this.#send, ["market.ticks"]);
    if (this.#listening) push(this.#contents(), "market.watchlist", this.#deps.snapshot());
  }

  #endPrices(): void {
    this.#endTicks?.();
    this.#endTicks = null;
  }

  #open(what: unknown): void {
    this.#deps.showWindow();
    if (this.#listening) push(this.#contents(), "app.openEvent", what);
    else this.#waiting = what;
  }

  #detach(): void {
    this.#endPrices();
    this.#endAlways?.();
    this.#endAlways = null;
    if (this.#clientId !== null) this.#deps.onGone(this.#clientId);
    this.#window = null;
    this.#clientId = null;
    this.#listening = false;
  }
}
