/** Keeps what is seen of the app without a window up to date: tray, badge, and whether the computer is kept awake. */
import type { App as ElectronApp } from "electron";
import type { App } from "../app.ts";
import type { Clock } from "../lib/clock.ts";
import { oncePerBurst } from "../lib/once-per-burst.ts";
import type { SleepBlocker } from "./power.ts";
import type { AppTray } from "./tray.ts";
import { traySummaryOf, type TraySummary } from "./tray-summary.ts";

/** Distances move with every price; a menu need not. */
const distancesEveryMs = 5_000;
/** A panel may start after us, and end before us. */
const trayHostEveryMs = 60_000;

export interface TrayUpdates {
  /** Now, and not only with the next change. */
  readonly refresh: () => void;
  /** Looks whether there is a panel to show a tray. */
  readonly refreshHost: () => Promise<void>;
  readonly stop: () => void;
}

export function keepTrayCurrent(parts: {
  readonly pricebell: Pick<
    App,
    "info" | "feedStatus" | "venues" | "rules" | "market" | "settings" | "feedChanged" | "infoChanged" | "ruleChanged"
  >;
  readonly clock: Clock;
  readonly tray: Pick<AppTray, "update" | "refresh">;
  readonly sleepBlocker: SleepBlocker;
  /** Null where the system has no badge. */
  readonly badge: Pick<ElectronApp, "setBadgeCount"> | null;
}): TrayUpdates {
  const { pricebell, clock, tray, sleepBlocker, badge } = parts;
  const summary = (): TraySummary => {
    const { unread, pausedUntil, quietUntil } = pricebell.info();
    return traySummaryOf({
      feed: pricebell.feedStatus(),
      venueLabel: (id) => pricebell.venues().find(({ description }) => description.id === id)?.description.label,
      rules: pricebell.rules.waiting(),
      quotes: pricebell.market.snapshot(),
      unread,
      pausedUntil,
      quietUntil,
    });
  };
  // A hundred rules that fire together redraw one menu.
  const { call: refresh, stop } = oncePerBurst(() => {
    const now = summary();
    tray.update(now);
    sleepBlocker.update(pricebell.settings.current.keepAwake, now.armed);
    badge?.setBadgeCount(now.unread);
  });
  const { feedChanged, infoChanged, ruleChanged, settings } = pricebell;
  for (const signal of [feedChanged, infoChanged, ruleChanged, settings.changed]) signal.listen(refresh);
  const refreshHost = (): Promise<void> => tray.refresh(summary());
  const timers = [clock.every(distancesEveryMs, refresh), clock.every(trayHostEveryMs, () => void refreshHost())];
  return {
    refresh,
    refreshHost,
    stop() {
      for (const timer of timers) timer.cancel();
      stop();
    },
  };
}
