/** The parts of an alert as chips: what was understood of the line, in the order of a sentence, and the defaults that it leaves. */
import { canRearm } from "../../preload/contract/condition-kinds.ts";
import { defaultNotify, type Notify } from "../../preload/contract/destination.ts";
import { formatExactDuration, formatMoment, formatPrice, isolate } from "../../preload/contract/format.ts";
import { isMessageKey, message } from "../../preload/contract/messages/message.ts";
import type { RuleSpec } from "../../preload/contract/rule.ts";
import { kindChip } from "./format-kind.ts";
import { nameOfDestination, type NamedDestination } from "./line/destination-names.ts";
import { formatBy } from "../../preload/contract/text/options.ts";

export type ChipPart =
  | "instrument"
  | "kind"
  | "level"
  | "range"
  | "by"
  | "within"
  | "size"
  | "source"
  | "repeat"
  | "rearm"
  | "cooldown"
  | "hold"
  | "expiry"
  | "notify"
  | "urgency"
  | "sound"
  | "note"
  | "more";

export interface Chip {
  readonly part: ChipPart;
  readonly text: string;
  /** It says what holds because nothing else was said. */
  readonly isDefault: boolean;
  /** The alert without this part; null where it has to have one. */
  readonly without: Partial<RuleSpec> | null;
}

/** Fields of a rule by the part that shows them; a field of a field counts as its own. */
const partsOfFields: readonly (readonly [field: string, part: ChipPart])[] = [
  ["instrument", "instrument"],
  ["condition.kind", "kind"],
  ["condition.level", "level"],
  ["condition.low", "range"],
  ["condition.high", "range"],
  ["condition.by", "by"],
  ["condition.windowMs", "within"],
  ["condition.size", "size"],
  ["source", "source"],
  ["repeat", "repeat"],
  ["rearmBy", "rearm"],
  ["cooldownMs", "cooldown"],
  ["holdForMs", "hold"],
  ["expiresAt", "expiry"],
  ["notify.urgency", "urgency"],
  ["notify.sound", "sound"],
  ["notify", "notify"],
  ["note", "note"],
];

/** The part that a refusal is about, by the dotted path of its field; null where it is about none. */
export function partOfField(field: string | undefined): ChipPart | null {
  const found = partsOfFields.find(([name]) => field === name || field?.startsWith(`${name}.`) === true);
  return found?.[1] ?? null;
}

/** The name of a part, as the label of its field. */
export function partLabel(part: ChipPart, rule: Partial<RuleSpec>): string {
  if (part === "range") return `${message("composer.low")}, ${message("composer.high")}`;
  if (part === "by" && rule.condition !== undefined) {
    const own = `condition.${rule.condition.kind}.by` as const;
    return message(isMessageKey(own) ? own : "composer.by");
  }
  return message(`composer.${part}`);
}

/** `nowMs`: a moment of today is told without its day. */
export function chipsOf(
  rule: Partial<RuleSpec>,
  nowMs: number,
  destinations: readonly NamedDestination[] = [],
): readonly Chip[] {
  const fixed = (part: ChipPart, text: string): Chip => ({ part, text, isDefault: false, without: null });
  const extra = (part: ChipPart, text: string, without: Partial<RuleSpec>): Chip => ({
    part,
    text,
    isDefault: false,
    without,
  });
  const { instrument, condition, source = "last", repeat = "once", rearmBy = null, cooldownMs = 0 } = rule;
  const { holdForMs = 0, expiresAt = null, notify = defaultNotify, note = "" } = rule;
  const chips: (Chip | null)[] = [
    instrument === undefined ? null : fixed("instrument", isolate(instrument.symbol)),
    ...conditionChips(rule, fixed),
    source === "last" ? null : extra("source", message(`composer.chip.source.${source}`), { source: "last" }),
    holdForMs === 0
      ? null
      : extra("hold", message("composer.chip.hold", { duration: formatExactDuration(holdForMs) }), { holdForMs: 0 }),
    repeat === "once"
      ? { ...fixed("repeat", message("composer.chip.once")), isDefault: true }
      : extra("repeat", message("composer.chip.always"), { repeat: "once", rearmBy: null, cooldownMs: 0 }),
    rearmBy === null || (condition !== undefined && !canRearm(condition.kind))
      ? null
      : extra("rearm", message("composer.chip.rearm", { by: formatBy(rearmBy, {}) }), { rearmBy: null }),
    cooldownMs === 0
      ? null
      : extra("cooldown", message("composer.chip.cooldown", { duration: formatExactDuration(cooldownMs) }), {
          cooldownMs: 0,
        }),
    expiresAt === null
      ? { ...fixed("expiry", message("composer.chip.no-expiry")), isDefault: true }
      : extra("expiry", message("composer.chip.until", { moment: formatMoment(Date.parse(expiresAt), nowMs) }), {
          expiresAt: null,
        }),
    notify.to === "default"
      ? { ...fixed("notify", message("composer.chip.notify-default")), isDefault: true }
      : extra(
          "notify",
          message("composer.chip.notify", {
            destinations: notify.to.map((id) => isolate(nameOfDestination(id, destinations))).join(", "),
          }),
          {
            notify: { ...notify, to: "default" },
          },
        ),
    notify.urgency === "normal"
      ? null
      : extra("urgency", message("composer.chip.critical"), { notify: { ...notify, urgency: "normal" } }),
    notify.sound === undefined
      ? null
      : extra("sound", message(`composer.chip.sound.${notify.sound}`), { notify: withoutSound(notify) }),
    note === "" ? null : extra("note", isolate(note), { note: "" }),
    { ...fixed("more", message("composer.chip.more")), isDefault: true },
  ];
  return chips.filter((chip) => chip !== null);
}

/** As the window's settings say. */
export function withoutSound({ to, urgency }: Notify): Notify {
  return { to, urgency };
}

function conditionChips(
  { condition }: Partial<RuleSpec>,
  fixed: (part: ChipPart, text: string) => Chip,
): readonly Chip[] {
  if (condition === undefined) return [];
  const chips = [fixed("kind", kindChip(condition.kind))];
  if ("level" in condition) chips.push(fixed("level", formatPrice(condition.level)));
  if ("low" in condition) {
    const [low, high] = [formatPrice(condition.low), formatPrice(condition.high)];
    chips.push(fixed("range", message("composer.chip.range", { low, high })));
  }
  if ("by" in condition) chips.push(fixed("by", formatBy(condition.by, {})));
  if ("windowMs" in condition)
    chips.push(fixed("within", message("composer.chip.within", { duration: formatExactDuration(condition.windowMs) })));
  if ("size" in condition) chips.push(fixed("size", formatPrice(condition.size)));
  return chips;
}
