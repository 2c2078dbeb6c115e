/** The whole app on a disk without a byte left: the person is told all the same, and nothing is lost or told twice. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually } from "../doubles/eventually.ts";
import { sessionBusMissing } from "../doubles/session-bus.ts";
import { SmallDisk, smallDiskMissing } from "../doubles/small-disk.ts";
import { Environment } from "./environment.ts";

const busMissing = sessionBusMissing();

describe("on a disk that is full", () => {
  let environment: Environment | null = null;
  let disk: SmallDisk | null = null;
  beforeAll(() => {
    if (busMissing === null) disk = SmallDisk.mount(8);
    if (disk === null) console.log(`A full disk is NOT tested: ${busMissing ?? smallDiskMissing}.`);
  });
  afterAll(() => disk?.remove());

  let folder = "";
  let exchange: Environment["exchange"];
  let app: Environment["app"];
  let notifications: Environment["notifications"];

  /** How often the crossing of 45,000 was shown. */
  const shown = () => notifications.calls.filter(({ title }) => title === "BTC-USD crossed above 45,000");

  beforeEach(async (context) => {
    if (disk === null) return context.skip();
    folder = disk.folder;
    environment = await Environment.start({ dataDir: path.join(folder, "data") });
    ({ exchange, app, notifications } = environment);
    exchange.setPrice("BTC-USD", "44000.00");
    await environment.sees("BTC-USD", "44000.00");
  });
  afterEach(async () => {
    await environment?.stop();
    if (disk === null) return;
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
  });

  const reserve = () => path.join(folder, "data", "pricebell.reserve");

  /** An alert is armed, there is not a byte left, and the price crosses it. `isKept`: but for the room kept for that. */
  async function fireWithoutRoom(isKept = false): Promise<string> {
    if (environment === null) throw new Error("Nothing was started.");
    const { id } = await environment.alert({ kind: "crosses-up", level: "45000" });
    // Started anew, its journal is empty: the next write needs room.
    await app.stop();
    await app.restart();
    await environment.live("BTC-USD");
    await eventually("the room that is kept", () => Promise.resolve(existsSync(reserve())));
    if (!isKept) rmSync(reserve());
    disk?.fill();
    exchange.setPrice("BTC-USD", "45000.25");
    await eventually("the person to be told all the same", () => Promise.resolve(shown().length > 0));
    return id;
  }

  test("an alert still reaches the person; that nothing can be remembered is said; with room again it is written, once", async () => {
    const id = await fireWithoutRoom();
    expect(shown()[0]?.body).toMatch(/^45,000\.25 at .*\n.*Not saved yet/s);
    const { store } = await app.value("feed.status", {});
    expect(store.state).toBe("failing");
    expect(store.message).toContain(path.join(folder, "data", "pricebell.db"));
    expect(store.message).toMatch(/disk is full/);
    await eventually("the trouble itself to be told", () =>
      Promise.resolve(notifications.calls.some(({ title }) => title === "Pricebell cannot write its database")),
    );
    // An alert that could not be kept is refused rather than half made.
    const more = { instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "50000" } } as const;
    expect(await app.call("rules.create", more)).toMatchObject({ ok: false, error: { code: "store-failed" } });
    expect(await app.value("rules.list", {})).toHaveLength(1);
    // Prices go on.
    exchange.setPrice("BTC-USD", "45100.00");
    await environment?.sees("BTC-USD", "45100.00");

    disk?.makeRoom();
    await eventually("it to be written", async () => (await environment?.desktopState(id)) === "shown");
    await eventually("all to be well", async () => (await app.value("feed.status", {})).store.state === "ok");
    const events = await app.value("history.list", { ruleId: id });
    expect(events).toMatchObject([
      { kind: "fired", previous: { price: "44000.00" }, tick: { price: "45000.25" }, gap: null },
    ]);

    await app.stop();
    await app.restart();
    await environment?.live("BTC-USD");
    expect(await app.value("history.list", { ruleId: id })).toHaveLength(1);
    expect((await app.value("rules.list", {})).map(({ state }) => state)).toEqual(["done"]);
    expect(shown(), "told once").toHaveLength(1);
  });

  test("what fires goes into room that was kept; killed before there is other, nothing is lost and nothing comes twice", async () => {
    const id = await fireWithoutRoom(true);
    await eventually("it to be written", async () => (await environment?.desktopState(id)) === "shown");
    expect(shown()[0]?.body, "it is saved").not.toMatch(/Not saved yet/);
    const { store } = await app.value("feed.status", {});
    expect(store).toMatchObject({ state: "failing", message: expect.stringMatching(/still saved/) as string });
    const more = { instrument: { symbol: "BTC-USD" }, condition: { kind: "crosses-up", level: "50000" } } as const;
    expect(await app.call("rules.create", more), "what a person does has room, too").toMatchObject({ ok: true });
    const [event] = await app.value("history.list", { ruleId: id });

    await app.kill("SIGKILL");
    await app.restart();
    await environment?.live("BTC-USD");
    expect(await app.value("history.list", { ruleId: id })).toMatchObject([{ id: event?.id, gap: null }]);
    expect((await app.value("rules.list", {})).map(({ state }) => state)).toEqual(["done", "armed"]);
    disk?.makeRoom();
    await eventually("all to be well", async () => (await app.value("feed.status", {})).store.state === "ok");
    expect(await environment?.desktopState(id)).toBe("shown");
    expect(shown(), "told once").toHaveLength(1);
  });

  test("killed before there is room, it is one event all the same, told as what is known of it", async () => {
    const id = await fireWithoutRoom();
    await app.kill("SIGKILL");
    disk?.makeRoom();
    await app.restart();
    await eventually("it to be written", async () => (await environment?.desktopState(id)) === "shown");
    const events = await app.value("history.list", { ruleId: id });
    expect(events).toMatchObject([{ kind: "fired", generation: 1, gap: { from: expect.any(String) as string } }]);
    expect((await app.value("rules.list", {})).map(({ state }) => state)).toEqual(["done"]);
    // Nobody knows any more that it was shown before: again, and by then as a gap.
    expect(shown().at(-1)?.body).toMatch(/^Some time between /);
  });
});
