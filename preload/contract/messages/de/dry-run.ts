import type { dryRun as english } from "../en/dry-run.ts";
import { translationOf } from "../message-types.ts";

export const dryRun = translationOf<typeof english>()({
  "dry-run.superseded": "Eine neuere Frage hat diese ersetzt. Es ist nichts verloren: einfach noch einmal fragen.",
  "dry-run.which": "Der Alarm steht unter `rule`, und daneben höchstens `days`.",
  "dry-run.days": "Eine ganze Zahl von Tagen, 1 bis {most}.",
  "dry-run.label": "Bisher",
  "dry-run.within": "{times} in {days}",
  "dry-run.days-long": { one: "{count} Tag", other: "{count} Tagen" },
  "dry-run.last": "zuletzt {when}",
  "dry-run.last-today": "zuletzt heute um {when}",
  "dry-run.never": "nie",
  "dry-run.times": { one: "einmal", other: "{count}-mal" },
  "dry-run.between": "{min}- bis {max}-mal",
  "dry-run.at-least": { one: "mindestens einmal", other: "mindestens {count}-mal" },
  "dry-run.unknown-often": "unbekannt wie oft",
  "dry-run.with-hold": "; mit {hold} Haltezeit: {times}",
  "dry-run.without-hold": "; ohne die Haltezeit: {times}",
  "dry-run.known": "Kurse von {known} (von {of}) sind bekannt.",
  "dry-run.fetching": "Kurse von {known} (von {of}) sind bekannt, weitere werden geholt.",
  "dry-run.recorded":
    "Kurse von {known} (von {of}) wurden hier aufgezeichnet; dieser Handelsplatz gibt keine vergangenen heraus.",
  "dry-run.reason.no-candles": "Noch sind keine vergangenen Kurse bekannt.",
  "dry-run.reason.no-quotes":
    "Wie oft er ausgelöst hätte, ist unbekannt: vergangene Kurse sind die von Abschlüssen, ohne Geld- und Briefkurs.",
  "dry-run.reason.no-sizes":
    "Wie oft er ausgelöst hätte, ist unbekannt: die Größen vergangener Abschlüsse werden nicht aufbewahrt.",
  "dry-run.reason.own-evaluation":
    "Wie oft er ausgelöst hätte, ist unbekannt: Alarme dieser Art werden nur an laufenden Kursen entschieden.",
  "dry-run.reason.window-too-short":
    "Wie oft er ausgelöst hätte, ist unbekannt: vergangene Kurse sind zu grob für ein so kurzes Zeitfenster.",
  "dry-run.reason.move-held":
    "Wie oft er ausgelöst hätte, ist unbekannt: vergangene Kurse sind zu grob, um zu sagen, wie lange eine Bewegung anhielt.",
  "dry-run.reason.hold-too-short":
    "Vergangene Kurse sind zu grob für eine so kurze Haltezeit: es kann öfter gewesen sein.",
  "dry-run.reason.rearm-too-small": "Der Rückweg ist kurz: es kann öfter gewesen sein.",
  "dry-run.reason.move-too-small": "So weit bewegen sich die Kurse oft: es kann öfter gewesen sein.",
});
