/** What a person reads in German: every kind of condition in a rule and in an event, and what is said around them. */
import * as Type from "typebox";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkAgainst } from "../../../main/bridge/schema-check.ts";
import { actionLabel } from "../../../main/delivery/channel.ts";
import { messageOf } from "../../../main/delivery/message.ts";
import { refusalOf } from "../../../main/market/feed/rest-refusal.ts";
import { networkFailure, noteCertificateEnd } from "../../../main/network/failure.ts";
import { storageFailure } from "../../../main/store/storage-failure.ts";
import { conditionKindNames } from "../../../preload/contract/condition-kinds.ts";
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { formatAge, formatExactDuration, formatPrice } from "../../../preload/contract/format.ts";
import { takeLanguageFrom } from "../../../preload/contract/messages/language.ts";
import type { Condition, Rule, RuleSpec } from "../../../preload/contract/rule.ts";
import {
  eventBody,
  eventTitle,
  formatGroupMessage,
  formatRuleState,
  ruleSentence,
} from "../../../preload/contract/text.ts";
import { sampleRule } from "../sample-rule.ts";

beforeAll(() => takeLanguageFrom(() => ({ language: "de", locale: "de" })));
afterAll(() => takeLanguageFrom(() => ({ language: "en", locale: undefined })));

