/** Keeps one text frame of each kind that a venue sends. They are public prices: nothing in them is anybody's. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { VenueKind } from "../../main/market/venues/venue.ts";

/** The venue, whose frames are written to `dir/VENUE/` as they come, the first of each kind. */
export function recording(kind: VenueKind, dir: string): VenueKind {
  const folder = join(dir, kind.id);
  mkdirSync(folder, { recursive: true });
  const seen = new Set<string>();
  return {
    ...kind,
    open(options) {
      const opened = kind.open(options);
      return {
        ...opened,
        session() {
          const session = opened.session();
          return {
            subscribe: (needs) => session.subscribe(needs),
            unsubscribe: (symbols) => session.unsubscribe(symbols),
            probe: () => session.probe(),
            parse(text, bytes) {
              const shape = shapeOf(text);
              if (!seen.has(shape)) {
                seen.add(shape);
                writeFileSync(join(folder, `${shape}.json`), text);
              }
              return session.parse(text, bytes);
            },
          };
        },
      };
    },
  };
}

/** The names of its fields and what says its kind: frames that differ in these alone are worth keeping apart. */
function shapeOf(text: string): string {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return "unreadable";
  }
  const fields = typeof frame === "object" && frame !== null ? (frame as Record<string, unknown>) : {};
  const kind = ["type", "channel", "method", "e"].flatMap((name) =>
    typeof fields[name] === "string" ? [fields[name]] : [],
  );
  const names = Object.keys(fields).sort().join(",");
  return [...kind, createHash("sha256").update(names).digest("hex").slice(0, 8)].join("-").replaceAll(/[^\w-]/g, "_");
}
