/**
 * Whether what the app recorded of one rule is right, where the venue keeps every trade: then nothing of an outage stays unknown, and
 * there is one right answer. Found by the plainest loop there is.
 */
export interface MadeTrade {
  /** The stream did not lose it; where it was cut off, the history is known. */
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

export interface VenueVerdict {
  /** `later`: told as of a later touch than the first, which the stream had lost and whose history had not come by then. */
  readonly what: "right" | "later" | "missed" | "doubled" | "wrong";
  readonly words: string;
}

/** A time by the app's clock and one by the venue's may differ by so much, though they are the same. */
const slackMs = 250;
const right: VenueVerdict = { what: "right", words: "" };

/** `trades`: all of the instrument, oldest first. `fires`: the rule's; it fires once. */
export function judgeVenueRule(
  rule: VenueRule,
  trades: readonly MadeTrade[],
  fires: readonly SeenFire[],
): VenueVerdict {
  const name = `${rule.venue}:${rule.symbol} ${rule.kind} ${rule.level}, armed after trade ${rule.armedAt}`;
  const [fire] = fires;
  if (fires.length > 1) return { what: "doubled", words: `${name}: fired ${fires.length} times` };
  const at = trades.findIndex((trade, place) => place > rule.armedAt && isTrue(rule, trades[place - 1], trade));
  const trade = trades[at];
  if (trade === undefined)
    return fire === undefined
      ? right
      : { what: "doubled", words: `${name}: fired at ${fire.price}, and nothing was touched` };
  const made = `trade ${at} at ${trade.price}, ${new Date(trade.atMs).toISOString()}`;
  if (fire === undefined) return { what: "missed", words: `${name}: ${made}` };
  if (fire.gap === null) {
    if (fire.price === trade.price) return right;
    const seen = trades.find((one, place) => place > at && one.isTold);
    const before = trades.findLast((one, place) => place < at && (one.isTold || place === rule.armedAt));
    // Of what the stream lost nothing is known at once: the next trade that it tells is the touch as it is seen.
    if (!trade.isTold && seen?.price === fire.price && isTrue(rule, before, seen))
      return { what: "later", words: name };
    return { what: "wrong", words: `${name}: ${made}, told as ${fire.price}` };
  }
  const { fromMs, toMs } = fire.gap;
  const isIn = ({ atMs }: MadeTrade): boolean => atMs >= fromMs - slackMs && atMs <= toMs + slackMs;
  if (isIn(trade)) return right;
  const isTouch = (one: MadeTrade, place: number): boolean => place > at && isTrue(rule, trades[place - 1], one);
  if (trades.some((one, place) => isTouch(one, place) && isIn(one))) return { what: "later", words: name };
  const told = `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
  return { what: "wrong", words: `${name}: ${made}, told as between ${told}` };
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
