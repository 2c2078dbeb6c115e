/** What the desktop app is told on its command line. Chromium adds switches of its own: unknown ones are left alone. */
import { parseArgs } from "node:util";
import { readVenueOptions, type VenueOptionsResult } from "../app/venues/venue-options.ts";

export interface DesktopOptions {
  /** Where everything is kept; null: the system's place for app data. */
  readonly dataDir: string | null;
  /** Start without a window, in the tray: how the autostart entry starts it. */
  readonly hidden: boolean;
  /** Which venues this run uses, and what it puts on the watchlist; or why this start is refused, in words for a person. */
  readonly venues: VenueOptionsResult;
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
      "venue-url": { type: "string", multiple: true },
      "rest-url": { type: "string", multiple: true },
      symbols: { type: "string" },
      hidden: { type: "boolean" },
      demo: { type: "boolean" },
    },
  });
  /** An option without a value reads as true: nothing was said. */
  const texts = (name: keyof typeof values): string[] =>
    [values[name]].flat().filter((value) => typeof value === "string" && value !== "") as string[];
  return {
    dataDir: texts("data-dir")[0] ?? null,
    hidden: values.hidden === true,
    venues: readVenueOptions({
      demo: values.demo === true,
      venue: texts("venue")[0] ?? "",
      venueUrls: texts("venue-url"),
      restUrls: texts("rest-url"),
      symbols: texts("symbols")[0] ?? "",
    }),
  };
}
