/** A whole host over the loud transport: it answers from a scene, and what is asked changes the scene. */
import { fail, ok, type Result } from "../../preload/contract/result.ts";
import type { VenuePatch, VenueView } from "../../preload/contract/venue-settings.ts";
import type { RuleInput } from "../../preload/contract/rule-calls.ts";
import { conditionKindOf } from "../../preload/contract/condition-kinds.ts";
import type { RuleProgress } from "../../preload/contract/rule-progress.ts";
import { languageFor } from "../../preload/contract/messages/language.ts";
import { mergeRule, parseRule } from "../../preload/contract/parse-rule.ts";
import { decidesAlike } from "../../preload/contract/rule-equality.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { ruleSentence } from "../../preload/contract/text.ts";
import { aDryRun } from "./dry-run-sample.ts";
import { InstrumentLists } from "../../main/app/instrument-lists.ts";
import { searchMarkets } from "../../main/app/market-search.ts";
import { ManualClock } from "../doubles/clock.ts";
import { FakeTransport } from "../doubles/transport.ts";
import { candlesOf } from "./scene-candles.ts";
import { channelsOf, destinationsOf } from "./scene-destinations.ts";
import { quote } from "./scene-quotes.ts";
import { changeVenue } from "./scene-venues.ts";
import { ruleOf, type Scene } from "./scenes.ts";

/** The demo exchange's list: what the scene watches, and two more. SecurityPro is on as well, which has none. */
function listsOf(scene: Scene): InstrumentLists {
  const clock = new ManualClock();
  const symbols = [...scene.quotes.map(({ instrument }) => instrument.symbol), "MATIC-USD", "UNI-USD"];
  const instruments = [...new Set(symbols)].map((symbol) => {
    const [base = "", quoted = ""] = symbol.split("-");
    const listed = { symbol, wireSymbol: symbol, base, quote: quoted, name: null, aliases: [], tickSize: null };
    return { ...listed, state: "trading" as const, note: null };
  });
  const readMs = clock.now().wallMs;
  const lists = new InstrumentLists({ clock, kept: { get: () => ({ instruments, readMs }), put: () => false } });
  lists.follow({ id: "demo", label: "Demo exchange" }, () => Promise.reject(new Error("The list is fresh.")));
  lists.follow({ id: "securitypro", label: "SecurityPro" }, null);
  return lists;
}

