/** The end of the app, in order and on time. */
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { setupShutdown, stopWithinMs } from "../../main/desktop/shutdown.ts";
import { ManualClock } from "../doubles/clock.ts";

function ending(stop: () => Promise<void>) {
  const clock = new ManualClock();
  const done: string[] = [];
  const app = Object.assign(new EventEmitter(), { exit: (code: number) => void done.push(`exit ${String(code)}`) });
  const sessionEnds = setupShutdown({
    app: app as never,
    clock,
    onQuitting: () => done.push("quitting"),
    release: () => done.push("release"),
    stop: () => (done.push("stop"), stop()),
    log: (line) => done.push(line.split("\n")[0] ?? ""),
  });
  const quit = (): void => {
    app.emit("before-quit", {});
    app.emit("will-quit", { preventDefault: () => done.push("not yet") });
  };
  return { clock, done, quit, sessionEnds };
}

test("Quit waits for the database, once however often it is asked for", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { clock, done, quit } = ending(() => promise);
  quit();
  quit();
  expect(done).toEqual(["quitting", "not yet", "release", "stop", "quitting", "not yet"]);
  resolve();
  await promise;
  expect(done.at(-1)).toBe("exit 0");
  expect(clock.pending).toBe(0);
});

test("a part that hangs is not waited for, and one that fails is said", async () => {
  const hanging = ending(() => new Promise(() => undefined));
  hanging.quit();
  hanging.clock.advance(stopWithinMs);
  expect(hanging.done.at(-1)).toBe("exit 0");

  const failing = ending(() => Promise.reject(new Error("disk full")));
  failing.quit();
  await Promise.resolve().then(() => undefined);
  expect(failing.done.slice(-2)).toEqual(["The end went wrong: Error: disk full", "exit 1"]);
});

test("at a log-off on Windows what is decided is written before the system is answered", () => {
  const { done, sessionEnds } = ending(() => Promise.resolve());
  sessionEnds();
  expect(done).toEqual(["quitting", "release", "stop"]);
});
