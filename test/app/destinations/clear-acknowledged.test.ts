/** What was acknowledged elsewhere leaves the desktop, and only that. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import type { App } from "../../../main/app.ts";
import type { SendOutcome } from "../../../main/delivery/channels/remote-channel.ts";
import { systemClock as clock } from "../../../main/lib/clock.ts";
import { value } from "../../delivery/outbox-harness.ts";
import { RecordingChannel } from "../../delivery/recording-channel.ts";
import { eventually } from "../../doubles/eventually.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import { startWith } from "../../extension/toy-channel-app.ts";
import { toyChannel } from "../../extension/toy-channel.ts";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(toy = toyChannel()) {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-clear-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  ends.push(() => exchange.stop());
  exchange.setPrice("BTC-USD", "44000.00");
  const desktop = new RecordingChannel();
  const app = await startWith(toy, path.join(folder, "data"), exchange, desktop);
  ends.push(() => app.stop());
  await eventually("a price", () => Promise.resolve(app.market.lastTick("securitypro:BTC-USD") !== null));
  return { app, exchange, desktop, folder };
}

test("one notification for two alerts of one tick is taken off the screen when both were seen", async () => {
  const { app, exchange, desktop } = await start();
  for (const level of ["45000", "45001"])
    value(app.rules.create({ instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level } }));
  exchange.setPrice("BTC-USD", "46000.00");
  const shown = (): string[] =>
    value(app.history.list({}))
      .filter(({ deliveries }) => deliveries.some((each) => each.destination === "desktop" && each.state === "shown"))
      .map(({ id }) => id);
  await eventually("both on the desktop", () => Promise.resolve(shown().length === 2));
  expect(desktop.messages.map(({ id }) => id)).toEqual([expect.stringMatching(/^joined:/)]);
  const joined = desktop.messages[0]?.id ?? "";
  const [second = "", first = ""] = shown();
  value(app.history.acknowledge(second));
  expect(desktop.cleared, "the other one is open").not.toContain(joined);
  value(app.history.acknowledge(first));
  expect(desktop.cleared.filter((id) => id === joined)).toEqual([joined]);
});

test("by a call it is taken off the screen, by its own button the screen has done so", async () => {
  const { app, exchange, desktop } = await start();
  const fire = async (level: string): Promise<string> => {
    const condition = { kind: "crosses-up", level };
    value(app.rules.create({ instrument: { symbol: "BTC-USD" }, condition }));
    exchange.setPrice("BTC-USD", `${level}.01`);
    const newest = () => value(app.history.list({ limit: 1 }))[0];
    const isShown = (): boolean =>
      newest()?.rule?.condition.kind === "crosses-up" &&
      JSON.stringify(newest()?.rule?.condition).includes(level) &&
      newest()?.deliveries.some(({ destination, state }) => destination === "desktop" && state === "shown") === true;
    await eventually(`${level} on the desktop`, () => Promise.resolve(isShown()));
    return newest()?.id ?? "";
  };
  const first = await fire("45000");
  const second = await fire("46000");
  value(app.history.acknowledge(first));
  expect(desktop.cleared).toEqual([first]);
  desktop.act({ messageId: second, action: "acknowledge" });
  await eventually("its answer", () =>
    Promise.resolve(value(app.history.get(second)).acknowledgedBy?.destination === "desktop"),
  );
  expect(desktop.cleared).toEqual([first]);
});

test("what waits to be marked is marked by a destination that is changed meanwhile, and by the next start", async () => {
  const cleared: string[] = [];
  let clearing = (): Promise<SendOutcome> => new Promise(() => undefined);
  const toy = toyChannel({ cleared, clearing: () => clearing() });
  const { app, exchange, folder } = await start(toy);
  const fields = { file: path.join(folder, "messages"), password: "secret" };
  const { id: to } = value(await app.destinations.create({ channel: "toy", name: "my toy", fields }));
  const condition = { kind: "crosses-up", level: "45000" };
  value(app.rules.create({ instrument: { symbol: "BTC-USD" }, condition, notify: { to: [to] } }));
  exchange.setPrice("BTC-USD", "46000.00");
  const newest = (of: App) => value(of.history.list({ limit: 1 }))[0];
  const isSent = (): boolean => newest(app)?.deliveries.some(({ state }) => state === "sent") === true;
  await eventually("it to be sent", () => Promise.resolve(isSent()));
  const id = newest(app)?.id ?? "";
  value(app.history.acknowledge(id));
  expect(cleared).toEqual([id]);
  value(await app.destinations.update({ id: to, name: "the toy" }));
  await eventually("the changed one to be asked", () => Promise.resolve(cleared.length === 2));
  await app.stop();

  clearing = () => Promise.resolve({ kind: "accepted", receipt: null });
  for (const isLeft of [true, false]) {
    cleared.length = 0;
    const next = await startWith(toy, path.join(folder, "data"), exchange);
    expect(cleared).toEqual(isLeft ? [id] : []);
    await next.stop();
  }
});