export function hostOf(scene: Scene, now: () => number = Date.now): FakeTransport {
  let made = 0;
  const gone = new Map<string, Rule>();
  const parse = (input: unknown) => parseRule(input, { nowMs: now(), defaultVenue: "demo" });
  const change = (id: string, more: Partial<Rule>) => {
    const at = scene.rules.findIndex((rule) => rule.id === id);
    const rule = scene.rules[at];
    if (rule === undefined) return fail("rule-not-found", "That alert is gone.");
    const changed = { ...rule, ...more, stateAt: new Date(now()).toISOString() };
    scene.rules[at] = changed;
    host.push("rules.changed", changed);
    return ok(changed);
  };
  const host = new FakeTransport({
    "app.info": () => ok(scene.info),
    "venues.list": () => ok([...scene.venues]),
    "venues.set": (patch) => setVenue(scene, patch),
    "settings.get": () => ok(scene.settings),
    "settings.set": (patch) => {
      scene.settings = { ...scene.settings, ...patch };
      if (patch.language !== undefined) {
        const { language, locale } = languageFor(patch.language, ["en-US"]);
        scene.info = { ...scene.info, language: { inUse: language, locale: locale ?? null, isFixed: false } };
        host.push("app.changed", scene.info);
      }
      return ok(scene.settings);
    },
    "channels.list": () => ok(channelsOf()),
    "sounds.pageReady": () => ok({}),
    "sounds.played": () => ok({}),
    "destinations.list": () => ok(destinationsOf(scene)),
    "feed.status": () => ok(scene.status),
    "feed.reconnect": () => ok({}),
    "market.snapshot": () => ok(scene.quotes),
    "market.focus": () => ok({}),
    "market.candles": (request) => ok(candlesOf(scene, request, now())),
    "market.search": (query) => ok(searchMarkets(query, listsOf(scene), () => false)),
    "market.watch": (input) => {
      const { symbol } = "instrument" in input ? input.instrument : input;
      if (symbol === "NOPE")
        return fail("instrument-invalid", "The venue has no NOPE. Look at how it writes its symbols.", "symbol");
      const added = quote(symbol, 10, 2, 0, now());
      scene.quotes = [...scene.quotes, added];
      host.push("market.watchlist", scene.quotes);
      return ok(added);
    },
    "market.unwatch": (input) => {
      const { symbol } = "instrument" in input ? input.instrument : input;
      scene.quotes = scene.quotes.filter(({ instrument }) => instrument.symbol !== symbol);
      host.push("market.watchlist", scene.quotes);
      return ok({});
    },
    "market.reorder": ({ keys }) => {
      scene.quotes = [...scene.quotes].sort(
        (a, b) =>
          keys.indexOf(`${a.instrument.venue}:${a.instrument.symbol}`) -
          keys.indexOf(`${b.instrument.venue}:${b.instrument.symbol}`),
      );
      return ok({});
    },
    "rules.list": () => ok(scene.rules),
    "rules.create": (input) => {
      const parsed = parse(input);
      if (!parsed.ok) return parsed;
      const rule = ruleOf(`new-${++made}`, parsed.value, now(), { createdAt: new Date(now()).toISOString() });
      scene.rules = [...scene.rules, rule];
      host.push("rules.changed", rule);
      return ok(rule);
    },
    "rules.createMany": () => fail("not-supported", "The window makes alerts one by one."),
    "rules.update": ({ id, ...patch }) => {
      const present = scene.rules.find((rule) => rule.id === id);
      if (present === undefined) return fail("rule-not-found", "That alert is gone.");
      const { instrument, source, condition, holdForMs, repeat, rearmBy, cooldownMs, expiresAt, note, notify } =
        present;
      const known = { instrument, source, condition, holdForMs, repeat, rearmBy, cooldownMs, expiresAt, note, notify };
      const asked = mergeRule(known, patch);
      // As the host: what has expired can be given another note.
      const kept = parse({ ...asked, expiresAt: null });
      if (kept.ok && asked["expiresAt"] === expiresAt && decidesAlike({ ...kept.value, expiresAt }, known))
        return change(id, { ...kept.value, expiresAt });
      const parsed = parse(asked);
      if (!parsed.ok) return parsed;
      const generation = present.generation + 1;
      return change(id, { ...parsed.value, state: "armed", generation });
    },
    "rules.remove": ({ id }) => {
      for (const rule of scene.rules) if (rule.id === id) gone.set(id, rule);
      scene.rules = scene.rules.filter((rule) => rule.id !== id);
      host.push("rules.removed", { id });
      return ok({});
    },
    "rules.restore": ({ id }) => {
      const rule = gone.get(id);
      if (rule === undefined) return fail("rule-not-found", "That alert is gone.");
      scene.rules = [...scene.rules, rule];
      host.push("rules.changed", rule);
      return ok(rule);
    },
    "rules.pause": ({ id }) => change(id, { state: "paused", snoozedUntil: null }),
    "rules.resume": ({ id }) => change(id, { state: "armed", snoozedUntil: null }),
    "rules.snooze": ({ id, forMs }) =>
      change(id, { state: "paused", snoozedUntil: new Date(now() + forMs).toISOString() }),
    "rules.removeMany": ({ ids }) => {
      for (const rule of scene.rules.filter(({ id }) => ids.includes(id))) gone.set(rule.id, rule);
      scene.rules = scene.rules.filter(({ id }) => !ids.includes(id));
      for (const id of ids) host.push("rules.removed", { id });
      return ok({ ids });
    },
    "rules.restoreMany": ({ ids }) => {
      const back = ids.flatMap((id) => gone.get(id) ?? []);
      scene.rules = [...scene.rules, ...back];
      for (const rule of back) host.push("rules.changed", rule);
      return ok(back);
    },
    "rules.pauseMany": ({ ids, forMs }) => {
      const waiting = scene.rules.filter(
        ({ id, state }) => ids.includes(id) && (state === "armed" || state === "holding" || state === "triggered"),
      );
      const snoozedUntil = forMs === undefined ? null : new Date(now() + forMs).toISOString();
      return ok(waiting.flatMap(({ id }) => valueOf(change(id, { state: "paused", snoozedUntil }))));
    },
    "rules.resumeMany": ({ ids }) =>
      ok(ids.flatMap((id) => valueOf(change(id, { state: "armed", snoozedUntil: null })))),
    "rules.setNotifyMany": ({ changes }) =>
      ok(
        changes.flatMap(({ ids, notify }) =>
          ids.flatMap((id) => {
            const rule = scene.rules.find((each) => each.id === id);
            return rule === undefined ? [] : valueOf(change(id, { notify: { ...rule.notify, ...notify } }));
          }),
        ),
      ),
    "rules.pauseAll": ({ forMs }) => {
      const pausedUntil = forMs === 0 ? null : new Date(now() + forMs).toISOString();
      scene.info = { ...scene.info, pausedUntil, pausedHow: forMs === 0 ? null : "together" };
      return ok(scene.rules);
    },
    "rules.preview": (input: RuleInput) => {
      const parsed = parse(input);
      if (!parsed.ok) return parsed;
      const price =
        scene.quotes.find(({ instrument }) => instrument.symbol === parsed.value.instrument.symbol)?.last ?? null;
      const { condition } = parsed.value;
      const level = "level" in condition ? condition.level : null;
      const alreadyTrue =
        price !== null && level !== null && condition.kind === "at-or-above" && Number(price) >= Number(level);
      const amount = level === null || price === null ? null : Math.abs(Number(level) - Number(price));
      return ok({
        sentence: ruleSentence(parsed.value),
        alreadyTrue,
        price,
        distance:
          amount === null || price === null || level === null
            ? null
            : { level, amount: amount.toFixed(2), percent: ((amount / Number(price)) * 100).toFixed(2) },
        warnings: alreadyTrue ? ["Already true now, will fire at once."] : [],
      });
    },
    "rules.progress": ({ ids }) => ok(scene.rules.filter(({ id }) => ids.includes(id)).flatMap(progressOf)),
    "rules.dryRun": () => ok(aDryRun(now())),
    "history.list": ({ beforeSeq }) =>
      ok(scene.events.filter((event) => beforeSeq === undefined || event.seq < beforeSeq)),
    "history.get": ({ id }) => {
      const event = scene.events.find((each) => each.id === id);
      return event === undefined ? fail("event-not-found", "That event is not in the history.") : ok(event);
    },
    "reminders.list": () => ok(scene.reminders),
    "history.acknowledge": ({ id }) => {
      const event = scene.events.find((each) => each.id === id) ?? scene.events[0];
      if (event === undefined) return fail("event-not-found", "That event is not in the history.");
      const at = new Date(now()).toISOString();
      if (event.readAt === null && event.id === id)
        scene.info = { ...scene.info, unread: Math.max(0, scene.info.unread - 1) };
      const acknowledgedBy = { destination: null, name: null, person: null };
      const changed = { ...event, id, readAt: event.readAt ?? at, acknowledgedAt: at, acknowledgedBy };
      scene.events = scene.events.map((each) => (each.id === id ? changed : each));
      host.push("app.changed", scene.info);
      return ok(changed);
    },
    "history.markRead": () => {
      scene.info = { ...scene.info, unread: 0 };
      host.push("app.changed", scene.info);
      return ok({ unread: 0 });
    },
    "notifications.test": () => ok({ state: "failed", detail: "No notification service answered within 5 s." }),
    "store.backups": () => ok(scene.backups),
    "store.restore": () => ok({}),
  });
  return host;
}

