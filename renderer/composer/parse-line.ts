/**
 * An alert in a few keystrokes: `>45000`, `<44k`, `44000-46000`, `+5% 10m`, `trail 3%`, `spread 0.1%`, `size 10`, and after any
 * of them `always`, `for 30s`. Words for hands, not a language: what is not understood is simply not taken.
 */
import { compareDecimal } from "../../preload/contract/decimal.ts";
import type { ConditionKind } from "../../preload/contract/rule.ts";

/** What was understood; everything else of the draft stays as it is. */
export interface ParsedLine {
  readonly kind: ConditionKind;
  readonly level?: string;
  readonly low?: string;
  readonly high?: string;
  readonly by?: { readonly value: string; readonly unit: "percent" | "amount" };
  readonly windowMs?: number;
  readonly size?: string;
  readonly repeat?: "once" | "always";
  readonly holdForMs?: number;
}

const number = String.raw`(\d[\d,_']*\.?\d*|\.\d+)([km]?)`;
const span = String.raw`(\d+)\s*(s|sec|m|min|h|hour|hours)`;
const levelSigns: Record<string, ConditionKind> = {
  ">": "at-or-above",
  ">=": "at-or-above",
  "<": "at-or-below",
  "<=": "at-or-below",
  "^": "crosses-up",
  v: "crosses-down",
  x: "crosses",
  "=": "crosses",
};

/** Reads what was typed; `price` decides what a bare number means (above it: rises to; below it: falls to). */
export function parseLine(text: string, price: string | null): ParsedLine | null {
  let rest = ` ${text.trim().toLowerCase()} `;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(rest);
    if (found !== null) rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    return found;
  };
  const always = take(/\s(?:always|every time|repeat)\s/) !== null;
  const held = take(new RegExp(String.raw`\sfor\s+${span}\s`));
  const main = readMain(rest.trim(), price);
  if (main === null) return null;
  return {
    ...main,
    ...(always ? { repeat: "always" as const } : {}),
    ...(held === null ? {} : { holdForMs: spanMs(held[1], held[2]) }),
  };
}

function readMain(text: string, price: string | null): ParsedLine | null {
  const match = (source: string): RegExpExecArray | null => new RegExp(`^${source}$`).exec(text);
  let found = match(String.raw`(>=|<=|[><^vx=])?\s*${number}`);
  if (found !== null) {
    const level = decimal(found[2], found[3]);
    const sign = found[1];
    const below = price !== null && Number(level) < Number(price);
    return {
      kind: sign === undefined ? (below ? "at-or-below" : "at-or-above") : (levelSigns[sign] ?? "crosses"),
      level,
    };
  }
  found = match(String.raw`(in|out|inside|outside|enters|leaves)?\s*${number}\s*(?:-|to|\.\.)\s*${number}`);
  if (found !== null) {
    const ends = [decimal(found[2], found[3]), decimal(found[4], found[5])] as const;
    const [low, high] = compareDecimal(ends[0], ends[1]) > 0 ? [ends[1], ends[0]] : ends;
    const inside = price !== null && Number(price) >= Number(low) && Number(price) <= Number(high);
    return { kind: rangeKind(found[1], inside), low, high };
  }
  found = match(String.raw`(\+|-|±|rises|falls|moves)?\s*${number}\s*(%)?\s*(?:in|within|/)?\s*${span}`);
  if (found !== null) {
    const kinds: Record<string, ConditionKind> = { "+": "rises", rises: "rises", "-": "falls", falls: "falls" };
    return {
      kind: kinds[found[1] ?? ""] ?? "moves",
      by: { value: decimal(found[2], found[3]), unit: found[4] === undefined ? "amount" : "percent" },
      windowMs: spanMs(found[5], found[6]),
    };
  }
  found = match(String.raw`(trail|pulls? ?back|drops?|rebounds?|bounces?|spread)\s*${number}\s*(%)?`);
  if (found !== null) {
    const word = found[1] ?? "";
    const kind = word === "spread" ? "spread-at-least" : /^(rebound|bounce)/.test(word) ? "rebounds" : "pulls-back";
    return { kind, by: { value: decimal(found[2], found[3]), unit: found[4] === undefined ? "amount" : "percent" } };
  }
  found = match(String.raw`(?:size|trade)\s*${number}`);
  if (found !== null) return { kind: "trade-size-at-least", size: decimal(found[1], found[2]) };
  return null;
}

function rangeKind(word: string | undefined, inside: boolean): ConditionKind {
  if (word === "in" || word === "inside") return "inside";
  if (word === "out" || word === "outside") return "outside";
  if (word === "enters" || word === "leaves") return word;
  return inside ? "leaves" : "enters";
}

/** `44k` is 44000, `1.5m` is 1500000; grouping signs are left out. Done on the digits: no double comes near a price. */
function decimal(digits = "", suffix = ""): string {
  const plain = digits.replace(/[,_']/g, "").replace(/\.$/, "");
  const places = suffix === "k" ? 3 : suffix === "m" ? 6 : 0;
  const [whole = "", fraction = ""] = plain.split(".");
  const moved = fraction.padEnd(places, "0");
  const left = `${whole}${moved.slice(0, places)}`.replace(/^0+(?=\d)/, "") || "0";
  const right = moved.slice(places);
  return right === "" ? left : `${left}.${right}`;
}

function spanMs(count = "0", unit = "s"): number {
  const unitMs = unit.startsWith("h") ? 3_600_000 : unit.startsWith("m") ? 60_000 : 1_000;
  return Number(count) * unitMs;
}
