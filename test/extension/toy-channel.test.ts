/** A channel that is added from outside alone, by being on the list that the app is started with, works end to end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import type { App } from "../../main/app.ts";
import { MadeChannels } from "../../main/app/made-channels.ts";
import { channelList } from "../../main/delivery/channels/index.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { destinationIdPattern } from "../../preload/contract/destination.ts";
import { value } from "../delivery/outbox-harness.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { eventually } from "../doubles/eventually.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import { toyChannel } from "./toy-channel.ts";
import { startWith } from "./toy-channel-app.ts";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []);
const states = (app: App): unknown =>
  value(app.history.list({}))[0]?.deliveries.map(({ destination, state }) => `${destination} ${state}`);

/** How many events another process has written down as shown. */
function shownOnDesktop(dataDir: string): number {
  const database = new Database(path.join(dataDir, "pricebell.db"), { readonly: true });
  const count = database.prepare("SELECT count(*) FROM deliveries WHERE destination = 'desktop' AND state = 'shown'");
  try {
    return count.pluck().get() as number;
  } finally {
    database.close();
  }
}

test("gets the message of a rule that fires, and gets it again after a kill while it had it in hand", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-toy-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  const [dataDir, file] = [path.join(folder, "data"), path.join(folder, "messages")];
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  ends.push(() => exchange.stop());

  exchange.setPrice("BTC-USD", "44000.00");
  const app = await startWith(toyChannel(file), dataDir, exchange);
  await eventually("a price", () => Promise.resolve(app.market.lastTick("securitypro:BTC-USD") !== null));
  expect(app.feedStatus().channels.map(({ channel, label, state }) => `${channel} ${label} ${state}`)).toEqual([
    "desktop Desktop notification ok",
    "history History ok",
    "toy Toy file ok",
  ]);
  const rule = (level: string): unknown =>
    value(app.rules.create({ instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level } }));
  rule("45000");
  rule("46000");
  exchange.setPrice("BTC-USD", "45000.01");
  await eventually("the first message", () => Promise.resolve(linesOf(file).length === 1));
  expect(linesOf(file)[0]).toMatch(/ BTC-USD crossed above 45,000$/);
  await eventually("its end", () => Promise.resolve(JSON.stringify(states(app)).includes("toy shown")));
  expect(states(app)).toEqual(["desktop shown", "history shown", "toy shown"]);
  await app.stop();

  const { wsUrl, restUrl } = exchange;
  const child = path.join(import.meta.dirname, "toy-channel-app.ts");
  const killed = spawn(process.execPath, [child, dataDir, file, wsUrl, restUrl], { stdio: "inherit" });
  const exited = once(killed, "exit");
  ends.push(() => void killed.kill("SIGKILL"));
  await eventually("the second message", () => {
    exchange.setPrice("BTC-USD", "46000.01");
    return Promise.resolve(linesOf(file).length === 2);
  });
  // What was shown and is not yet written down would be shown again, and rightly.
  await eventually("that the desktop showed it too", () => Promise.resolve(shownOnDesktop(dataDir) === 2));
  killed.kill("SIGKILL");
  await exited;

  const desktop = new RecordingChannel();
  const again = await startWith(toyChannel(file), dataDir, exchange, desktop);
  ends.push(() => again.stop());
  await eventually("the end of it", () => Promise.resolve(JSON.stringify(states(again)).includes("toy shown")));
  expect(states(again)).toEqual(["desktop shown", "history shown", "toy shown"]);
  const [, second, third] = linesOf(file);
  expect(third?.split(" ")[0], "under the same id, so that it can replace").toBe(second?.split(" ")[0]);
  expect(linesOf(file)).toHaveLength(3);
  expect(desktop.messages, "what the desktop had shown is not shown again").toEqual([]);
});

test("the list names every channel once, by an id that the contract takes", () => {
  const host = { clock, desktop: new RecordingChannel() };
  expect(channelList.map(({ id }) => id)).toEqual(["desktop", "history"]);
  for (const { id } of channelList) expect(id).toMatch(new RegExp(destinationIdPattern));
  const toy = toyChannel("/nowhere");
  expect(() => new MadeChannels([...channelList, toy, toy], host)).toThrow(/twice: desktop, history, toy, toy/);
  expect(() => new MadeChannels([{ ...toy, id: "other" }], host)).toThrow(/other makes one that calls itself toy/);
});