/** Of those that wait for no level: a fifth of their way. */
function progressOf({ id, state, condition }: Rule): RuleProgress[] {
  if (state !== "armed" || !("by" in condition)) return [];
  const way = "percent" in condition.by ? Number(condition.by.percent) : Number(condition.by.amount) / 10;
  const { measuredFrom } = conditionKindOf(condition.kind);
  if (measuredFrom.length === 0) return [{ id, value: (way / 5).toFixed(4), sides: [] }];
  const sign = measuredFrom[0] === "low" ? 1 : -1;
  const sides = measuredFrom.map((side) => ({ side, extreme: "1000", firesAt: (1000 + sign * way * 10).toFixed(2) }));
  return [{ id, value: (1000 + sign * way * 2).toFixed(2), sides }];
}

const valueOf = <T>(result: Result<T>): T[] => (result.ok ? [result.value] : []);

/** As main does it, without what is checked there but the shape of an address. */
function setVenue(scene: Scene, { venue, isOn, wsUrl, restUrl, values, apiKey }: VenuePatch): Result<VenueView> {
  const view = scene.venues.find(({ description }) => description.id === venue);
  if (view === undefined) return fail("settings-invalid", "There is no such venue.", "venue");
  if (wsUrl != null && !/^wss?:/.test(wsUrl))
    return fail("settings-invalid", "An address begins with ws: or wss:. The old one is still used.", "wsUrl");
  if (isOn === false && scene.venues.filter((one) => one.isOn).length === 1)
    return fail("settings-invalid", "It is the only venue that is on.", "isOn");
  const own = view.description.addresses;
  const addresses = own && {
    wsUrl: wsUrl === undefined ? (view.addresses?.wsUrl ?? own.wsUrl) : (wsUrl ?? own.wsUrl),
    restUrl: restUrl === undefined ? (view.addresses?.restUrl ?? own.restUrl) : (restUrl ?? own.restUrl),
  };
  const key =
    apiKey === undefined
      ? {}
      : { hasApiKey: apiKey !== "", isApiKeyForOtherAddresses: false, apiKeyBackend: apiKey === "" ? "none" : "file" };
  const changed: VenueView = {
    ...view,
    isOn: isOn ?? view.isOn,
    addresses,
    isOtherServer: addresses?.wsUrl !== own?.wsUrl || addresses?.restUrl !== own?.restUrl,
    values: { ...view.values, ...values },
    ...key,
  };
  changeVenue(scene, venue, changed);
  return ok(changed);
}
