/** How Kraken writes an instrument of ours: on its stream by the newest list that is known, over REST by one of this run. */
import { message } from "../../../../preload/contract/messages/message.ts";
import { resolveSymbol } from "../../instruments/resolve-symbol.ts";
import { refusal } from "../rest-json.ts";
import type { ListedInstrument, RestGate, RestOutcome } from "../session.ts";
import { fetchPairs, type KrakenPair } from "./pairs.ts";

/** What Kraken listed in this run. */
interface OfRun {
  /** By our symbols. */
  readonly pairs: ReadonlyMap<string, KrakenPair>;
  readonly list: readonly ListedInstrument[];
}

export class KrakenNames {
  readonly #gate: RestGate;
  readonly #known: () => readonly ListedInstrument[];
  #ofRun: OfRun | null = null;
  /** The list that {@link #bySymbol} was made of. */
  #indexed: readonly ListedInstrument[] = [];
  #bySymbol: ReadonlyMap<string, ListedInstrument> = new Map();
  /** Null where none is on its way. */
  #loading: Promise<RestOutcome<OfRun>> | null = null;

  /** `known`: the newest list from before, perhaps empty. */
  constructor(gate: RestGate, known: () => readonly ListedInstrument[]) {
    this.#gate = gate;
    this.#known = known;
  }

  /**
   * As the stream writes it. Where no list is known, or it is not on it, our own way with a slash: the stream writes its names so, and
   * what it does not know it refuses by name.
   */
  wireOf(symbol: string): string {
    const list = this.#newest();
    const listed = this.#bySymbol.get(symbol) ?? this.#bySymbol.get(resolveSymbol(symbol, list));
    return listed?.wireSymbol ?? symbol.replace("-", "/");
  }

  /** Asks for the list, and keeps it. */
  async load(signal: AbortSignal): Promise<RestOutcome<readonly ListedInstrument[]>> {
    const loaded = await this.#load(signal);
    return loaded.ok ? { ok: true, value: loaded.value.list } : loaded;
  }

  /** As REST takes them, by our symbols. A symbol that Kraken does not list is missing. */
  async pairsOf(
    symbols: readonly string[],
    signal: AbortSignal,
  ): Promise<RestOutcome<ReadonlyMap<string, KrakenPair>>> {
    signal.throwIfAborted();
    const loaded = await this.#loaded(signal);
    if (!loaded.ok) return loaded;
    const { pairs } = loaded.value;
    const list = this.#newest();
    const found = symbols.flatMap((symbol) => {
      const pair = pairs.get(symbol) ?? pairs.get(resolveSymbol(symbol, list));
      return pair === undefined ? [] : [[symbol, pair] as const];
    });
    return { ok: true, value: new Map(found) };
  }

  /** The pair of one symbol; a refusal in words where Kraken does not list it. */
  async pairOf(symbol: string, signal: AbortSignal): Promise<RestOutcome<KrakenPair>> {
    const pairs = await this.pairsOf([symbol], signal);
    if (!pairs.ok) return pairs;
    const pair = pairs.value.get(symbol);
    return pair === undefined ? unknownSymbol(symbol) : { ok: true, value: pair };
  }

  async #loaded(signal: AbortSignal): Promise<RestOutcome<OfRun>> {
    if (this.#ofRun !== null) return { ok: true, value: this.#ofRun };
    if (this.#loading === null) return this.#load(signal);
    // Whoever asks while the list is on its way takes that one, or its refusal. One that was given up is asked for again.
    const loaded = await this.#loading.catch(() => null);
    signal.throwIfAborted();
    return loaded ?? this.#loaded(signal);
  }

  #load(signal: AbortSignal): Promise<RestOutcome<OfRun>> {
    const loading = this.#fetch(signal);
    this.#loading = loading;
    return loading;
  }

  async #fetch(signal: AbortSignal): Promise<RestOutcome<OfRun>> {
    try {
      const found = await fetchPairs(this.#gate, signal);
      if (!found.ok) return found;
      const pairs = new Map(found.value.map((pair) => [pair.listed.symbol, pair]));
      this.#ofRun = { pairs, list: found.value.map(({ listed }) => listed) };
      return { ok: true, value: this.#ofRun };
    } finally {
      this.#loading = null;
    }
  }

  #newest(): readonly ListedInstrument[] {
    const list = this.#ofRun?.list ?? this.#known();
    if (list !== this.#indexed) {
      this.#indexed = list;
      this.#bySymbol = new Map(list.map((listed) => [listed.symbol, listed]));
    }
    return list;
  }
}

export function unknownSymbol(symbol: string): ReturnType<typeof refusal> {
  return refusal("unknown-symbol", message("venue.unknown-symbol", { venue: "Kraken", symbol }));
}
