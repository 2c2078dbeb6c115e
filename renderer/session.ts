/** Keeps the window's view of main true: subscribes first, then asks for one snapshot, so that nothing falls between. */
import type { Destination } from "../preload/contract/destination.ts";
import type { TickBatch } from "../preload/contract/market.ts";
import { learnKinds } from "../preload/contract/kind-description.ts";
import type { Failure, Result } from "../preload/contract/result.ts";
import type { AppState } from "./app-state.svelte.ts";
import { soundOf } from "./fire/announce-fire.ts";
import { DestinationSounds } from "./fire/destination-sounds.svelte.ts";
import type { PageVisibility } from "./lib/clock.svelte.ts";
import { DisplayThrottle } from "./lib/display-throttle.ts";
import { later } from "./lib/later.ts";
import { showEveryMs } from "./watchlist/quotes.svelte.ts";

/** Order by a number that moves is taken this often. */
const rankEveryMs = 3_000;
const historyPage = 100;

export interface Session {
  /** Asks for everything again, e.g. after the host was out of reach. */
  readonly resync: () => Promise<void>;
  readonly end: () => void;
}

/** Starts; `now` is wall milliseconds. */
export function startSession(
  appState: AppState,
  now: () => number = Date.now,
  page: PageVisibility = document,
): Session {
  const { api } = appState;
  const sounds = new DestinationSounds(api, appState.fireSound, globalThis.navigator?.locks);
  /** Pushes that come while a snapshot is on its way are told after it, in order: the last word wins. */
  let held: (() => void)[] | null = null;
  let asked = 0;
  const tell = (act: () => void): void => {
    if (held === null) act();
    else held.push(act);
  };

  const takeDestinations = (all: readonly Destination[]): void => {
    appState.destinations.all = all;
    sounds.look(all);
  };

  const displayThrottle = new DisplayThrottle({
    everyMs: showEveryMs,
    show: () => appState.quotes.show(performance.now(), appState.selectedKey),
    nowMs: () => performance.now(),
    later,
  });
  const takeTicks = (batch: TickBatch): void => {
    appState.quotes.apply(batch, now());
    displayThrottle.changed();
  };

  const ends = [
    api.market.onTicks((batch) => tell(() => takeTicks(batch))),
    api.market.onWatchlist((quotes) => {
      tell(() => {
        appState.quotes.replace(quotes, now());
        appState.settle();
      });
    }),
    api.rules.onChanged((rule) => tell(() => appState.rules.change(rule))),
    api.rules.onRemoved(({ id }) => tell(() => appState.rules.remove(id))),
    api.history.onChanged((event) => tell(() => appState.history.change(event))),
    api.reminders.onChanged((all) => {
      tell(() => {
        // Heard again with each repetition, as the notification is.
        const { history, settings, fireSound } = appState;
        const repeated = history.reminders.replace(all);
        // Several at once are heard once each kind of sound.
        const sounds = new Set(
          repeated.map((eventId) =>
            soundOf(
              history.events.find(({ id }) => id === eventId),
              settings.view,
            ),
          ),
        );
        for (const sound of sounds) fireSound.play(sound);
      });
    }),
    api.feed.onChanged((status) => tell(() => (appState.feed.status = status))),
    api.settings.onChanged((view) => tell(() => (appState.settings.view = view))),
    api.venues.onChanged((views) => tell(() => (appState.venues.views = views))),
    api.app.onChanged((info) => tell(() => (appState.info = info))),
    sounds.start(),
    api.destinations.onChanged((all) => tell(() => takeDestinations(all))),
    api.app.onOpenEvent(({ eventId, ruleId }) => tell(() => void appState.openEvent(eventId, ruleId))),
  ];

  const resync = async (): Promise<void> => {
    const mine = ++asked;
    held ??= [];
    const answers = await Promise.all([
      api.app.info({}),
      api.venues.list({}),
      api.settings.get({}),
      api.feed.status({}),
      api.market.snapshot({}),
      api.rules.list({}),
      api.history.list({ limit: historyPage }),
      api.reminders.list({}),
      api.destinations.list({}),
    ]);
    // A later resync has begun: its answers are newer than these, and what is held waits for them.
    if (mine !== asked) return;
    const failure = firstFailure(answers);
    const [info, venues, settings, status, quotes, rules, events, reminders, destinations] = answers;
    if (info.ok) {
      learnKinds(info.value.furtherKinds ?? []);
      appState.info = info.value;
    }
    if (venues.ok) appState.venues.views = venues.value;
    if (settings.ok) appState.settings.view = settings.value;
    if (status.ok) appState.feed.status = status.value;
    if (quotes.ok) appState.quotes.replace(quotes.value, now());
    if (rules.ok) appState.rules.replace(rules.value);
    if (destinations.ok) takeDestinations(destinations.value);
    if (events.ok) appState.history.replace(events.value);
    if (reminders.ok) appState.history.reminders.replace(reminders.value);
    const waiting = held;
    held = null;
    for (const act of waiting ?? []) act();
    // What was shown before a snapshot that failed is old, but not nothing: only the first one leaves the window empty.
    if (failure !== null && appState.phase === "ready") appState.report(failure);
    else {
      appState.loadFailure = failure;
      appState.phase = failure === null ? "ready" : "failed";
    }
    appState.settle();
    await Promise.all([appState.focus(page.hidden), sounds.announce()]);
  };

  const ranking = setInterval(() => appState.watchlist.rank(), rankEveryMs);
  const seen = (): void => void appState.focus(page.hidden);
  page.addEventListener("visibilitychange", seen);
  const stopClock = appState.clock.start(page, () => displayThrottle.flush());

  return {
    resync,
    end: () => {
      for (const stop of ends) stop();
      clearInterval(ranking);
      displayThrottle.end();
      page.removeEventListener("visibilitychange", seen);
      stopClock();
    },
  };
}

function firstFailure(results: readonly Result<unknown>[]): Failure | null {
  for (const result of results) if (!result.ok) return result.error;
  return null;
}
