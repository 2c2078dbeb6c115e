/** Hosts that a test plays: nothing watched yet, and a full watchlist with every kind of alert and event. */
import { noDeadManSwitch } from "../../preload/contract/dead-man-switch.ts";
import type { Backup } from "../../preload/contract/contract.ts";
import type { Reminder } from "../../preload/contract/reminder.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { FeedStatus } from "../../preload/contract/feed.ts";
import type { Quote } from "../../preload/contract/market.ts";
import type { Condition, Rule, RuleSpec } from "../../preload/contract/rule.ts";
import { defaultSettings, type Settings } from "../../preload/contract/settings.ts";
import type { AppInfo } from "../../preload/contract/app-info.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";
import { venues as allVenues } from "../../main/market/venues/index.ts";

import { markets, quote } from "./scene-quotes.ts";
import { venueStatus, venueView } from "./scene-venues.ts";

const minuteMs = 60_000;

export interface Scene {
  info: AppInfo;
  settings: Settings;
  venues: readonly VenueView[];
  status: FeedStatus;
  quotes: Quote[];
  rules: Rule[];
  events: AlertEvent[];
  reminders: Reminder[];
  backups: Backup[];
  /** Names of destinations beside the app's own two, by their ids. */
  destinations?: Readonly<Record<string, string>>;
}

export function spec(condition: Condition, more: Partial<RuleSpec> = {}): RuleSpec {
  return {
    instrument: { venue: "demo", symbol: "BTC-USD" },
    source: "last",
    condition,
    holdForMs: 0,
    repeat: "once",
    rearmBy: null,
    cooldownMs: 0,
    expiresAt: null,
    note: "",
    notify: { to: "default", urgency: "normal" },
    ...more,
  };
}

export function ruleOf(id: string, from: RuleSpec, nowMs: number, more: Partial<Rule> = {}): Rule {
  const at = new Date(nowMs - 60 * minuteMs).toISOString();
  return {
    ...from,
    id,
    generation: 1,
    state: "armed",
    createdAt: at,
    stateAt: at,
    lastFiredAt: null,
    cooldownUntil: null,
    rearmAt: null,
    holdingSince: null,
    snoozedUntil: null,
    ...more,
  };
}

/** Live, on the demo exchange, with nothing watched and nothing asked for. */
export function emptyScene(nowMs: number): Scene {
  return {
    info: {
      name: "Pricebell",
      version: "0.1.0",
      host: "electron",
      platform: "linux",
      dataDir: "/data/pricebell",
      demo: true,
      startedAt: new Date(nowMs - 90 * minuteMs).toISOString(),
      language: { inUse: "en", locale: null, isFixed: false },
      unread: 0,
      pausedUntil: null,
      quietUntil: null,
      pausedHow: null,
    },
    settings: { ...defaultSettings },
    venues: allVenues.map((venue, at) => venueView(venue, { isOn: at === 0 })),
    status: {
      summary: "idle",
      venues: [venueStatus(nowMs, { instruments: [] })],
      health: { isWell: true, reasons: [] },
      deadManSwitch: noDeadManSwitch,
      store: { state: "ok", message: null },
      channels: [
        {
          channel: "desktop",
          label: "Desktop notification",
          isRecord: false,
          state: "ok",
          detail: "Notification service: GNOME Shell 47",
        },
        { channel: "history", label: "History", isRecord: true, state: "ok", detail: null },
      ],
    },
    quotes: [],
    rules: [],
    events: [],
    reminders: [],
    backups: [],
  };
}

