/** What the making of an alert asks of the window around it. */
import type { Api } from "../../preload/api.ts";
import type { Instrument } from "../../preload/contract/instrument.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import type { NamedDestination } from "./line/destination-names.ts";
import type { LineContext } from "./line/cursor.ts";

export interface ComposerNeeds {
  readonly api: Api;
  /** The instrument that is looked at. */
  readonly instrument: () => Instrument | null;
  /** Those that a line can name. */
  readonly instruments: () => readonly Instrument[];
  readonly marketOf: LineContext["marketOf"];
  readonly ruleOf: (id: string) => Rule | undefined;
  /** Where alerts can be told. */
  readonly destinations: () => readonly NamedDestination[];
  readonly nowMs: () => number;
  readonly later: (act: () => void, delayMs: number) => () => void;
  /** Looks at another instrument. */
  readonly show: (instrument: Instrument) => void;
  /** Brings the composer into view and the focus into its line; `value`: onto the number that an edit is mostly about. */
  readonly focus: (on: "entry" | "value") => void;
}
