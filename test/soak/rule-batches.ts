/** Rules made through the API, in waves near the present prices, so that they do fire. */
import { Random } from "../../main/market/venues/demo/random.ts";
import type { DemoInstrument } from "../../main/market/venues/demo/instruments.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import type { RuleInput } from "../../preload/contract/contract.ts";
import type { JudgedRule } from "./judge.ts";
import type { Life } from "./app-runs.ts";
import { soakKinds, soakWindowMs, type Meaning, type SoakKind } from "./rule-meaning.ts";
import { textOf, unitsOf } from "./view.ts";
import type { LiveProber } from "./live-prober.ts";

/** A rule that was asked for. `id` null: its process was killed before it answered, and it may be there or not. */
export interface AskedRule {
  readonly symbol: string;
  readonly note: string;
  readonly meaning: Meaning;
  readonly run: number;
  readonly bornFrom: number;
  readonly bornTo: number;
  readonly id: string | null;
}

/** Levels are at most this far from the price, and a price comes back by this, as shares of the price. */
const farthest = 0.0008;
const rearmShare = 0.0004;
/** Least movement that a window waits for, as a share of the price. */
const leastMove = 0.001;

export class RuleBatches {
  readonly asked: AskedRule[] = [];
  readonly #exchange: Exchange;
  readonly #life: Life;
  readonly #witness: LiveProber;
  readonly #random: Random;
  readonly #instruments: readonly DemoInstrument[];

  constructor(options: {
    exchange: Exchange;
    life: Life;
    witness: LiveProber;
    seed: number;
    instruments: readonly DemoInstrument[];
  }) {
    this.#exchange = options.exchange;
    this.#life = options.life;
    this.#witness = options.witness;
    this.#random = new Random(options.seed, "rules");
    this.#instruments = options.instruments;
  }

  /** Makes `count` rules, one after the other. */
  async make(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      await this.#life.up();
      const instrument = this.#instruments[Math.floor(this.#random.unit() * this.#instruments.length)];
      if (instrument !== undefined) await this.#make(instrument);
    }
  }

  async #make({ symbol, decimals }: DemoInstrument): Promise<void> {
    const units = unitsOf(this.#exchange.prices()[symbol]?.price ?? "1", decimals);
    const meaning = this.#meaning(units);
    const note = `soak ${this.asked.length}`;
    const { run } = this.#life;
    const bornFrom = this.#witness.position(symbol);
    const id = await this.#life.call("rules.create", inputOf(symbol, decimals, meaning, note)).then(
      (rule) => rule.id,
      (error: unknown) => {
        // A refusal is a failure of the soak; a connection that breaks off belongs to a process that was killed.
        if (error instanceof Error && error.message.startsWith("rules.create:")) throw error;
        return null;
      },
    );
    this.asked.push({ symbol, note, meaning, run, bornFrom, bornTo: this.#exchange.nextSeq(symbol), id });
  }

  #meaning(units: number): Meaning {
    const random = this.#random;
    const kind = soakKinds[Math.floor(random.unit() * soakKinds.length)] as SoakKind;
    const low = Math.max(2, units + Math.round(units * farthest * (2 * random.unit() - 1)));
    const high = low + Math.max(1, Math.round(units * farthest * random.unit()));
    const rearm = Math.max(1, Math.round(units * rearmShare * (0.5 + random.unit())));
    const by = Math.max(1, Math.round(units * leastMove * (1 + random.unit())));
    return { kind, low, high, by, always: random.chance(0.4), rearm };
  }
}

function inputOf(symbol: string, decimals: number, meaning: Meaning, note: string): RuleInput {
  const { kind, low, high, by, always, rearm } = meaning;
  const [lower, upper] = [textOf(low, decimals), textOf(high, decimals)];
  const base = { instrument: { symbol }, note };
  const repeat = always ? { repeat: "always" as const } : {};
  // A window has nothing to come back to: it starts anew once its condition is false.
  if (kind === "rises" || kind === "falls" || kind === "moves")
    return { ...base, ...repeat, condition: { kind, by: { amount: textOf(by, decimals) }, windowMs: soakWindowMs } };
  const isRange = kind === "inside" || kind === "outside" || kind === "enters" || kind === "leaves";
  return {
    ...base,
    condition: isRange ? { kind, low: lower, high: upper } : { kind, level: lower },
    ...(always ? { ...repeat, rearmBy: { amount: textOf(rearm, decimals) } } : {}),
  };
}

/** The rule as the judge takes it. */
export function judgedRule({ meaning, run, bornFrom, bornTo }: AskedRule, id: string): JudgedRule {
  return { ...meaning, id, run, bornFrom, bornTo };
}