/** Everything at once: every kind and state of alert, every kind of event. */
export function fullScene(nowMs: number): Scene {
  const scene = emptyScene(nowMs);
  const iso = (minutesAgo: number): string => new Date(nowMs - minutesAgo * minuteMs).toISOString();
  scene.status.summary = "live";
  scene.status.venues = [venueStatus(nowMs)];
  scene.quotes = markets.map(([symbol, price, decimals, change]) => quote(symbol, price, decimals, change, nowMs));
  const old = scene.quotes[6];
  if (old !== undefined) old.receivedAt = iso(4);
  const eth = { venue: "demo", symbol: "ETH-USD" } as const;
  scene.rules = [
    ruleOf("r1", spec({ kind: "at-or-above", level: "45000" }), nowMs),
    ruleOf(
      "r2",
      spec(
        { kind: "crosses-down", level: "44000" },
        { repeat: "always", rearmBy: { percent: "0.1" }, cooldownMs: 300_000 },
      ),
      nowMs,
      {
        state: "triggered",
        lastFiredAt: iso(2),
        cooldownUntil: new Date(nowMs + 3 * minuteMs).toISOString(),
        rearmAt: { below: null, above: "44044" },
      },
    ),
    ruleOf(
      "r3",
      spec(
        { kind: "outside", low: "43500", high: "45500" },
        { holdForMs: 30_000, note: "Range I sold the straddle on" },
      ),
      nowMs,
      {
        state: "holding",
        holdingSince: new Date(nowMs - 12_000).toISOString(),
      },
    ),
    ruleOf("r4", spec({ kind: "rises", by: { percent: "2" }, windowMs: 600_000 }), nowMs),
    ruleOf("r5", spec({ kind: "pulls-back", by: { percent: "3" } }, { instrument: eth }), nowMs),
    ruleOf("r6", spec({ kind: "spread-at-least", by: { percent: "0.2" } }, { instrument: eth }), nowMs, {
      state: "paused",
    }),
    ruleOf("r7", spec({ kind: "trade-size-at-least", size: "250" }, { instrument: eth }), nowMs, {
      state: "paused",
      snoozedUntil: new Date(nowMs + 11 * minuteMs).toISOString(),
    }),
    ruleOf("r8", spec({ kind: "at-or-below", level: "2300" }, { instrument: eth }), nowMs, {
      state: "done",
      lastFiredAt: iso(240),
    }),
    ruleOf("r9", spec({ kind: "enters", low: "46000", high: "47000" }, { expiresAt: iso(30) }), nowMs, {
      state: "expired",
      stateAt: iso(30),
    }),
  ];
  scene.events = events(nowMs, scene.rules);
  scene.info.unread = 2;
  scene.backups = [
    { name: "pricebell-1.db", at: iso(600), bytes: 1_843_200, rules: 9 },
    { name: "pricebell-2.db", at: iso(2040), bytes: 1_740_800, rules: 7 },
  ];
  return scene;
}

function events(nowMs: number, rules: readonly Rule[]): AlertEvent[] {
  const iso = (minutesAgo: number): string => new Date(nowMs - minutesAgo * minuteMs).toISOString();
  const base = (seq: number, minutesAgo: number, rule: Rule | undefined): AlertEvent => ({
    id: `e${seq}`,
    seq,
    kind: "fired",
    ruleId: rule?.id ?? null,
    generation: rule === undefined ? null : 1,
    rule: rule === undefined ? null : spec(rule.condition, { instrument: rule.instrument, repeat: rule.repeat }),
    instrument: rule?.instrument ?? null,
    previous: null,
    tick: null,
    receivedAt: iso(minutesAgo),
    decidedAt: iso(minutesAgo),
    decisionMicros: 38,
    gap: null,
    blind: null,
    deliveries: [
      {
        destination: "desktop",
        name: null,
        state: "shown",
        at: iso(minutesAgo),
        error: null,
        receipt: null,
        occasion: "event",
        nth: 1,
        isAgain: false,
      },
      {
        destination: "history",
        name: null,
        state: "shown",
        at: iso(minutesAgo),
        error: null,
        receipt: null,
        occasion: "event",
        nth: 1,
        isAgain: false,
      },
    ],
    readAt: iso(minutesAgo - 1),
    acknowledgedAt: null,
    acknowledgedBy: null,
  });
  const [r1, r2, , , , , , r8, r9] = rules;
  return [
    {
      ...base(6, 2, r2),
      previous: { price: "44000.50", at: iso(2), tradeId: "88121" },
      tick: { price: "43999.87", at: iso(2), tradeId: "88124" },
      readAt: null,
    },
    {
      ...base(5, 21, r1),
      gap: { from: iso(41), to: iso(21) },
      previous: { price: "44871.00", at: iso(41), tradeId: null },
      tick: { price: "45102.25", at: iso(21), tradeId: null },
      deliveries: [
        {
          destination: "desktop",
          name: null,
          state: "failed",
          at: iso(21),
          error: "no notification service answered",
          receipt: null,
          occasion: "event",
          nth: 1,
          isAgain: false,
        },
        {
          destination: "history",
          name: null,
          state: "shown",
          at: iso(21),
          error: null,
          receipt: null,
          occasion: "event",
          nth: 1,
          isAgain: false,
        },
      ],
      readAt: null,
    },
    {
      ...base(4, 21, undefined),
      kind: "blind",
      receivedAt: null,
      decisionMicros: null,
      blind: { from: iso(41), to: iso(21), because: "disconnected" },
    },
    { ...base(3, 30, r9), kind: "expired", receivedAt: null, decisionMicros: null },
    {
      ...base(2, 240, r8),
      previous: { price: "2301.10", at: iso(240), tradeId: null },
      tick: { price: "2299.95", at: iso(240), tradeId: null },
    },
    {
      ...base(1, 900, undefined),
      kind: "blind",
      receivedAt: null,
      decisionMicros: null,
      blind: { from: iso(1400), to: iso(900), because: "not-running" },
    },
  ];
}
