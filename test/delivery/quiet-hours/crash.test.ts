/** Killed by SIGKILL at each step from an alert in quiet hours to its digest: one digest, that names all of it, in the end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openIn, tempDir, value } from "../../store/store-harness.ts";
import { decision } from "../decision.ts";

const atNight = "2026-01-06T02:00:00Z";
const inTheMorning = "2026-01-06T07:00:10Z";
const child = join(import.meta.dirname, "crash-child.ts");

interface Line {
  readonly id: string;
  readonly key: string;
  readonly title: string;
}

async function run(given: readonly string[], failpoint = ""): Promise<NodeJS.Signals | null> {
  const env = { ...process.env, PRICEBELL_FAILPOINT: failpoint };
  const started = spawn(process.execPath, [child, ...given], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [, signal] = (await once(started, "exit")) as [number | null, NodeJS.Signals | null];
  return signal;
}

/** When it dies; how often the service is handed the digest: what it has and is not written down has to be sent again. */
test.each<
  [string, { dies: "night" | "morning"; as?: string; failpoint?: string; dropsRepeats: boolean; times: number }]
>([
  ["as they are kept back", { dies: "night", as: "kept", dropsRepeats: true, times: 1 }],
  ["as they are let go", { dies: "morning", as: "letgo", dropsRepeats: false, times: 1 }],
  ["before the digest is sent", { dies: "morning", failpoint: "sending", dropsRepeats: true, times: 1 }],
  ["as it is sent", { dies: "morning", failpoint: "sent", dropsRepeats: true, times: 2 }],
  ["as it is sent, without a key", { dies: "morning", failpoint: "sent", dropsRepeats: false, times: 2 }],
  ["once it is written", { dies: "morning", failpoint: "acknowledged", dropsRepeats: true, times: 1 }],
])("%s", async (_name, { dies, as = "", failpoint = "", dropsRepeats, times }) => {
  const dataDir = tempDir();
  const store = openIn(dataDir);
  const nowMs = Date.parse(atNight);
  const fired = [1, 2, 3].map((rule) => decision(rule, "BTC-USD", "once", nowMs, 0));
  value(store.commit(fired, ["toy-1", "history"], nowMs));
  // A run that was killed in the night marks them itself.
  const ids = value(store.deliveries.due("toy-1", nowMs, 9)).map(({ id }) => id);
  if (dies === "morning") value(store.deliveries.keep(ids));
  store.close();
  const file = join(dataDir, "messages");
  const given = [dataDir, file, String(dropsRepeats)];
  if (dies === "night") {
    expect(await run([...given, atNight, as], failpoint)).toBe("SIGKILL");
    expect(await run([...given, atNight])).toBeNull();
  } else expect(await run([...given, inTheMorning, as], failpoint)).toBe("SIGKILL");
  expect(await run([...given, inTheMorning])).toBeNull();

  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  expect(lines).toHaveLength(times);
  expect(new Set(lines.map(({ key }) => key)).size, "one key, so that one message").toBe(1);
  const isAgain = !dropsRepeats && ["sending", "sent"].includes(failpoint);
  expect(lines.at(-1)?.title).toBe(`${isAgain ? "(again) " : ""}While it was quiet: 3 alerts`);
  const after = openIn(dataDir);
  const told = value(after.events.list()).map(({ deliveries }) =>
    deliveries.find(({ destination }) => destination === "toy-1"),
  );
  after.close();
  expect(told.map((each) => [each?.state, each?.isAgain])).toEqual(told.map(() => ["sent", isAgain]));
});
