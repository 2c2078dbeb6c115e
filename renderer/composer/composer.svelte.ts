/**
 * The making of one alert. The text of its line is the whole truth of it: what is typed, chosen and dragged becomes text, the
 * text is read, and what was read is what is saved. Entries for others: `startWithLevel`, `startForInstrument`, `edit`,
 * `duplicate`; `rule` is what a chart draws of it, `moveLevel` what a drag does.
 */
import { untrack } from "svelte";
import { findConditionKind } from "../../preload/contract/condition-kinds.ts";
import type { RulePreview } from "../../preload/contract/rule-calls.ts";
import { compareDecimal } from "../../preload/contract/decimal.ts";
import { instrumentKey, type Instrument } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import { parseRule } from "../../preload/contract/parse-rule.ts";
import { fail, type Failure } from "../../preload/contract/result.ts";
import type { Condition, Rule, RuleSpec } from "../../preload/contract/rule.ts";
import { writeNumber } from "../lib/numbers.ts";
import { plainMap } from "../lib/plain-collections.ts";
import { ruleDefaults } from "./rule-defaults.ts";
import { editEffect, saveEdit, type EditEffect } from "./edit-effect.ts";
import { exampleOf } from "./examples.ts";
import type { LineContext } from "./line/cursor.ts";
import { emptyLine, parseLine, type ParsedLine } from "./line/parse-line.ts";
import type { ComposerNeeds } from "./composer-needs.ts";
import { levelAway } from "./line/read-condition.ts";
import { writeCondition, writeLine } from "./line/write-line.ts";

/** Typing settles for this long before main is asked what the rule would do. */
export const previewDelayMs = 120;

/** A half-made alert, put aside while another instrument is looked at. */
interface Kept {
  readonly text: string;
  readonly line: ParsedLine;
  readonly editingId: string | null;
  readonly isCopy: boolean;
}

export class Composer {
  text = $state("");
  /** The text as it was read when it was typed: a level counted from the price stays where it was then. */
  line = $state.raw<ParsedLine>(emptyLine);
  /** Id of the alert being edited; null while a new one is made. */
  editingId = $state<string | null>(null);
  /** A new alert that began as a copy of another: like an edit it can be given up. */
  isCopy = $state(false);
  preview = $state.raw<RulePreview | null>(null);
  saving = $state(false);
  /** What was saved last, to say so. */
  savedId = $state<string | null>(null);
  /** It was armed by that. */
  savedArmed = $state(true);
  /** What main refused. */
  #refused = $state.raw<Failure | null>(null);
  #asked = 0;
  #instrumentKey: string | null = null;
  /** The alert's own instrument, which a line can name though it may not be in the watchlist. */
  #named: Instrument | null = null;
  readonly #kept = plainMap<string, Kept>();
  #cancel: () => void = () => undefined;
  readonly #needs: ComposerNeeds;

