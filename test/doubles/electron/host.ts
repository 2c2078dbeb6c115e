/** The double's end in the app's process: its configuration, and the link to the test that drives it. */
import type { DoubleConfig } from "./wire.ts";
import { Link, type End } from "./link.ts";

const text = process.env["ELECTRON_DOUBLE"];
if (text === undefined || process.send === undefined) throw new Error("the electron double runs only under its driver");

export const config = JSON.parse(text) as DoubleConfig;

/** Filled by the modules of the double; answered to the driver. */
export const answers: Record<string, ((...params: never[]) => unknown) | undefined> = {};

export const driver = new Link(process as unknown as End, answers);

// A test that ended without a word must not leave an app running.
process.on("disconnect", () => process.exit(99));

/** Runs later, as an event of Electron's own loop would: errors in it are the app's uncaught exceptions. */
export function soon(run: () => void): void {
  setImmediate(run);
}

export interface CancellableEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** An event object that can be refused. */
export function cancellable(): CancellableEvent {
  const event: CancellableEvent = {
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
}
