/** What an open window does as an alert fires. */
import type { RuleSound } from "../../preload/contract/destination.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { passesQuietHours } from "../../preload/contract/quiet-hours.ts";
import type { Settings } from "../../preload/contract/settings.ts";
import { eventBody, eventTitle } from "../../preload/contract/text/event.ts";
import type { AppState } from "../app-state.svelte.ts";

type Window = Pick<
  AppState,
  "fires" | "fireSound" | "browserNotifications" | "settings" | "info" | "clock" | "words" | "say" | "openEvent"
>;

/** In quiet hours it is shown and not heard, by nobody's screen reader either; what passes them is as at any time. */
export function announceFire(window: Window, event: AlertEvent): void {
  const { fires, fireSound, browserNotifications, settings, words } = window;
  fires.add(event);
  if (isQuiet(window) && !passesQuietHours(event)) return;
  fireSound.play(soundOf(event, settings.view));
  browserNotifications.show(event, words, () => void window.openEvent(event.id, event.ruleId));
  window.say(`${eventTitle(event, words)}. ${eventBody(event, words)}`);
}

/** What is heard of it: the rule's own sound, or none, where it has one; else what the settings say. */
export function soundOf(event: Pick<AlertEvent, "rule"> | undefined, settings: Settings | null): RuleSound {
  return event?.rule?.notify.sound ?? settings?.fireSound ?? "off";
}

/** As the app has said; that it is over may be told a moment late. */
function isQuiet({ info, clock }: Window): boolean {
  return info?.quietUntil != null && Date.parse(info.quietUntil) > clock.nowMs;
}