  /** The alert as it would be saved; null while something is missing, not understood or in doubt. */
  readonly rule: RuleSpec | null = $derived(this.line.rule);
  /** What of it makes no sense, before main is asked: a rule that has this cannot be saved. */
  readonly #invalid: Failure | null = $derived.by(() => {
    if (this.rule === null) return null;
    // What has expired keeps its time, and can be given another note: it is armed by none of that.
    const rule = this.#keepsExpiry ? { ...this.rule, expiresAt: null } : this.rule;
    const parsed = parseRule(rule, { nowMs: this.#needs.nowMs(), defaultVenue: null });
    return parsed.ok ? null : parsed.error;
  });
  /** What saving does to the alert that is edited; null where none is. */
  readonly editEffect: EditEffect | null = $derived.by(() => {
    const present = this.editingId === null ? undefined : this.#needs.ruleOf(this.editingId);
    return this.rule === null || present === undefined ? null : editEffect(this.rule, present);
  });
  readonly #keepsExpiry: boolean = $derived(this.editEffect === "details" || this.editEffect === "nothing");
  readonly failure: Failure | null = $derived(this.#invalid ?? this.#refused);
  readonly canSave: boolean = $derived(this.rule !== null && this.#invalid === null && !this.saving);

  readonly #hasPrice: boolean = $derived.by(() => {
    const instrument = this.#needs.instrument();
    return instrument !== null && this.#needs.marketOf(instrument).price !== null;
  });
  readonly #minute: number = $derived.by(() => Math.floor(this.#needs.nowMs() / 60_000));
  /** What the line takes, by example: the first thing tried is one of these. Made anew once a minute, and not with each price. */
  readonly example: string = $derived.by(() => {
    void [this.#hasPrice, this.#minute];
    const instrument = this.#needs.instrument();
    const market = instrument === null ? null : untrack(() => this.#needs.marketOf(instrument));
    const condition = exampleOf("at-or-above", market?.price ?? null, market?.decimals ?? 0);
    return writeCondition(condition, {}, market?.price ?? null);
  });

  constructor(needs: ComposerNeeds) {
    this.#needs = needs;
  }

  /** Forgets what was being made. */
  begin(): void {
    this.editingId = null;
    this.isCopy = false;
    this.#named = null;
    this.type("");
  }

  /** Reads what was typed. */
  type(text: string): void {
    this.text = text;
    this.line = parseLine(text, this.#context());
    this.#changed();
  }

  /** Makes the alert this one: a chip, a preset or a drag has changed it. */
  write(rule: RuleSpec): void {
    this.#named = rule.instrument;
    this.type(writeLine(rule, this.#context()));
  }

  /** Puts a choice in the place of what could be read in several ways. */
  answer({ start, end }: { readonly start: number; readonly end: number }, replacement: string): void {
    this.type(`${this.text.slice(0, start)}${replacement}${this.text.slice(end)}`);
  }

  /** A new alert at this price of the instrument that is looked at, on the side of the price on which it lies. */
  startWithLevel(level: string): void {
    const instrument = this.#needs.instrument();
    if (instrument === null) return;
    const { price } = this.#needs.marketOf(instrument);
    this.begin();
    if (price !== null) {
      const isBelow = compareDecimal(level, price) < 0;
      this.startWithCondition({ kind: isBelow ? "at-or-below" : "at-or-above", level });
      return;
    }
    // On which side it lies is not known: the line asks.
    this.type(writeNumber(level));
    this.#needs.focus("value");
  }

  /** A new alert at this distance from the price now, signed, in percent; what else was said of one stays. */
  startAtDistance(percent: string): void {
    const instrument = this.rule?.instrument ?? this.#needs.instrument();
    const { price, decimals } = instrument === null ? nothing : this.#needs.marketOf(instrument);
    if (price === null) return;
    const isBelow = percent.startsWith("-");
    const level = levelAway(price, { percent: percent.replace("-", "") }, isBelow ? -1 : 1, decimals);
    this.startWithCondition({ kind: isBelow ? "at-or-below" : "at-or-above", level });
  }

  /** Makes this the condition of the alert, or of a new one on the instrument that is looked at. */
  startWithCondition(condition: Condition): void {
    const instrument = this.#needs.instrument();
    const rule = this.rule ?? (instrument === null ? null : { ...ruleDefaults, instrument });
    if (rule === null) return;
    this.write({ ...rule, condition });
    this.#needs.focus("value");
  }

  /** A new alert on this instrument, which is then looked at. */
  startForInstrument(instrument: Instrument): void {
    this.#needs.show(instrument);
    this.begin();
    this.#needs.focus("entry");
  }

  /** Goes on with an alert that exists. Of a kind that the app has not told of nothing is known that could be changed. */
  edit(rule: Rule): void {
    this.begin();
    if (findConditionKind(rule.condition.kind) === null) {
      this.#refused = fail("not-supported", message("composer.unknown-kind")).error;
      return;
    }
    this.write(rule);
    this.editingId = rule.id;
    this.#needs.focus("value");
  }

  /** A new alert that begins as a copy. */
  duplicate(rule: Rule): void {
    this.edit(rule);
    if (this.editingId === null) return;
    this.editingId = null;
    this.isCopy = true;
  }

  /** The level, or the bound of the range, elsewhere: what a drag of the draft's line does. */
  moveLevel(field: "level" | "low" | "high", level: string): void {
    const { rule } = this;
    if (rule !== null && field in rule.condition)
      this.write({ ...rule, condition: { ...rule.condition, [field]: level } });
  }

  /** Another instrument is looked at: what was half made for the one before waits for its return. */
  switchInstrument(key: string, exists: (ruleId: string) => boolean): void {
    const { text, line, editingId, isCopy } = this;
    if (this.#instrumentKey !== null && text !== "")
      this.#kept.set(this.#instrumentKey, { text, line, editingId, isCopy });
    this.#instrumentKey = key;
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    this.begin();
    if (kept === undefined || (kept.editingId !== null && !exists(kept.editingId))) return;
    ({ text: this.text, line: this.line, editingId: this.editingId, isCopy: this.isCopy } = kept);
    this.#changed();
  }

  /** A first price has come: what had to be counted from it can be read now. */
  priceCame(): void {
    if (this.text !== "" && this.rule === null) this.type(this.text);
  }

  /** Asks once more about the alert as it stands: prices have moved since. */
  refresh(): void {
    if (this.preview !== null && !this.saving) void this.#ask();
  }

  /** True when it is saved. Nothing happens where not everything was understood. */
  async save(): Promise<boolean> {
    const { rule, editingId } = this;
    if (rule === null || !this.canSave) return false;
    this.saving = true;
    this.#cancel();
    this.#asked++;
    const { api } = this.#needs;
    try {
      const effect = this.editEffect;
      const done = await (editingId === null ? api.rules.create(rule) : saveEdit(api, editingId, rule, effect));
      if (!done.ok) {
        this.#refused = done.error;
        this.preview = null;
        return false;
      }
      this.begin();
      this.savedId = done.value.id;
      this.savedArmed = effect !== "details" && effect !== "nothing";
      return true;
    } finally {
      this.saving = false;
    }
  }

  #context(): LineContext {
    const { instrument, instruments, marketOf, destinations, nowMs } = this.#needs;
    const known = instruments();
    const named = this.#named;
    const isKnown = named === null || known.some((each) => instrumentKey(each) === instrumentKey(named));
    return {
      nowMs: nowMs(),
      selected: instrument(),
      instruments: isKnown ? known : [...known, named],
      marketOf,
      destinations: destinations(),
    };
  }

  #isPast(moment: string | null): boolean {
    return moment !== null && Date.parse(moment) <= this.#needs.nowMs();
  }

  /** Something is different: ask main what it would do, once typing settles. */
  #changed(): void {
    this.#cancel();
    this.#asked++;
    this.savedId = null;
    this.#refused = null;
    this.preview = null;
    if (this.rule !== null) this.#cancel = this.#needs.later(() => void this.#ask(), previewDelayMs);
  }

  async #ask(): Promise<void> {
    const { rule } = this;
    // Of what is over, and stays so, nothing is asked: it does nothing.
    if (rule === null || this.#invalid !== null || (this.#keepsExpiry && this.#isPast(rule.expiresAt))) return;
    const asked = ++this.#asked;
    const done = await this.#needs.api.rules.preview(rule);
    // An answer to what has since been typed over is no answer.
    if (asked !== this.#asked) return;
    this.preview = done.ok ? done.value : null;
    // That the host is away is the whole window's business, and is said at its top; a save that fails for it still says so here.
    this.#refused = done.ok || done.error.code === "host-unreachable" ? null : done.error;
  }
}

const nothing = { price: null, decimals: 0 } as const;
