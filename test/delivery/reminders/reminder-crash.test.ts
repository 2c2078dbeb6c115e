/** The process is killed at each step of telling an alert once more; the next one tells it, once wherever the service has a key for it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Failpoint } from "../../../main/lib/failpoint.ts";
import type { Delivery } from "../../../preload/contract/event.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";
import { criticalDecision, somebody } from "./reminder-harness.ts";

interface Line {
  readonly key: string;
  readonly title: string;
}

/** It was told once, and nobody has answered for five minutes. */
function folderWithOneDue(): { dataDir: string; file: string } {
  const dataDir = tempDir();
  const store = openIn(dataDir);
  const thenMs = Date.now() - 301_000;
  const [event] = value(store.commit([criticalDecision(1, thenMs, 0)], ["toy-1", "history"], thenMs));
  const ids = value(store.deliveries.due("toy-1", thenMs, 9)).map(({ id }) => id);
  value(store.deliveries.begin(ids, { messageId: event?.id ?? "" }, thenMs));
  value(store.deliveries.end(ids, { state: "sent" }, thenMs));
  store.close();
  return { dataDir, file: join(dataDir, "messages") };
}

async function runChild(given: readonly string[], failpoint: string): Promise<NodeJS.Signals | null> {
  const child = join(import.meta.dirname, "reminder-crash-child.ts");
  const env = { ...process.env, PRICEBELL_FAILPOINT: failpoint };
  const started = spawn(process.execPath, [child, ...given], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [, signal] = (await once(started, "exit")) as [number | null, NodeJS.Signals | null];
  return signal;
}

const linesOf = (file: string): Line[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

function deliveriesIn(dataDir: string): Delivery[] {
  const store = openIn(dataDir);
  const [event] = value(store.events.list());
  store.close();
  return event?.deliveries.filter(({ destination }) => destination === "toy-1") ?? [];
}

/** How often the service was handed it: what it has and is not yet written down has to be sent again. */
test.each<[string, Failpoint | "", boolean, number]>([
  ["once it is written that it is to be told", "reminded", false, 1],
  ["before it is sent", "sending", false, 1],
  ["while it is sent", "", false, 2],
  ["after the answer, before it is written, where the service drops repeats", "sent", true, 2],
])("killed %s", async (_name, failpoint, dropsRepeats, times) => {
  const { dataDir, file } = folderWithOneDue();
  const given = [dataDir, file, String(dropsRepeats)];
  expect(await runChild([...given, failpoint === "" ? "while" : ""], failpoint)).toBe("SIGKILL");
  expect(await runChild(given, "")).toBeNull();
  const lines = linesOf(file);
  expect(lines).toHaveLength(times);
  expect(new Set(lines.map(({ key }) => key)).size, "one key, so that one message").toBe(1);
  expect(lines.every(({ title }) => title.includes("(again, 2nd time)"))).toBe(true);
  expect(deliveriesIn(dataDir)).toMatchObject([
    { nth: 1, state: "sent" },
    { nth: 2, state: "sent", isAgain: !dropsRepeats && failpoint !== "reminded" },
  ]);
});

test("acknowledged after the kill, it is not sent once more", async () => {
  const { dataDir, file } = folderWithOneDue();
  const given = [dataDir, file, "false"];
  expect(await runChild(given, "sent")).toBe("SIGKILL");
  const store = openIn(dataDir);
  const [event] = value(store.events.list());
  value(store.events.acknowledge(event?.id ?? "", somebody, Date.now()));
  store.close();
  expect(await runChild(given, "")).toBeNull();
  expect(linesOf(file)).toHaveLength(1);
  expect(deliveriesIn(dataDir)[1]).toMatchObject({ nth: 2, state: "skipped" });
});
