/** Rules made through the API, in batches near the present prices, so that they do fire. */
import { Random } from "../../main/market/venues/demo/random.ts";
import type { DemoInstrument } from "../../main/market/venues/demo/instruments.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import type { RuleInput } from "../../preload/contract/rule-calls.ts";
import type { JudgedRule } from "./judge.ts";
import type { AppRuns } from "./app-runs.ts";
import { soakKinds, soakWindowMs, type Meaning, type SoakKind } from "./rule-meaning.ts";
import { textOf, unitsOf } from "./view.ts";
import type { LiveProber } from "./live-prober.ts";

/** A rule that was asked for. `id` null: its process was killed before it answered, and it may be there or not. */
export interface AskedRule {
  readonly symbol: string;
  readonly note: string;
  readonly meaning: Meaning;
  readonly run: number;
  readonly armedFrom: number;
  readonly armedTo: number;
  readonly id: string | null;
}

/** Levels are at most this far from the price, and a price comes back by this, as shares of the price. */
const farthest = 0.0008;
const rearmShare = 0.0004;
/** Least movement that a window, or a trailing rule, waits for, as a share of the price. */
const minMove = 0.001;
/** Holds and cooldowns last between these. */
const minMs = 800;
const maxMs = 4_000;

export class RuleBatches {
  readonly asked: AskedRule[] = [];
  readonly #exchange: Exchange;
  readonly #appRuns: AppRuns;
  readonly #prober: LiveProber;
  readonly #random: Random;
  readonly #instruments: readonly DemoInstrument[];

  constructor(options: {
    exchange: Exchange;
    appRuns: AppRuns;
    prober: LiveProber;
    seed: number;
    instruments: readonly DemoInstrument[];
  }) {
    this.#exchange = options.exchange;
    this.#appRuns = options.appRuns;
    this.#prober = options.prober;
    this.#random = new Random(options.seed, "rules");
    this.#instruments = options.instruments;
  }

  /** Makes `count` rules, one after the other. */
  async make(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      await this.#appRuns.up();
      const instrument = this.#instruments[Math.floor(this.#random.unit() * this.#instruments.length)];
      if (instrument !== undefined) await this.#make(instrument);
    }
  }

  async #make(instrument: DemoInstrument): Promise<void> {
    const { symbol } = instrument;
    const meaning = this.#meaning(instrument);
    const note = `soak ${this.asked.length}`;
    const { run } = this.#appRuns;
    const armedFrom = this.#prober.position(symbol);
    const id = await this.#appRuns.call("rules.create", inputOf(instrument, meaning, note)).then(
      (rule) => rule.id,
      (error: unknown) => {
        // A refusal is a failure of the soak; a connection that breaks off belongs to a process that was killed.
        if (error instanceof Error && error.message.startsWith("rules.create:")) throw error;
        return null;
      },
    );
    this.asked.push({ symbol, note, meaning, run, armedFrom, armedTo: this.#exchange.nextSeq(symbol), id });
  }

  #meaning({ symbol, decimals, typicalSize, sizeDecimals }: DemoInstrument): Meaning {
    const random = this.#random;
    const quote = this.#exchange.prices()[symbol];
    const units = unitsOf(quote?.price ?? "1", decimals);
    const spread = unitsOf(quote?.ask ?? "1", decimals) - unitsOf(quote?.bid ?? "1", decimals);
    const kind = soakKinds[Math.floor(random.unit() * soakKinds.length)] as SoakKind;
    const low = Math.max(2, units + Math.round(units * farthest * (2 * random.unit() - 1)));
    const high = low + Math.max(1, Math.round(units * farthest * random.unit()));
    const rearm = Math.max(1, Math.round(units * rearmShare * (0.5 + random.unit())));
    const by = Math.max(1, Math.round(units * minMove * (1 + random.unit())));
    const always = random.chance(0.4);
    const lasts = (): number => Math.round(minMs + (maxMs - minMs) * random.unit());
    const ownLow = {
      "spread-at-least": Math.max(1, Math.round(spread * (0.8 + 0.8 * random.unit()))),
      "trade-size-at-least": Math.max(1, Math.round(typicalSize * 10 ** sizeDecimals * (1 + 8 * random.unit()))),
    };
    return {
      kind,
      low: kind === "spread-at-least" || kind === "trade-size-at-least" ? ownLow[kind] : low,
      high,
      by,
      always,
      rearm,
      // A single trade does not last.
      holdMs: random.chance(0.3) && kind !== "trade-size-at-least" ? lasts() : 0,
      cooldownMs: random.chance(0.4) && always ? lasts() : 0,
    };
  }
}

function inputOf({ symbol, decimals, sizeDecimals }: DemoInstrument, meaning: Meaning, note: string): RuleInput {
  const { kind, low, high, by, always, rearm, holdMs, cooldownMs } = meaning;
  const amount = (units: number): { amount: string } => ({ amount: textOf(units, decimals) });
  const repeat = always ? { repeat: "always" as const, cooldownMs } : {};
  const base = { instrument: { symbol }, note, holdForMs: holdMs, ...repeat };
  switch (kind) {
    // What is measured from an extreme has nothing to come back to, and a spread or a size has to be less again.
    case "rises":
    case "falls":
    case "moves":
      return { ...base, condition: { kind, by: amount(by), windowMs: soakWindowMs } };
    case "pulls-back":
    case "rebounds":
      return { ...base, condition: { kind, by: amount(by) } };
    case "spread-at-least":
      return { ...base, condition: { kind, by: amount(low) } };
    case "trade-size-at-least":
      return { ...base, condition: { kind, size: textOf(low, sizeDecimals) } };
    case "inside":
    case "outside":
    case "enters":
    case "leaves":
      return {
        ...base,
        condition: { kind, low: textOf(low, decimals), high: textOf(high, decimals) },
        ...(always ? { rearmBy: amount(rearm) } : {}),
      };
    default:
      return {
        ...base,
        condition: { kind, level: textOf(low, decimals) },
        ...(always ? { rearmBy: amount(rearm) } : {}),
      };
  }
}

/** The rule as the judge takes it. */
export function judgedRule({ meaning, run, armedFrom, armedTo }: AskedRule, id: string): JudgedRule {
  return { ...meaning, id, run, armedFrom, armedTo };
}
