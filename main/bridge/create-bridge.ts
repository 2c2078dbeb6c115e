/** The contract answered from the app: one line a call, and every change of the app told to the windows. */
import type { CallInput } from "../../preload/contract/contract.ts";
import { instrumentKey, type InstrumentKey } from "../../preload/contract/instrument.ts";
import { whichVenue } from "../../preload/contract/parse-rule.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { App } from "../app.ts";
import type { Clock } from "../lib/clock.ts";
import { TickConflator } from "./tick-conflator.ts";
import type { Handlers } from "./handlers.ts";
import { unwrapped } from "./unwrap-instrument.ts";
import { Publisher } from "./publisher.ts";

/** What a transport needs to serve the app to windows and scripts. */
export interface Bridge {
  readonly handlers: Handlers;
  readonly publisher: Publisher;
  readonly conflator: TickConflator;
  /** A window is gone: nothing is prepared for it any more. */
  removeClient(clientId: string): void;
  /** Ends the pushes; the app goes on. */
  stop(): void;
}

/** Joins an app to its bridge. One bridge serves every window of the host. */
export function createBridge(
  app: App,
  options: { readonly clock: Clock; readonly onBug: (error: unknown) => void },
): Bridge {
  const publisher = new Publisher(options.onBug);
  const conflator = new TickConflator({ clock: options.clock, publisher });
  const ends = [
    app.ticked.listen((tick) => conflator.offer(tick)),
    app.market.listChanged.listen(() => publisher.publish("market.watchlist", app.market.snapshot())),
    app.market.forgotten.listen((key) => conflator.forget(key)),
    app.ruleChanged.listen((rule) => publisher.publish("rules.changed", rule)),
    app.rules.removed.listen((id) => publisher.publish("rules.removed", { id })),
    app.eventChanged.listen((event) => publisher.publish("history.changed", event)),
    app.reminders.changed.listen(() => publisher.publish("reminders.changed", app.reminders.views())),
    app.feedChanged.listen(() => publisher.publish("feed.changed", app.feedStatus())),
    app.settings.changed.listen(() => publisher.publish("settings.changed", app.settings.current)),
    app.destinations.changed.listen(() => publisher.publish("destinations.changed", app.destinations.views())),
    app.venueSettings.changed.listen(() => publisher.publish("venues.changed", app.venues())),
    app.infoChanged.listen(() => publisher.publish("app.changed", app.info())),
    app.windowSounds.asked.listen(({ clientId, ...sound }) => publisher.publishTo(clientId, "sounds.play", sound)),
    app.openAsked.listen((what) => publisher.publish("app.openEvent", what)),
  ];
  return {
    handlers: handlersOf(app, conflator),
    publisher,
    conflator,
    removeClient(clientId) {
      conflator.removeClient(clientId);
      app.windowSounds.pageGone(clientId);
    },
    stop() {
      for (const end of ends) end();
      conflator.stop();
    },
  };
}

function handlersOf(app: App, conflator: TickConflator): Handlers {
  const { rules, market, history, settings, destinations } = app;
  const keyOf = (input: CallInput<"market.watch">): Result<InstrumentKey> => {
    const { venue = app.onlyVenue(), symbol } = "instrument" in input ? input.instrument : input;
    return venue === null
      ? fail("instrument-invalid", whichVenue(app.venues().map(({ description }) => description.id)), "venue")
      : ok(instrumentKey({ venue, symbol: app.resolveSymbol(venue, symbol) }));
  };
  return {
    rules: {
      create: (input) => rules.create(unwrapped(input)),
      createMany: (input) => rules.createMany(input),
      update: (input) => rules.update(unwrapped(input)),
      remove: ({ id }) => rules.remove(id),
      restore: ({ id }) => rules.restore(id),
      pause: ({ id }) => rules.pause(id),
      resume: ({ id }) => rules.resume(id),
      snooze: ({ id, forMs }) => rules.snooze(id, forMs),
      removeMany: ({ ids }) => rules.removeMany(ids),
      restoreMany: ({ ids }) => rules.restoreMany(ids),
      pauseMany: ({ ids, forMs }) => rules.pauseMany(ids, forMs ?? null),
      resumeMany: ({ ids }) => rules.resumeMany(ids),
      setNotifyMany: ({ changes }) => rules.setNotifyMany(changes),
      list: () => ok(rules.list()),
      preview: (input) => rules.preview(unwrapped(input)),
      progress: ({ ids }) => ok(rules.progress(ids)),
      dryRun: (input, { clientId }) => app.dryRuns.ask(input, clientId),
      pauseAll: ({ forMs }) => rules.pauseAll(forMs),
    },
    history: {
      list: (query) => history.list(query),
      get: ({ id }) => history.get(id),
      markRead: ({ uptoSeq }) => history.markRead(uptoSeq),
      acknowledge: ({ id }) => history.acknowledge(id),
    },
    reminders: { list: () => ok(app.reminders.views()) },
    channels: { list: () => ok(destinations.channels()) },
    destinations: {
      list: () => ok(destinations.views()),
      create: (input) => destinations.create(input),
      update: (patch) => destinations.update(patch),
      remove: ({ id }) => destinations.remove(id),
      test: ({ id }) => destinations.test(id),
      chooseProgram: () => destinations.chooseProgram(),
    },
    venues: {
      list: () => ok(app.venues()),
      async set(patch) {
        const done = await app.venueSettings.set(patch);
        const health = app.feedStatus().venues.find(({ venue }) => venue === patch.venue) ?? null;
        return done.ok ? ok({ ...done.value, health }) : done;
      },
    },
    market: {
      snapshot: () => ok(market.snapshot()),
      watch(input) {
        const key = keyOf(input);
        return key.ok ? market.watch(key.value) : key;
      },
      unwatch(input) {
        const key = keyOf(input);
        return key.ok ? market.unwatch(key.value) : key;
      },
      reorder: ({ keys }) => market.reorder(keys),
      focus({ instrument }, { clientId }) {
        // A script without a push connection has nothing to bring into focus.
        if (clientId !== null) conflator.focus(clientId, instrument === null ? null : instrumentKey(instrument));
        return ok({});
      },
      search: (query) => ok(app.search(query)),
      candles({ instrument, ...request }) {
        const key = keyOf({ instrument });
        return key.ok ? app.candles.read(key.value, request) : key;
      },
    },
    feed: {
      status: () => ok(app.feedStatus()),
      reconnect({ venue }) {
        market.reconnect(venue);
        return ok({});
      },
    },
    settings: {
      get: () => ok(settings.current),
      set: (patch) => settings.set(patch),
    },
    sounds: {
      // A script without a push connection is handed no sound.
      pageReady({ canPlay }, { clientId }) {
        if (clientId !== null) app.windowSounds.pageSays(clientId, canPlay);
        return ok({});
      },
      played({ id, isPlayed }, { clientId }) {
        if (clientId !== null) app.windowSounds.pagePlayed(clientId, id, isPlayed);
        return ok({});
      },
    },
    deadManSwitch: {
      setAddress: ({ address, apiKey = "" }) => app.deadManSwitch.setAddress(address, apiKey),
      async test({ what }) {
        return ok(await app.deadManSwitch.test(what));
      },
    },
    notifications: { test: () => app.testNotification() },
    store: {
      backups: () => ok(app.backups()),
      restore: ({ name }) => app.restore(name),
    },
    app: { info: () => ok(app.info()) },
  };
}
