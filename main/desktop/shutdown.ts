/** The end of the app, however it comes: what is decided is written, the database closed, and nothing waits for a part that hangs. */
import type { App } from "electron";
import type { Clock } from "../lib/clock.ts";

/** A part that hangs must not keep a computer from shutting down; what was committed is on the disk. Milliseconds. */
export const stopWithinMs = 5_000;

export interface ShutdownDeps {
  readonly app: Pick<App, "on" | "exit">;
  readonly clock: Clock;
  /** The app is about to end: windows may close now. Told before they do. */
  readonly onQuitting: () => void;
  /** What is only shown is let go of. */
  readonly release: () => void;
  /** Writes what is decided, at once, and then closes what is open. */
  readonly stop: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** Ends the app in order. The returned function is for Windows, where at a log-off Electron tells the windows alone. */
export function setupShutdown(deps: ShutdownDeps): () => void {
  let stopping = false;
  const end = (): void => {
    // Asked again while it stops: a second Ctrl+C, or Quit after the system's own word.
    if (stopping) return;
    stopping = true;
    deps.release();
    const late = deps.clock.after(stopWithinMs, () => deps.app.exit(0));
    deps.stop().then(
      () => {
        late.cancel();
        deps.app.exit(0);
      },
      (error: unknown) => {
        late.cancel();
        deps.log(`The end went wrong: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        deps.app.exit(1);
      },
    );
  };
  deps.app.on("before-quit", deps.onQuitting);
  deps.app.on("will-quit", (event) => {
    event.preventDefault();
    end();
  });
  return () => {
    deps.onQuitting();
    end();
  };
}
