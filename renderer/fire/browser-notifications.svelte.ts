/**
 * The browser's own notifications, where the window is a page in one. The app's channels tell of every alert; these only bring up
 * a page that is open and not looked at.
 */
import type { AlertEvent } from "../../preload/contract/event.ts";
import { eventBody, eventTitle } from "../../preload/contract/text.ts";
import type { TextOptions } from "../../preload/contract/text/options.ts";

export type NotificationState = "off" | "on" | "refused" | "unavailable";

export class BrowserNotifications {
  state = $state<NotificationState>("unavailable");

  /** `isPage`: the window is a page in a browser; in a desktop window the app's own notifications are enough. */
  begin(isPage: boolean): void {
    this.state = !isPage || !("Notification" in globalThis) ? "unavailable" : stateOf(Notification.permission);
  }

  /** Called by a click: the browser asks the person. */
  async ask(): Promise<void> {
    this.state = stateOf(await Notification.requestPermission());
  }

  /** Once for each event, also where several tabs are open: they replace one another. `onclick`: it was clicked. */
  show(event: AlertEvent, options: TextOptions, onclick: () => void): void {
    if (this.state !== "on" || !document.hidden) return;
    const shown = new Notification(eventTitle(event, options), { body: eventBody(event, options), tag: event.id });
    shown.onclick = () => {
      window.focus();
      onclick();
    };
  }
}

function stateOf(permission: NotificationPermission): NotificationState {
  return permission === "granted" ? "on" : permission === "denied" ? "refused" : "off";
}
