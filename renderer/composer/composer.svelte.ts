/** The making of one alert: its fields, what main says of it before it is saved, and the saving. */
import type { Api } from "../../preload/api.ts";
import { conditionKindOf, hasField } from "../../preload/contract/condition-kinds.ts";
import type { RuleInput, RulePreview } from "../../preload/contract/contract.ts";
import type { Instrument } from "../../preload/contract/instrument.ts";
import type { Failure } from "../../preload/contract/result.ts";
import type { ConditionKind, Rule } from "../../preload/contract/rule.ts";
import { draftOf, emptyDraft, families, familyOf, inputOf, isBlank, type Draft, type FamilyId } from "./draft.ts";
import { plainMap } from "../lib/plain-map.ts";
import { parseLine } from "./parse-line.ts";
import { levelBeyond, rangeAround, stepPrice } from "./price-steps.ts";

/** Typing settles for this long before main is asked what the rule would do. */
export const previewDelayMs = 120;

interface Needs {
  readonly api: Api;
  readonly instrument: () => Instrument | null;
  /** The price now, to begin from. */
  readonly price: () => string | null;
  readonly later: (act: () => void, delayMs: number) => () => void;
}

/** A half-made alert, put aside while another instrument is looked at. */
interface Kept {
  readonly draft: Draft;
  readonly text: string;
  readonly editingId: string | null;
  readonly isCopy: boolean;
  readonly suggested: string | null;
}

export class Composer {
  draft = $state<Draft>(emptyDraft());
  /** What was typed into the one-line entry. */
  text = $state("");
  /** Id of the alert being edited; null while a new one is made. */
  editingId = $state<string | null>(null);
  /** A new alert that began as a copy of another: like an edit it can be given up. */
  isCopy = $state(false);
  preview = $state.raw<RulePreview | null>(null);
  saving = $state(false);
  /** What was saved last, to say so. */
  savedId = $state<string | null>(null);
  #failure = $state.raw<Failure | null>(null);
  /** A field left empty is no mistake until someone tries to save. */
  #tried = $state(false);
  #asked = 0;
  #suggested: string | null = null;
  /** The draft as it was before a person changed anything. */
  #untouched = "";
  #instrumentKey: string | null = null;
  readonly #kept = plainMap<string, Kept>();
  #cancel: () => void = () => undefined;
  readonly #needs: Needs;

  readonly family = $derived(familyOf(this.draft.kind));
  readonly understood = $derived(this.text.trim() === "" || parseLine(this.text, null) !== null);

  /** What the one-line entry takes, by example: the first thing tried is one of these. */
  readonly example: string = $derived.by(() => {
    const price = this.#needs.price();
    return `>${price === null ? "45000" : levelBeyond(price, 1)}`;
  });

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  get input(): RuleInput | null {
    const instrument = this.#needs.instrument();
    return instrument === null ? null : inputOf(this.draft, instrument);
  }

  get failure(): Failure | null {
    return this.#tried || !isBlank(this.draft) ? this.#failure : null;
  }

  /** Words for one field (or a part of it); undefined where it is fine. */
  errorOf(field: string): string | undefined {
    const failure = this.failure;
    if (failure?.field === undefined) return undefined;
    return failure.field === field || failure.field.startsWith(`${field}.`) ? failure.message : undefined;
  }

  /** A new alert, its level a little beyond the price now. */
  begin(kind: ConditionKind = "at-or-above"): void {
    this.draft = emptyDraft();
    this.text = "";
    this.editingId = null;
    this.isCopy = false;
    this.#suggested = null;
    this.#clear();
    this.choose(kind);
    this.#untouched = JSON.stringify(this.draft);
  }

