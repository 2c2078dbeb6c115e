/**
 * The app ends at each step between the commit and what is written of the answer, for each channel to a service; then it starts
 * again. A message is never lost, and doubled only where the service has no key for it, where the second one says so.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Failpoint } from "../../main/lib/failpoint.ts";
import { Outbox, type OutboxStore } from "../../main/delivery/outbox.ts";
import type { RemoteChannel } from "../../main/delivery/channels/remote-channel.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import type { Store } from "../../main/store/store.ts";
import type { Delivery } from "../../preload/contract/event.ts";
import { fail } from "../../preload/contract/result.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { openIn, tempDir, value } from "../store/store-harness.ts";
import { hostWith, type RunningSubject, type Setup } from "./channels/conformance/subject.ts";
import { subjects } from "./channels/conformance/subjects/index.ts";
import { decision } from "./decision.ts";

const id = "there-1";
const never = new Promise<never>(() => undefined);

/** How the app ends. `send`: what becomes of a message that is handed over; `writes`: its answer can be written down. */
const endings = {
  "before it is sent": { send: () => never, writes: true },
  "while it is sent, all of it gone out": {
    send: async (channel, message, signal) => {
      await channel.send(message, signal);
      return never;
    },
    writes: true,
  },
  "after the answer, before it is written": {
    send: (channel, message, signal) => channel.send(message, signal),
    writes: false,
  },
} satisfies Record<
  string,
  {
    send: (channel: RemoteChannel, ...given: Parameters<RemoteChannel["send"]>) => ReturnType<RemoteChannel["send"]>;
    writes: boolean;
  }
>;

function outboxOn(
  store: OutboxStore,
  clock: ManualClock,
  { kind, values }: Setup,
  send?: RemoteChannel["send"],
): Outbox {
  const channel = kind.open(values, hostWith(clock));
  const destination = new RemoteDestination({
    id,
    clock,
    kind,
    channel: { ...channel, send: send ?? ((...given) => channel.send(...given)), close: () => channel.close() },
    unusable: null,
    redact: (words) => words,
  });
  return new Outbox({
    clock,
    store,
    channels: [{ channel: destination, enabled: () => true }],
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
}

function unwritable(store: Store): OutboxStore {
  const end = (): ReturnType<typeof fail> => fail("store-failed", "the disk is full");
  return { events: store.events, deliveries: { ...store.deliveries, end } };
}

interface Line {
  readonly key: string;
  readonly title: string;
}

/** One event that is to be told at the toy, committed by a process that is gone. */
function folderWithOne(): { dataDir: string; file: string } {
  const dataDir = tempDir();
  const store = openIn(dataDir);
  const nowMs = Date.now();
  value(store.commit([decision(1, "BTC-USD", "once", nowMs, 0)], ["toy-1", "history"], nowMs));
  store.close();
  return { dataDir, file: join(dataDir, "messages") };
}

async function runChild(given: readonly string[], failpoint: string): Promise<NodeJS.Signals | null> {
  const child = join(import.meta.dirname, "remote-crash-child.ts");
  const env = { ...process.env, PRICEBELL_FAILPOINT: failpoint };
  const started = spawn(process.execPath, [child, ...given], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [, signal] = (await once(started, "exit")) as [number | null, NodeJS.Signals | null];
  return signal;
}

/** How often the service was handed it: what it has and is not yet written down has to be sent again. */
describe.each<[string, Failpoint | "", number]>([
  ["before it is sent", "sending", 1],
  ["while it is sent", "", 2],
  ["after the answer, before it is written", "sent", 2],
  ["once it is written", "acknowledged", 1],
])("a process that is killed %s", (_name, failpoint, times) => {
  test.each([true, false])("of a service that drops repeats (%s)", async (dropsRepeats) => {
    const { dataDir, file } = folderWithOne();
    const given = [dataDir, file, String(dropsRepeats)];
    expect(await runChild([...given, failpoint === "" ? "while" : ""], failpoint)).toBe("SIGKILL");
    expect(await runChild(given, "")).toBeNull();
    const lines = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    expect(lines).toHaveLength(times);
    expect(new Set(lines.map(({ key }) => key)).size, "one key, so that one message").toBe(1);
    const store = openIn(dataDir);
    const [event] = value(store.events.list());
    store.close();
    // Nobody can know that it was not sent: it says that it may be there already.
    const isAgain = !dropsRepeats && failpoint !== "acknowledged";
    expect(event?.deliveries[0]).toMatchObject({ state: "sent", isAgain });
    expect(lines.at(-1)?.title.startsWith("(again)")).toBe(isAgain);
  });
});

const deliveryIn = (store: Store): Delivery | undefined =>
  value(store.events.list())[0]?.deliveries.find(({ destination }) => destination === id);

describe.each(subjects)("$name", (subject) => {
  test.each(Object.entries(endings))("ended %s: sent in the end", async (_name, { send, writes }) => {
    const running: RunningSubject = await subject.start();
    const store = openIn(tempDir());
    const clock = new ManualClock();
    try {
      const setup = running.at(running.server.origin);
      const { wallMs, monoMs } = clock.now();
      value(store.commit([decision(1, "BTC-USD", "once", wallMs, monoMs)], [id, "history"], wallMs));
      const real = setup.kind.open(setup.values, hostWith(clock));
      let handedOver = false;
      const first = outboxOn(writes ? store : unwritable(store), clock, setup, async (message, signal) => {
        handedOver = true;
        return send(real, message, signal);
      });
      first.start();
      const isGone = (): boolean =>
        send === endings["before it is sent"].send ? handedOver : running.shown().length === 1;
      await eventually("the first attempt", () => Promise.resolve(isGone()));
      expect(deliveryIn(store)?.state).toBe("sending");
      // Killed: nothing of it runs any more.
      void first.stop();

      const again = outboxOn(store, clock, setup);
      again.start();
      await eventually("the second attempt", () => Promise.resolve(deliveryIn(store)?.state === "sent"));
      await again.stop();
      const { dropsRepeats } = setup.kind.abilities;
      expect(deliveryIn(store)?.isAgain).toBe(!dropsRepeats);
      const shown = running.shown();
      expect(shown.length).toBeGreaterThan(0);
      if (dropsRepeats) expect(new Set(shown).size, shown.join("\n")).toBe(1);
      else expect(JSON.stringify(running.server.requests.at(-1))).toContain("again");
      expect(shown.length).toBeLessThanOrEqual(2);
    } finally {
      store.close();
      await running.stop();
    }
  });
});