const now = Date.parse("2026-01-05T12:00:00Z");
const options = { timeZone: "UTC", now, venueName: () => "Kraken" };
/** With the no-break space before a percent sign as any other. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const range = { low: "44000", high: "46000" };

const spec = (condition: Condition, rest: Partial<RuleSpec> = {}): RuleSpec =>
  sampleRule(condition, { instrument: { venue: "kraken", symbol: "BTC-USD" }, ...rest });

function fired(rule: RuleSpec, rest: Partial<AlertEvent> = {}): AlertEvent {
  return {
    id: "e1",
    seq: 1,
    kind: "fired",
    ruleId: "r1",
    generation: 1,
    rule,
    instrument: rule.instrument,
    previous: { price: "44990", at: "2026-01-05T11:59:00Z", tradeId: null },
    tick: { price: "45000.50", at: "2026-01-05T11:59:01Z", tradeId: null },
    receivedAt: null,
    decidedAt: "2026-01-05T11:59:31Z",
    decisionMicros: null,
    gap: null,
    blind: null,
    deliveries: [],
    readAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    ...rest,
  };
}

// Each kind with what follows „Einmal melden, wenn", how it has to stay so, and the title of its event.
const kinds: readonly (readonly [Condition, string, string, string])[] = [
  [
    { kind: "at-or-above", level: "45000" },
    "BTC-USD auf 45.000 oder höher steigt",
    "und 30 s lang dort bleibt",
    "BTC-USD bei 45.000 oder höher",
  ],
  [
    { kind: "at-or-below", level: "45000" },
    "BTC-USD auf 45.000 oder tiefer fällt",
    "und 30 s lang dort bleibt",
    "BTC-USD bei 45.000 oder tiefer",
  ],
  [
    { kind: "crosses-up", level: "45000" },
    "BTC-USD die Marke 45.000 aufwärts kreuzt",
    "und 30 s lang dort bleibt",
    "BTC-USD hat 45.000 aufwärts gekreuzt",
  ],
  [
    { kind: "crosses-down", level: "45000" },
    "BTC-USD die Marke 45.000 abwärts kreuzt",
    "und 30 s lang dort bleibt",
    "BTC-USD hat 45.000 abwärts gekreuzt",
  ],
  [
    { kind: "crosses", level: "45000" },
    "BTC-USD die Marke 45.000 in beliebiger Richtung kreuzt",
    "und 30 s lang auf der neuen Seite bleibt",
    "BTC-USD hat 45.000 aufwärts gekreuzt",
  ],
  [
    { kind: "inside", ...range },
    "BTC-USD zwischen 44.000 und 46.000 liegt",
    "und 30 s lang dort bleibt",
    "BTC-USD zwischen 44.000 und 46.000",
  ],
  [
    { kind: "outside", ...range },
    "BTC-USD unter 44.000 oder über 46.000 liegt",
    "und 30 s lang außerhalb bleibt",
    "BTC-USD außerhalb von 44.000 bis 46.000",
  ],
  [
    { kind: "enters", ...range },
    "BTC-USD in den Bereich 44.000 bis 46.000 kommt",
    "und 30 s lang dort bleibt",
    "BTC-USD ist in den Bereich 44.000 bis 46.000 gekommen",
  ],
  [
    { kind: "leaves", ...range },
    "BTC-USD den Bereich 44.000 bis 46.000 verlässt",
    "und 30 s lang außerhalb bleibt",
    "BTC-USD hat den Bereich 44.000 bis 46.000 verlassen",
  ],
  [
    { kind: "rises", by: { percent: "5" }, windowMs: 600_000 },
    "BTC-USD innerhalb von 10 min um 5 % oder mehr steigt",
    "und das 30 s lang so bleibt",
    "BTC-USD ist innerhalb von 10 min um 5 % oder mehr gestiegen",
  ],
  [
    { kind: "falls", by: { amount: "1500.5" }, windowMs: 86_400_000 },
    "BTC-USD innerhalb von 1 Tg. um 1.500,5 oder mehr fällt",
    "und das 30 s lang so bleibt",
    "BTC-USD ist innerhalb von 1 Tg. um 1.500,5 oder mehr gefallen",
  ],
  [
    { kind: "moves", by: { percent: "5" }, windowMs: 3_600_000 },
    "BTC-USD innerhalb von 1 h um 5 % oder mehr steigt oder fällt",
    "und das 30 s lang so bleibt",
    "BTC-USD ist innerhalb von 1 h um 5 % oder mehr gestiegen",
  ],
  [
    { kind: "pulls-back", by: { percent: "2" } },
    "BTC-USD um 2 % unter den höchsten Kurs seit dem Setzen dieses Alarms fällt",
    "und das 30 s lang so bleibt",
    "BTC-USD ist um 2 % vom Hoch gefallen",
  ],
  [
    { kind: "rebounds", by: { amount: "500" } },
    "BTC-USD um 500 über den tiefsten Kurs seit dem Setzen dieses Alarms steigt",
    "und das 30 s lang so bleibt",
    "BTC-USD ist um 500 vom Tief gestiegen",
  ],
  [
    { kind: "spread-at-least", by: { percent: "0.5" } },
    "der Spread von BTC-USD mindestens 0,5 % des Mittelkurses beträgt",
    "und das 30 s lang so bleibt",
    "BTC-USD: Spread von mindestens 0,5 %",
  ],
  [
    { kind: "trade-size-at-least", size: "10" },
    "ein einzelner Trade in BTC-USD mindestens die Größe 10 hat",
    "und das 30 s lang so bleibt",
    "BTC-USD: Trade der Größe 10 oder mehr",
  ],
];

it("says every kind", () => {
  expect(kinds.map(([{ kind }]) => kind)).toEqual(conditionKindNames);
});

it.each(kinds)("says %o", (condition, when, stays, title) => {
  expect(plain(ruleSentence(spec(condition), options))).toBe(`Einmal melden, wenn ${when}`);
  expect(plain(ruleSentence(spec(condition, { holdForMs: 30_000 }), options))).toBe(
    `Einmal melden, wenn ${when} ${stays}`,
  );
  expect(plain(eventTitle(fired(spec(condition)), options))).toBe(title);
});

it("says all of a rule in one sentence", () => {
  const whole = spec(
    { kind: "crosses-up", level: "45000" },
    {
      source: "bid",
      repeat: "always",
      rearmBy: { percent: "0.1" },
      cooldownMs: 600_000,
      expiresAt: "2026-01-07T18:00:00Z",
    },
  );
  expect(ruleSentence(whole, options)).toBe(
    "Jedes Mal melden, wenn der Geldkurs von BTC-USD die Marke 45.000 aufwärts kreuzt, höchstens einmal in 10 min, " +
      "und wieder, nachdem der Kurs auf 44.955 zurückgekommen ist, bis 7. Jan., 18:00",
  );
});

const level = spec({ kind: "crosses-up", level: "45000" });

it("says what happened, when, and what was missed meanwhile", () => {
  expect(eventBody(fired(level), options)).toBe("45.000,50, 11:59:01");
  const held = spec({ kind: "crosses-up", level: "45000" }, { holdForMs: 30_000 });
  expect(eventTitle(fired(held), options)).toBe("BTC-USD hat 45.000 aufwärts gekreuzt, 30 s lang");
  expect(eventBody(fired(held), options)).toBe("45.000,50, 11:59:01, und es blieb so bis 11:59:31");
  const gap = { from: "2026-01-05T03:12:00Z", to: "2026-01-05T03:31:00Z" };
  expect(eventBody(fired(level, { gap }), options)).toBe(
    "Irgendwann zwischen 03:12 und 03:31, während die Verbindung unterbrochen war. Der erste Kurs danach war 45.000,50",
  );
  expect(eventBody(fired(level, { kind: "expired", tick: null }), options)).toBe(
    "Ende: 11:59. Er wird nicht mehr beobachtet.\nEr lautete: Einmal melden, wenn BTC-USD die Marke 45.000 aufwärts kreuzt.",
  );
  expect(formatGroupMessage([fired(level), fired(level)], options).title).toBe("2 Alarme ausgelöst");
});

it("is notified of in German, with buttons, and late where it is late", () => {
  const shown = messageOf(fired(level), now + 3_600_000, null, options);
  expect(shown).toMatchObject({
    title: "BTC-USD hat 45.000 aufwärts gekreuzt",
    body: "Während Ihrer Abwesenheit: 45.000,50, 11:59:01",
  });
  expect(shown.actions.map(actionLabel)).toEqual(["Öffnen", "15 min pausieren"]);
});

it("says since when it was blind, and why", () => {
  const blind = { from: "2026-01-05T11:50:00Z", to: null, because: "asleep", venue: "kraken" } as const;
  const event = fired(level, { kind: "blind", rule: null, instrument: null, tick: null, blind });
  expect(eventTitle(event, options)).toBe(
    "Pricebell kann Kraken seit 10 min nicht beobachten: dieser Computer war im Ruhezustand",
  );
  expect(eventTitle({ ...event, blind: { ...blind, to: "2026-01-05T11:52:00Z" } }, options)).toBe(
    "Pricebell konnte Kraken 2 min lang nicht beobachten: dieser Computer war im Ruhezustand",
  );
});

it("says where a rule stands", () => {
  const rule: Rule = {
    ...spec({ kind: "crosses-up", level: "45000" }, { repeat: "always" }),
    id: "r1",
    generation: 1,
    state: "triggered",
    stateAt: "2026-01-04T11:00:00Z",
    createdAt: "2026-01-04T10:00:00Z",
    holdingSince: null,
    lastFiredAt: "2026-01-04T11:00:00Z",
    rearmAt: { below: "44955", above: null },
    cooldownUntil: "2026-01-05T12:03:00Z",
    snoozedUntil: null,
  };
  expect(formatRuleState(rule, now, options)).toBe(
    "am 4. Jan., 11:00 ausgelöst, wieder aktiv unter 44.955, Wartezeit noch 3 min",
  );
});

it("writes numbers, durations and ages as Germans do", () => {
  expect(formatPrice("1234567.5")).toBe("1.234.567,5");
  expect(formatExactDuration(2 * 86_400_000 + 3_600_000)).toBe("2 Tg. 1 h");
  expect([90_000_000, 2 * 86_400_000, 5_000, 0].map(formatAge)).toEqual([
    "vor 1 Tag",
    "vor 2 Tagen",
    "vor 5 s",
    "jetzt",
  ]);
});

it("what keeps prices away, with the day as German writes it", () => {
  const expired = Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" });
  noteCertificateEnd(expired, "May 3 10:00:00 2026 GMT");
  expect(networkFailure(expired, "ws.kraken.com")?.message).toBe(
    "Das Zertifikat von ws.kraken.com ist am 3. Mai 2026 abgelaufen. Prüfen Sie das Datum dieses Computers; stimmt es, muss der Betreiber es erneuern.",
  );
  const banned = refusalOf(418, { headers: {}, takesKey: false, wallMs: now });
  expect(banned?.message).toBe(
    "Der Handelsplatz hat diese Netzwerkadresse für 2 min gesperrt (HTTP 418), weil von hier zu viel gefragt wurde. Vorher wird er nicht mehr gefragt.",
  );
});

it("what keeps the database from being written, and a call from being answered", () => {
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", syscall: "write" });
  expect(storageFailure(full)?.words).toBe("der Datenträger ist voll");
  const check = checkAgainst(Type.Object({ id: Type.String({ maxLength: 3 }) }, { additionalProperties: false }));
  const messageFor = (value: unknown) => check(value)?.error.message;
  expect(messageFor({})).toBe("Das Feld id fehlt.");
  expect(messageFor({ id: "a", more: 1 })).toBe("Das Feld more kennt dieser Aufruf nicht.");
  expect(messageFor({ id: 1 })).toBe("Das Feld id muss vom Typ string sein.");
  expect(messageFor({ id: "long" })).toBe("Das Feld id kann diesen Wert nicht haben (maxLength: 3).");
  expect(messageFor([])).toBe("Die Anfrage muss vom Typ object sein.");
});
