/** What the feed keeps of one instrument that somebody watches: a record for each part of it, changed by its methods alone. */
import type { SubscriptionState } from "../../../preload/contract/feed.ts";
import type { InstrumentKey } from "../../../preload/contract/instrument.ts";
import { Minutes } from "../history/minute-candles.ts";
import { FilterState } from "./filter-state.ts";
import { InstrumentGap } from "./instrument-gap.ts";
import { InstrumentSubscription } from "./instrument-subscription.ts";
import { KnownPrices } from "./known-prices.ts";
import { ListedState } from "./listed-state.ts";
import { RestAnswers } from "./rest-answers.ts";
import { Silence } from "./silence.ts";

/** Beside each part, who changes it. */
export class Watched {
  readonly key: InstrumentKey;
  readonly symbol: string;
  /** `Subscriptions` begins and ends it; `FrameReader` takes in what the stream says. */
  readonly subscription = new InstrumentSubscription();
  /** `TickFilter`. */
  readonly prices = new KnownPrices();
  readonly filter = new FilterState();
  readonly minutes = new Minutes();
  /** `Backfill`. */
  readonly gap = new InstrumentGap();
  /** `StallDetector`. */
  readonly silence = new Silence();
  /** `RestPrices`. */
  readonly rest = new RestAnswers();
  /** `Feed`. */
  readonly listed = new ListedState();

  constructor(key: InstrumentKey, symbol: string) {
    this.key = key;
    this.symbol = symbol;
  }

  /** What became of asking for it, as it is shown. */
  get subscriptionState(): SubscriptionState {
    const { state } = this.subscription;
    return state === "requested" && this.silence.isSilent ? "silent" : state;
  }
}
