/**
 * Whether what the app recorded of one rule is right, where the venue keeps every trade: then nothing of an outage stays unknown, and
 * there is one right answer. Found by the plainest loop there is.
 */
export interface MadeTrade {
  /** A stream told it, and it arrived. What was not told is known by history, or seen as the first price of a stream. */
  readonly isTold: boolean;
  readonly price: number;
  readonly atMs: number;
}

export interface VenueRule {
  readonly venue: string;
  readonly symbol: string;
  readonly kind: "at-or-above" | "at-or-below" | "crosses-up" | "crosses-down" | "crosses";
  readonly level: number;
  /** Place among the instrument's trades of the last price that the app had when the rule was armed. */
  readonly armedAt: number;
}

/** An event of a rule, as far as it is judged. Wall milliseconds. */
export interface SeenFire {
  readonly price: number;
  readonly gap: { readonly fromMs: number; readonly toMs: number } | null;
}

export interface VenueJudgement {
  /** `later`: told as of a later touch than the first, which no stream told and whose history had not come by then. */
  readonly what: "right" | "later" | "missed" | "doubled" | "wrong";
  readonly words: string;
}

/** A time by the app's clock and one by the venue's may differ by so much, though they are the same. */
const slackMs = 250;
const right: VenueJudgement = { what: "right", words: "" };

/** `trades`: all of the instrument, oldest first. `fires`: the rule's; it fires once. */
export function judgeVenueRule(
  rule: VenueRule,
  trades: readonly MadeTrade[],
  fires: readonly SeenFire[],
): VenueJudgement {
  const name = `${rule.venue}:${rule.symbol} ${rule.kind} ${rule.level}, armed after trade ${rule.armedAt}`;
  const [fire] = fires;
  if (fires.length > 1) return { what: "doubled", words: `${name}: fired ${fires.length} times` };
  const at = trades.findIndex((trade, place) => place > rule.armedAt && isTrue(rule, trades[place - 1], trade));
  const trade = trades[at];
  if (trade === undefined)
    return fire === undefined
      ? right
      : { what: "doubled", words: `${name}: fired at ${fire.price}, and nothing was touched` };
  const made = `trade ${at} at ${trade.price}${trade.isTold ? "" : " (lost)"}, ${new Date(trade.atMs).toISOString()}`;
  if (fire === undefined) return { what: "missed", words: `${name}: ${made}` };
  if (fire.gap === null) {
    if (fire.price === trade.price) return right;
    if (!trade.isTold && isNextSeen(rule, trades, at, fire.price)) return { what: "later", words: name };
    return { what: "wrong", words: `${name}: ${made}, told as ${fire.price}; ${evidence(trades, at, fire.price)}` };
  }
  const { fromMs, toMs } = fire.gap;
  const isIn = ({ atMs }: MadeTrade): boolean => atMs >= fromMs - slackMs && atMs <= toMs + slackMs;
  if (isIn(trade)) return right;
  const isTouch = (one: MadeTrade, place: number): boolean => place > at && isTrue(rule, trades[place - 1], one);
  if (trades.some((one, place) => isTouch(one, place) && isIn(one))) return { what: "later", words: name };
  const told = `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
  return { what: "wrong", words: `${name}: ${made}, told as between ${told}` };
}

/**
 * Whether this is the price of a touch after the one at `at`, which was not told, and no told one lies between: of what is not told nothing
 * is known at once, and the next trade that is seen is the touch as it is seen.
 */
function isNextSeen(rule: VenueRule, trades: readonly MadeTrade[], at: number, price: number): boolean {
  const place = trades.findIndex((one, other) => other > at && one.price === price);
  const trade = trades[place];
  if (trade === undefined) return false;
  let before = trades.findLast((one, other) => other < at && (one.isTold || other === rule.armedAt));
  let mayTouch = isTrue(rule, before, trade);
  for (const one of trades.slice(at, place)) {
    // The app may have seen it as well: by REST, or as the first price of a stream.
    if (isTrue(rule, one, trade)) mayTouch = true;
    if (!one.isTold) continue;
    if (isTrue(rule, before, one)) return false;
    before = one;
    mayTouch = isTrue(rule, one, trade);
  }
  return mayTouch;
}

/** The trades from before the first touch to the one that was told, for whoever reads the judgement. */
function evidence(trades: readonly MadeTrade[], at: number, price: number): string {
  const told = trades.findLastIndex((one) => one.price === price);
  return trades
    .slice(Math.max(0, at - 2), Math.min(Math.max(at, told), at + 12) + 1)
    .map((one) => `${one.price}${one.isTold ? "" : " (lost)"} at ${one.atMs % 60_000}`)
    .join(", ");
}

function isTrue({ kind, level }: VenueRule, before: MadeTrade | undefined, { price }: MadeTrade): boolean {
  const up = before !== undefined && before.price < level && price >= level;
  const down = before !== undefined && before.price > level && price <= level;
  switch (kind) {
    case "at-or-above":
      return price >= level;
    case "at-or-below":
      return price <= level;
    case "crosses-up":
      return up;
    case "crosses-down":
      return down;
    case "crosses":
      return up || down;
  }
}
