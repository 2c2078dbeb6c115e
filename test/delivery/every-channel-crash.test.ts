/**
 * SIGKILL at each step on the way out, on every channel at once, in a real process: one message at most wherever a second one of the same
 * key is dropped, two where it is not, of which the second says so, and never none.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Outbox } from "../../main/delivery/outbox.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { remoteChannelKinds } from "../../main/delivery/channels/remote-list.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { until } from "../doubles/until.ts";
import { openIn, tempDir, value } from "../store/store-harness.ts";
import { places, type RunningPlace } from "./channels/conformance/place.ts";
import { decision } from "./decision.ts";
import { crashSteps, type ChildMessage, type ChildOptions, type CrashStep } from "./every-channel-crash-child.ts";

interface Running extends RunningPlace {
  readonly id: string;
  readonly name: string;
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function startAll(): Promise<readonly Running[]> {
  return Promise.all(
    places.map(async (place, index) => {
      const running = await place.start();
      ends.push(() => running.stop());
      return { ...running, id: `there-${index}`, name: place.name };
    }),
  );
}

/** What the parent waits for before it kills. */
const reached: Record<CrashStep, ChildMessage["what"]> = {
  "before it is sent": "handed-over",
  "while it is sent": "answered",
  "after the answer": "answered",
  "once it is written": "written",
};

async function killAt(step: CrashStep, dataDir: string, running: readonly Running[]): Promise<void> {
  const options: ChildOptions = {
    ...{ dataDir, step },
    places: running.map(({ id, origin, setup: { kind, values } }) => ({ id, kind: kind.id, origin, values })),
  };
  const file = join(import.meta.dirname, "every-channel-crash-child.ts");
  const child = spawn(process.execPath, [file, JSON.stringify(options)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const there = new Set<string>();
  child.on("message", ({ what, id }: ChildMessage) => {
    if (what === reached[step]) there.add(id);
    if (what === "heard") running.find((each) => each.id === id)?.hear?.();
  });
  await until(() => there.size === running.length, "every channel to have come so far");
  child.kill("SIGKILL");
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
}

test("every channel of the list is among them", () => {
  const known = new Set(remoteChannelKinds.map(({ id }) => id));
  return startAll().then((running) => expect(new Set(running.map(({ setup }) => setup.kind.id))).toEqual(known));
});

test.each(crashSteps)("killed %s", async (step) => {
  const running = await startAll();
  const dataDir = tempDir();
  const before = openIn(dataDir);
  const nowMs = clock.now().wallMs;
  const ids = running.map(({ id }) => id);
  value(before.commit([decision(1, "BTC-USD", "once", nowMs, 0)], [...ids, "history"], nowMs));
  before.close();
  await killAt(step, dataDir, running);

  const store = openIn(dataDir);
  ends.push(() => store.close());
  const stateOf = (id: string) =>
    value(store.events.list())[0]?.deliveries.find(({ destination }) => destination === id);
  const wasWritten = step === "once it is written";
  expect(ids.map((id) => stateOf(id)?.state)).toEqual(ids.map(() => (wasWritten ? "sent" : "sending")));
  const destinations = running.map(({ id, setup: { kind, values }, host }) => {
    const channel = kind.open(values, host(clock));
    return new RemoteDestination({ id, clock, kind, channel, unusable: null, redact: (words) => words });
  });
  const outbox = new Outbox({
    clock,
    store,
    channels: destinations.map((channel) => ({ channel, enabled: () => true })),
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  ends.push(async () => {
    await outbox.stop();
    await Promise.all(destinations.map((destination) => destination.stop()));
  });
  outbox.start();
  await eventually("all of it sent", () => Promise.resolve(ids.every((id) => stateOf(id)?.state === "sent")));
  for (const { name, id, setup, shown } of running) {
    const { dropsRepeats } = setup.kind.abilities;
    const times = step === "before it is sent" || wasWritten ? 1 : 2;
    expect(shown().length, name).toBeGreaterThanOrEqual(1);
    expect(shown().length, name).toBeLessThanOrEqual(times);
    if (dropsRepeats) expect(new Set(shown()).size, name).toBe(1);
    expect(stateOf(id)?.isAgain, name).toBe(!dropsRepeats && !wasWritten);
  }
});
