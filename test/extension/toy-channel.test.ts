/** A channel that is added from outside alone, by being on the list that the app is started with, works end to end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, test } from "vitest";
import type { App } from "../../main/app.ts";
import { MadeChannels } from "../../main/app/made-channels.ts";
import { channelList } from "../../main/delivery/channels/index.ts";
import type { RemoteAnswer } from "../../main/delivery/channels/remote-channel.ts";
import { remoteChannelKinds } from "../../main/delivery/channels/remote-list.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import type { Destination } from "../../preload/contract/destination.ts";
import { destinationIdPattern } from "../../preload/contract/destination.ts";
import { value } from "../delivery/outbox-harness.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { eventually } from "../doubles/eventually.ts";
import { startStaticExchange } from "../doubles/exchange/static-exchange.ts";
import { startPatienceMs } from "../doubles/patience.ts";
import { toyChannel } from "./toy-channel.ts";
import { startWith } from "./toy-channel-app.ts";

interface Line {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly actions: readonly string[];
}

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Whole lines alone: the other process may be writing one. */
const linesOf = (file: string): Line[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line)
    : [];
const statesOf = (app: App): string[] =>
  value(app.history.list({}))[0]?.deliveries.map(({ destination, state }) => `${destination} ${state}`) ?? [];
const secret = "a-password-of-the-toy";

async function setUp() {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-toy-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  ends.push(() => exchange.stop());
  exchange.setPrice("BTC-USD", "44000.00");
  return { exchange, dataDir: path.join(folder, "data"), file: path.join(folder, "messages") };
}

async function makeToy(app: App, file: string): Promise<Destination> {
  return value(await app.destinations.create({ channel: "toy", name: "my toy", fields: { file, password: secret } }));
}

async function armed(app: App, toy: Destination, level: string): Promise<void> {
  await eventually("a price", () => Promise.resolve(app.market.lastTick("securitypro:BTC-USD") !== null));
  const condition = { kind: "crosses-up", level };
  value(app.rules.create({ instrument: { symbol: "BTC-USD" }, condition, notify: { to: [toy.id] } }));
}

/** Whether another process has written down that the message is being sent. */
function isSending(dataDir: string, destination: string): boolean {
  const database = new Database(path.join(dataDir, "pricebell.db"), { readonly: true });
  const found = database.prepare("SELECT 1 FROM deliveries WHERE destination = ? AND state = 'sending'");
  try {
    return found.get(destination) !== undefined;
  } finally {
    database.close();
  }
}

test("a destination made of it gets what fires, its answer is heard, and its secret is nowhere to be seen", async () => {
  const { exchange, dataDir, file } = await setUp();
  const cleared: string[] = [];
  let answer: (answer: RemoteAnswer) => void = () => undefined;
  const desktop = new RecordingChannel();
  const app = await startWith(toyChannel({ hear: (heard) => (answer = heard), cleared }), dataDir, exchange, desktop);
  ends.push(() => app.stop());
  const toy = await makeToy(app, file);
  expect(toy).toMatchObject({ channel: "toy", name: "my toy", fields: { file }, secrets: ["password"], state: "ok" });
  expect(value(await app.destinations.test(toy.id))).toEqual({
    state: "sent",
    detail: "receipt-test",
    receipt: "receipt-test",
  });
  await armed(app, toy, "45000");
  exchange.setPrice("BTC-USD", "45000.01");
  await eventually("its end", () => Promise.resolve(statesOf(app).includes(`${toy.id} sent`)));
  expect(statesOf(app)).toEqual(["history shown", `${toy.id} sent`]);
  const [, line] = linesOf(file);
  expect(line).toMatchObject({ title: "BTC-USD crossed above 45,000", actions: ["acknowledge"] });
  const [event] = value(app.history.list({}));
  expect(event?.deliveries[1]).toMatchObject({ name: "my toy", receipt: `receipt-${event?.id}`, isAgain: false });

  answer({ messageId: line?.id ?? "", action: "acknowledge", by: "Anna" });
  const [answered] = value(app.history.list({}));
  expect(answered?.acknowledgedBy).toEqual({ destination: toy.id, name: "my toy", person: "Anna" });
  expect(answered?.readAt).toBe(answered?.acknowledgedAt);
  expect(statesOf(app)).toEqual(["history shown", `${toy.id} acknowledged`]);
  expect(cleared, "where it was answered, nothing is left to clear").toEqual([]);
  value(app.history.acknowledge(event?.id ?? ""));
  expect(value(app.history.get(event?.id ?? "")).acknowledgedBy?.person, "the first answer counts").toBe("Anna");

  const shown = JSON.stringify([app.destinations.views(), app.feedStatus(), app.history.list({}), app.rules.list()]);
  expect(shown).not.toContain(secret);
  for (const name of readdirSync(dataDir).filter((each) => each.startsWith("pricebell.db")))
    expect(readFileSync(path.join(dataDir, name)).includes(secret), name).toBe(false);
  expect(desktop.messages, "the rule names the toy alone").toEqual([]);

  value(await app.destinations.remove(toy.id));
  expect(app.rules.list()[0]?.toldInstead).toMatch(/told on the desktop/);
  expect(readdirSync(dataDir).filter((each) => each.startsWith("destination-"))).toEqual([]);
});

describe.each([true, false])("whose service drops repeats: %s", (dropsRepeats) => {
  test("what a kill left in flight is sent once more, under the same key, and says so where it must", async () => {
    const { exchange, dataDir, file } = await setUp();
    const app = await startWith(toyChannel({ dropsRepeats }), dataDir, exchange);
    const toy = await makeToy(app, file);
    await armed(app, toy, "45000");
    await app.stop();

    const child = path.join(import.meta.dirname, "toy-channel-app.ts");
    const { wsUrl, restUrl } = exchange;
    const killed = spawn(process.execPath, [child, dataDir, String(dropsRepeats), wsUrl, restUrl], {
      stdio: "inherit",
    });
    const exited = once(killed, "exit");
    ends.push(() => void killed.kill("SIGKILL"));
    const isCaught = (): Promise<boolean> => {
      exchange.setPrice("BTC-USD", "45000.01");
      return Promise.resolve(linesOf(file).length === 1 && isSending(dataDir, toy.id));
    };
    // A process starts first, from its sources.
    await eventually("the message", isCaught, startPatienceMs);
    killed.kill("SIGKILL");
    await exited;

    const again = await startWith(toyChannel({ dropsRepeats }), dataDir, exchange);
    ends.push(() => again.stop());
    await eventually("the end of it", () => Promise.resolve(statesOf(again).includes(`${toy.id} sent`)));
    const [first, second] = linesOf(file);
    expect(linesOf(file)).toHaveLength(2);
    expect([second?.id, second?.key]).toEqual([first?.id, first?.key]);
    expect(second?.title.startsWith("(again) ")).toBe(!dropsRepeats);
    expect(value(again.history.list({}))[0]?.deliveries[1]?.isAgain).toBe(!dropsRepeats);
  });
});

test("the list names every channel once, by an id that the contract takes", () => {
  const host = { clock, desktop: new RecordingChannel() };
  const ids = [...channelList, ...remoteChannelKinds].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(new RegExp(destinationIdPattern));
  const [desktop, history] = channelList;
  if (desktop === undefined || history === undefined) throw new Error("the app's own two");
  expect(() => new MadeChannels([desktop, desktop], host)).toThrow(/twice: desktop, desktop/);
  expect(() => new MadeChannels([{ ...desktop, id: "other" }], host)).toThrow(
    /other makes one that calls itself desktop/,
  );
});
