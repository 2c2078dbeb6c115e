/** What of the things that a test has made is still held by something, once all garbage is collected. */
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How many of these are held. The test itself must hold none of them. */
export async function heldOf(things: readonly WeakRef<object>[]): Promise<number> {
  // What a weak reference was made or asked for in this turn is held until its end.
  await setImmediate();
  collectGarbage();
  return things.filter((thing) => thing.deref() !== undefined).length;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  collect();
}