  /** Another instrument is looked at: what was half made for the one before waits for its return. */
  switchInstrument(key: string, exists: (ruleId: string) => boolean): void {
    const half =
      this.editingId !== null || this.isCopy || this.text !== "" || JSON.stringify(this.draft) !== this.#untouched;
    if (this.#instrumentKey !== null && half) {
      this.#kept.set(this.#instrumentKey, {
        draft: { ...this.draft },
        text: this.text,
        editingId: this.editingId,
        isCopy: this.isCopy,
        suggested: this.#suggested,
      });
    }
    this.#instrumentKey = key;
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    this.begin();
    if (kept === undefined || (kept.editingId !== null && !exists(kept.editingId))) return;
    ({ draft: this.draft, text: this.text, editingId: this.editingId, isCopy: this.isCopy } = kept);
    this.#suggested = kept.suggested;
    this.changed();
  }

  edit(rule: Rule): void {
    this.draft = draftOf(rule);
    this.text = "";
    this.editingId = rule.id;
    this.isCopy = false;
    // Its level is the person's own, also where the same one had been suggested.
    this.#suggested = null;
    this.#clear();
    this.changed();
  }

  /** A new alert that begins as a copy. */
  duplicate(rule: Rule): void {
    this.edit(rule);
    this.editingId = null;
    this.isCopy = true;
  }

  chooseFamily(id: FamilyId): void {
    const family = families.find((each) => each.id === id);
    const [first] = family?.kinds ?? [];
    if (first !== undefined && family !== this.family) this.choose(first);
  }

  /** Another kind; what it needs and the draft has not is filled in from the price. */
  choose(kind: ConditionKind): void {
    const price = this.#needs.price();
    const draft = this.draft;
    draft.kind = kind;
    const { id } = familyOf(kind);
    const opensAbove = conditionKindOf(kind).farSide !== "below";
    // A level that was only suggested is suggested anew: what lies beyond is on the other side for the other direction.
    if (hasField(kind, "level") && (draft.level === "" || draft.level === this.#suggested) && price !== null) {
      draft.level = levelBeyond(price, opensAbove ? 1 : -1);
      this.#suggested = draft.level;
    }
    if (hasField(kind, "low") && draft.low === "" && draft.high === "" && price !== null) {
      [draft.low, draft.high] = rangeAround(price);
    }
    if (id === "move" && draft.byValue === "") draft.byValue = "1";
    if (id === "trail" && draft.byValue === "") draft.byValue = "2";
    this.changed();
  }

  /** Suggests a level where none could be suggested before there was a price. */
  suggest(): void {
    if (this.editingId !== null || this.#suggested !== null || this.draft.level !== "") return;
    const untouched = JSON.stringify(this.draft) === this.#untouched;
    this.choose(this.draft.kind);
    if (untouched) this.#untouched = JSON.stringify(this.draft);
  }

  /** Asks once more about the draft as it stands: prices have moved since. */
  refresh(): void {
    if (this.preview !== null && !this.saving) void this.#ask();
  }

  /** Reads the one-line entry; what it does not speak of stays. */
  type(text: string): void {
    this.text = text;
    const quick = parseLine(text, this.#needs.price());
    if (quick === null) return;
    const draft = this.draft;
    draft.kind = quick.kind;
    if (quick.level !== undefined) draft.level = quick.level;
    if (quick.low !== undefined) draft.low = quick.low;
    if (quick.high !== undefined) draft.high = quick.high;
    if (quick.by !== undefined) [draft.byValue, draft.byUnit] = [quick.by.value, quick.by.unit];
    if (quick.windowMs !== undefined) draft.windowMs = quick.windowMs;
    if (quick.size !== undefined) draft.size = quick.size;
    if (quick.repeat !== undefined) draft.repeat = quick.repeat;
    if (quick.holdForMs !== undefined) draft.holdForMs = quick.holdForMs;
    this.changed();
  }

  /** Arrow keys in a price field: one visible step up or down. */
  step(field: "level" | "low" | "high", direction: 1 | -1): void {
    const stepped = stepPrice(this.draft[field], direction, this.#needs.price());
    if (stepped === null) return;
    this.draft[field] = stepped;
    this.changed();
  }

  /** Something in the draft is different: ask main what it would do, once typing settles. */
  changed(): void {
    this.savedId = null;
    this.#cancel();
    this.#cancel = this.#needs.later(() => void this.#ask(), previewDelayMs);
  }

  /** True when it is saved. */
  async save(): Promise<boolean> {
    const input = this.input;
    if (input === null || this.saving) return false;
    this.#tried = true;
    this.saving = true;
    this.#cancel();
    this.#asked++;
    const { api } = this.#needs;
    const { editingId } = this;
    try {
      const done = await (editingId === null ? api.rules.create(input) : api.rules.update({ id: editingId, ...input }));
      if (!done.ok) {
        this.#failure = done.error;
        this.preview = null;
        return false;
      }
      this.begin(this.draft.kind);
      this.savedId = done.value.id;
      return true;
    } finally {
      this.saving = false;
    }
  }

  async #ask(): Promise<void> {
    const input = this.input;
    if (input === null) return;
    const asked = ++this.#asked;
    const done = await this.#needs.api.rules.preview(input);
    // An answer to what has since been typed over is no answer.
    if (asked !== this.#asked) return;
    this.preview = done.ok ? done.value : null;
    // That the host is away is the whole window's business, and is said at its top; a save that fails for it still says so here.
    this.#failure = done.ok || done.error.code === "host-unreachable" ? null : done.error;
  }

  #clear(): void {
    this.#cancel();
    this.#asked++;
    this.#tried = false;
    this.#failure = null;
    this.preview = null;
    this.savedId = null;
  }
}
