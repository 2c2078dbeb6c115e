/**
 * What "well" means, in one place: whoever asks, a window, the tray, a script or a service outside, is answered by this. The rule as
 * a table: main/README.md.
 */
import { formatTime } from "../../../preload/contract/format.ts";
import type { AppHealth, HealthReason } from "../../../preload/contract/health.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { StoreHealth } from "../../store/store-interface.ts";

/** Something that an armed rule waits for and that cannot be watched now. */
export interface Unwatched {
  /** The venue or the instrument as a person reads it; null: nothing can be watched at all. */
  readonly name: string | null;
  readonly isKeyRefused: boolean;
  /** Since when, wall milliseconds. */
  readonly fromMs: number;
  /** It has lasted so long that people are told of it. */
  readonly isTold: boolean;
  /** Its venue was connected before in this run. */
  readonly wasWatched: boolean;
}

/** Seconds are counted in looks, one a second while the computer is awake: time asleep is no standstill. */
export interface HealthFacts {
  readonly unwatched: readonly Unwatched[];
  /** For how long the same tick has been taken and not decided on. */
  readonly undecidedSeconds: number;
  /** For how long a timer of the rules has been due and has not run. */
  readonly overdueSeconds: number;
  /** By how much the last two looks were late, the lesser of the two. Milliseconds. */
  readonly lateMs: number;
  readonly store: StoreHealth;
  /** For how long the same decision has been the first that is not written. */
  readonly unwrittenSeconds: number;
  /** Destinations whose first delivery could be sent and is not, and for how long. */
  readonly waiting: readonly { readonly name: string; readonly seconds: number }[];
}

/** A decision takes microseconds, and a timer that the system holds back for seconds is late, not lost. */
const engineBehindSeconds = 10;
/** Twice in a row: once is a disk that spins up, or a computer that woke. */
const lateMs = 5_000;
const unwrittenSeconds = 10;
/** Longer than an attempt may take, with its pause. */
const deliveryStuckSeconds = 60;

export function judgeHealth(facts: HealthFacts): AppHealth {
  const reasons = [...facts.unwatched.flatMap(ofUnwatched), ...ofEngine(facts), ...ofStore(facts), ...ofOutbox(facts)];
  return { isWell: reasons.length === 0, reasons };
}

function ofUnwatched({ name, isKeyRefused, fromMs, isTold, wasWatched }: Unwatched): HealthReason[] {
  const what = name ?? message("app-health.everything");
  if (isKeyRefused) return [{ code: "key-refused", words: message("app-health.key-refused", { what }) }];
  if (isTold)
    return [{ code: "feed-blind", words: message("app-health.feed-blind", { what, time: formatTime(fromMs) }) }];
  // A run that has never seen a price must not say that it watches: one that crashes soon after each start would say it for ever.
  if (!wasWatched) return [{ code: "starting", words: message("app-health.starting", { what }) }];
  return [];
}

function ofEngine(facts: HealthFacts): HealthReason[] {
  if (Math.max(facts.undecidedSeconds, facts.overdueSeconds) >= engineBehindSeconds)
    return [{ code: "engine-behind", words: message("app-health.engine-behind") }];
  if (facts.lateMs < lateMs) return [];
  return [{ code: "engine-late", words: message("app-health.engine-late", { seconds: lateMs / 1_000 }) }];
}

function ofStore({ store, unwrittenSeconds: seconds }: HealthFacts): HealthReason[] {
  if (store.state === "ok" && seconds < unwrittenSeconds) return [];
  // Its own words name the file, and so perhaps the person: what is said here goes out to services.
  return [{ code: "store-failing", words: message("database.failing") }];
}

function ofOutbox({ waiting }: HealthFacts): HealthReason[] {
  return waiting
    .filter(({ seconds }) => seconds >= deliveryStuckSeconds)
    .map(({ name }) => ({ code: "delivery-stuck", words: message("app-health.delivery-stuck", { name }) }));
}
