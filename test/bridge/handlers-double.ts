/** Handlers that answer the whole contract with fixed values and write down what they were called with. */
import { noDeadManSwitch } from "../../preload/contract/dead-man-switch.ts";
import type { CallContext, Handlers } from "../../main/bridge/handlers.ts";
import type { CandleList } from "../../preload/contract/candles.ts";
import type { AppInfo } from "../../preload/contract/app-info.ts";
import type { Destination } from "../../preload/contract/destination.ts";
import type { DryRun } from "../../preload/contract/dry-run.ts";
import type { FeedStatus } from "../../preload/contract/feed.ts";
import type { Quote } from "../../preload/contract/market.ts";
import { fail, ok } from "../../preload/contract/result.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { defaultSettings, type Settings } from "../../preload/contract/settings.ts";
import { securityPro } from "../../main/market/venues/securitypro/venue.ts";
import { describeVenue } from "../../main/market/venues/venue-list.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";

export interface Recorded {
  readonly call: string;
  readonly input: unknown;
  readonly context: CallContext;
}

const at = "2026-01-05T12:00:00.000Z";

export const aRule: Rule = {
  id: "rule-1",
  instrument: { venue: "demo", symbol: "BTC-USD" },
  source: "last",
  condition: { kind: "at-or-above", level: "45000" },
  holdForMs: 0,
  repeat: "once",
  rearmBy: null,
  cooldownMs: 0,
  expiresAt: null,
  note: "",
  notify: { to: "default", urgency: "normal" },
  generation: 1,
  state: "armed",
  createdAt: at,
  stateAt: at,
  lastFiredAt: null,
  cooldownUntil: null,
  rearmAt: null,
  holdingSince: null,
  snoozedUntil: null,
};

export const aQuote: Quote = {
  instrument: { venue: "demo", symbol: "BTC-USD" },
  last: "45000.12",
  bid: null,
  ask: null,
  at,
  receivedAt: at,
  reference: null,
  minutes: [],
  stale: false,
};

const noDryRun: DryRun = {
  count: null,
  reason: "no-candles",
  isRepeated: true,
  fires: [],
  interval: "1m",
  source: "recorded",
  fromMs: 0,
  toMs: 1,
  coveredMs: 0,
  isFetching: false,
  failure: null,
  alternative: null,
};

export const noCandles: CandleList = {
  instrument: { venue: "demo", symbol: "BTC-USD" },
  interval: "1m",
  openMs: [],
  open: [],
  high: [],
  low: [],
  close: [],
  isForming: false,
  source: "venue",
  covered: [],
  beginsMs: null,
  failure: null,
};

export const aFeedStatus: FeedStatus = {
  summary: "live",
  venues: [],
  health: { isWell: true, reasons: [] },
  deadManSwitch: noDeadManSwitch,
  store: { state: "ok", message: null },
  channels: [],
};

const someSettings: Settings = defaultSettings;

const aVenue: VenueView = {
  description: describeVenue(securityPro),
  isOn: true,
  addresses: securityPro.addresses,
  isOtherServer: false,
  values: {},
  hasApiKey: false,
  isApiKeyForOtherAddresses: false,
  apiKeyBackend: "none",
  fixed: [],
  health: null,
};

const aDestination: Destination = {
  id: "desktop",
  channel: "desktop",
  name: "Notification",
  isOwn: true,
  enabled: true,
  isDefault: true,
  fields: {},
  secrets: [],
  secretsToEnterAgain: [],
  state: "ok",
  detail: null,
  waiting: 0,
  createdAt: null,
};

const anAppInfo: AppInfo = {
  name: "Pricebell",
  version: "0.0.0",
  host: "headless",
  platform: "linux",
  dataDir: "/nowhere",
  demo: true,
  startedAt: at,
  language: { inUse: "en", locale: null, isFixed: false },
  unread: 0,
  pausedUntil: null,
  quietUntil: null,
  pausedHow: null,
};

/** Every call is added to `recorded` before it is answered. */
export function handlersDouble(recorded: Recorded[] = []): Handlers {
  const note = (call: string, input: unknown, context: CallContext): void => {
    recorded.push({ call, input, context });
  };
  const answers =
    <T>(call: string, value: T) =>
    (input: unknown, context: CallContext) => {
      note(call, input, context);
      return ok(value);
    };
  return {
    rules: {
      create: answers("rules.create", aRule),
      createMany: answers("rules.createMany", [aRule]),
      update: answers("rules.update", aRule),
      remove: answers("rules.remove", {}),
      restore: answers("rules.restore", aRule),
      pause: answers("rules.pause", aRule),
      resume: answers("rules.resume", aRule),
      snooze: answers("rules.snooze", aRule),
      removeMany: answers("rules.removeMany", { ids: [] }),
      restoreMany: answers("rules.restoreMany", [aRule]),
      pauseMany: answers("rules.pauseMany", [aRule]),
      setNotifyMany: answers("rules.setNotifyMany", [aRule]),
      resumeMany: answers("rules.resumeMany", [aRule]),
      list: answers("rules.list", [aRule]),
      dryRun: answers("rules.dryRun", noDryRun),
      progress: answers("rules.progress", []),
      preview: answers("rules.preview", {
        sentence: "",
        alreadyTrue: false,
        price: null,
        distance: null,
        warnings: [],
      }),
      pauseAll: answers("rules.pauseAll", [aRule]),
    },
    history: {
      list: answers("history.list", []),
      get: (input, context) => {
        note("history.get", input, context);
        return fail("event-not-found", "There is no such event.");
      },
      markRead: answers("history.markRead", { unread: 0 }),
      acknowledge: (input, context) => {
        note("history.acknowledge", input, context);
        return fail("event-not-found", "There is no such event.");
      },
    },
    reminders: { list: answers("reminders.list", []) },
    channels: { list: answers("channels.list", []) },
    sounds: { pageReady: answers("sounds.pageReady", {}), played: answers("sounds.played", {}) },
    destinations: {
      list: answers("destinations.list", [aDestination]),
      create: answers("destinations.create", aDestination),
      update: answers("destinations.update", aDestination),
      remove: answers("destinations.remove", {}),
      test: answers("destinations.test", { state: "sent" as const, detail: null }),
      chooseProgram: answers("destinations.chooseProgram", { command: null }),
    },
    market: {
      snapshot: answers("market.snapshot", [aQuote]),
      watch: answers("market.watch", aQuote),
      unwatch: answers("market.unwatch", {}),
      reorder: answers("market.reorder", {}),
      focus: answers("market.focus", {}),
      search: answers("market.search", []),
      candles: answers("market.candles", noCandles),
    },
    feed: { status: answers("feed.status", aFeedStatus), reconnect: answers("feed.reconnect", {}) },
    settings: { get: answers("settings.get", someSettings), set: answers("settings.set", someSettings) },
    venues: { list: answers("venues.list", [aVenue]), set: answers("venues.set", aVenue) },
    deadManSwitch: {
      setAddress: answers("deadManSwitch.setAddress", {}),
      test: answers("deadManSwitch.test", { state: "sent" as const, detail: null }),
    },
    notifications: { test: answers("notifications.test", { state: "shown" as const, detail: null }) },
    store: { backups: answers("store.backups", []), restore: answers("store.restore", {}) },
    app: { info: answers("app.info", anAppInfo) },
  };
}
