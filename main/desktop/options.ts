/** What the desktop app is told on its command line. Chromium adds switches of its own: unknown ones are left alone. */
import { parseArgs } from "node:util";
import type { VenueId } from "../../preload/contract/instrument.ts";
import { venueAddressProblem, venueSettings } from "../app/venue-options.ts";
import { venues } from "../market/venues/index.ts";
import type { Settings } from "../../preload/contract/settings.ts";

export interface DesktopOptions {
  /** Where everything is kept; null: the system's place for app data. */
  readonly dataDir: string | null;
  /** Start without a window, in the tray: how the autostart entry starts it. */
  readonly hidden: boolean;
  readonly demo: boolean;
  /** Null also where there is no venue of the name given. */
  readonly venue: VenueId | null;
  readonly venueUrl: string | null;
  readonly restUrl: string | null;
  readonly symbols: readonly string[];
}

/** Reads the command line of this start, or of a second instance. `argv` is without the executable. */
export function readOptions(argv: readonly string[]): DesktopOptions {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: {
      "data-dir": { type: "string" },
      venue: { type: "string" },
      "venue-url": { type: "string" },
      "rest-url": { type: "string" },
      symbols: { type: "string" },
      hidden: { type: "boolean" },
      demo: { type: "boolean" },
    },
  });
  const text = (name: "data-dir" | "venue" | "venue-url" | "rest-url" | "symbols"): string | null => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  return {
    dataDir: text("data-dir"),
    hidden: values.hidden === true,
    demo: values.demo === true,
    venue: venues.find(({ id }) => id === values.venue)?.id ?? null,
    venueUrl: text("venue-url"),
    restUrl: text("rest-url"),
    symbols: (text("symbols") ?? "").split(",").filter((symbol) => symbol !== ""),
  };
}

/** Why this start is refused, in words for a person; null where it is not. */
export function optionsProblem({ venueUrl, restUrl }: DesktopOptions): string | null {
  return venueAddressProblem({ wsUrl: venueUrl, restUrl });
}

/**
 * Settings that this run was given: they win over what is stored, and the window shows them as fixed. Only of options that
 * have no problem.
 */
export function fixedSettings({ demo, venue, venueUrl, restUrl }: DesktopOptions): Partial<Settings> {
  return venueSettings({ demo, venue, wsUrl: venueUrl, restUrl });
}
