/**
 * Loaded into the soaked process before it starts: its wall clock is the system's plus what stands in a file, read anew many
 * times a second. Nobody without privileges can set a computer's clock for one process, and only `Date` knows the wall time.
 */
import { readFileSync } from "node:fs";

const everyMs = 20;
const file = process.env["PRICEBELL_CLOCK_FILE"];

if (file !== undefined) {
  const { now } = Date;
  let offsetMs = 0;
  const read = (): void => {
    try {
      offsetMs = Number(readFileSync(file, "utf8"));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  };
  read();
  setInterval(read, everyMs).unref();
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now() + offsetMs] : args, newTarget) as object,
    apply: () => new Real(now() + offsetMs).toString(),
  });
  Real.now = () => now() + offsetMs;
}
