/** What goes wrong on one venue, at random, one thing after the other. The others are not to notice. */
import type { Random } from "../../main/market/venues/demo/random.ts";
import type { RestAnswer } from "../doubles/venue-server.ts";
import { sleep } from "./app-runs.ts";
import type { MovingVenue } from "./venue-markets.ts";

/** Does its harm for so long, and ends it. */
type Fault = (venue: MovingVenue, ms: number) => Promise<void>;

const openSockets = ({ fake }: MovingVenue) => fake.sockets.filter(({ isOpen }) => isOpen);
const cutAll = (venue: MovingVenue): void => {
  openSockets(venue).forEach((one) => one.cut());
  venue.markets.forEach((market) => market.loseNewest());
};
const closeAll = (venue: MovingVenue, code: number): void => {
  openSockets(venue).forEach((one) => one.close(code));
  venue.markets.forEach((market) => market.loseNewest());
};

const refusing =
  (status: number, headers: Readonly<Record<string, string>> = {}): Fault =>
  async (venue, ms) => {
    venue.fake.server.upgrade = { do: "refuse", status, headers };
    cutAll(venue);
    await sleep(ms);
    venue.fake.server.upgrade = { do: "accept" };
  };
const answering =
  (answer: RestAnswer): Fault =>
  async (venue, ms) => {
    venue.fake.restFault = () => answer;
    cutAll(venue);
    await sleep(ms);
    venue.fake.restFault = () => undefined;
  };
const closing =
  (code: number): Fault =>
  (venue) => {
    closeAll(venue, code);
    return Promise.resolve();
  };

export const faults: Readonly<Record<string, Fault>> = {
  cut: (venue) => {
    cutAll(venue);
    return Promise.resolve();
  },
  "cut twice": async (venue, ms) => {
    cutAll(venue);
    await sleep(ms / 2);
    cutAll(venue);
  },
  "close 1000": closing(1000),
  "close 1001": closing(1001),
  "close 1012": closing(1012),
  "refuse 503": refusing(503),
  "refuse 429": refusing(429, { "retry-after": "2" }),
  "never upgrade": async (venue, ms) => {
    venue.fake.server.upgrade = { do: "hang" };
    cutAll(venue);
    await sleep(ms);
    venue.fake.server.upgrade = { do: "accept" };
  },
  "REST 503": answering({ status: 503, body: "" }),
  "REST 429": answering({ status: 429, headers: { "retry-after": "2" }, body: "" }),
  "REST 520": answering({ status: 520, body: "<html>" }),
  "REST held": async (venue, ms) => {
    const release = venue.fake.holdRest();
    cutAll(venue);
    await sleep(ms);
    release();
  },
  stall: async (venue, ms) => {
    openSockets(venue).forEach((one) => one.stall());
    venue.markets.forEach((market) => market.loseNewest());
    await sleep(ms);
  },
  garbage: (venue) => {
    const open = openSockets(venue);
    for (const text of [
      "{",
      "null",
      "[]",
      '{"type":"surprise"}',
      '{"e":"surprise"}',
      '{"channel":"surprise"}',
      "\u0000",
    ])
      open.forEach((one) => one.send(text));
    return Promise.resolve();
  },
  "lost trades": async (_, ms) => sleep(ms),
};

export class VenueFaults {
  readonly #venue: MovingVenue;
  readonly #random: Random;
  readonly #log: (line: string) => void;
  /** How often each was made. */
  readonly made = new Map<string, number>();
  #running: string | null = null;
  #isSpared = false;

  constructor(venue: MovingVenue, random: Random, log: (line: string) => void) {
    this.#venue = venue;
    this.#random = random;
    this.#log = log;
  }

  /** The stream loses this trade. */
  get losesTrade(): boolean {
    return this.#running === "lost trades" && this.#random.unit() < 0.3;
  }

  /** Nothing is done to it from now on, once what is being done is over. Its sockets are made anew, so that none is stalled. */
  async spare(): Promise<void> {
    this.#isSpared = true;
    while (this.#running !== null) await sleep(10);
    cutAll(this.#venue);
  }

  unspare(): void {
    this.#isSpared = false;
  }

  /** Makes one after the other until `endMs` of `performance.now()`. */
  async run(endMs: number): Promise<void> {
    const names = Object.keys(faults);
    while (performance.now() < endMs) {
      await sleep(1_000 + 5_000 * this.#random.unit());
      if (performance.now() >= endMs) return;
      if (this.#isSpared) continue;
      const name = names[Math.floor(this.#random.unit() * names.length)] ?? "cut";
      this.made.set(name, (this.made.get(name) ?? 0) + 1);
      this.#log(`${this.#venue.id}: ${name}`);
      this.#running = name;
      await faults[name]?.(this.#venue, 300 + 4_000 * this.#random.unit());
      this.#running = null;
    }
  }
}
