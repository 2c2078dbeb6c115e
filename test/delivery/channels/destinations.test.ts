/** A rule fires, and every service has the message: the whole app, each channel with the fake of its service, one answer for all. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { startApp, type App } from "../../../main/app.ts";
import { givenKey } from "../../../main/app/api-key-store.ts";
import { discordKind } from "../../../main/delivery/channels/discord.ts";
import { ntfy } from "../../../main/delivery/channels/ntfy/index.ts";
import { program } from "../../../main/delivery/channels/program/index.ts";
import { systemClock as clock } from "../../../main/lib/clock.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import type { Destination } from "../../../preload/contract/destination.ts";
import { eventually } from "../../doubles/eventually.ts";
import { startStaticExchange } from "../../doubles/exchange/static-exchange.ts";
import { venueAt } from "../../doubles/fixed-venues.ts";
import { DiscordService } from "../../doubles/services/discord.ts";
import { NtfyService } from "../../doubles/services/ntfy.ts";
import { until } from "../../doubles/until.ts";
import { value } from "../outbox-harness.ts";
import { RecordingChannel } from "../recording-channel.ts";
import { places, type RunningPlace } from "./conformance/place.ts";
import type { Setup } from "./conformance/subject.ts";

const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(setups: readonly Setup[], allowedPrograms: readonly string[] = []) {
  const folder = mkdtempSync(path.join(tmpdir(), "pricebell-destinations-"));
  ends.push(() => rmSync(folder, { recursive: true }));
  const exchange = await startStaticExchange({ clock, heartbeatMs: 200 });
  ends.push(() => exchange.stop());
  exchange.setPrice("BTC-USD", "44000.00");
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir: folder,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => givenKey("key", "environment"),
    desktop: new RecordingChannel(),
    // One of each id: what two servers of one service have in common.
    remoteChannels: [...new Map(setups.map(({ kind }) => [kind.id, kind])).values()],
    fixedVenues: venueAt("securitypro", { wsUrl: exchange.wsUrl, restUrl: exchange.restUrl }),
    symbols: ["BTC-USD"],
    allowedPrograms,
  });
  if (!started.ok) throw new Error(started.error.message);
  const app = started.value;
  ends.push(() => app.stop());
  const made: Destination[] = [];
  for (const [at, { kind, values }] of setups.entries())
    made.push(value(await app.destinations.create({ channel: kind.id, name: `place ${at}`, fields: values })));
  const to = made.map(({ id }) => id);
  await eventually("a price", () => Promise.resolve(app.market.lastTick("securitypro:BTC-USD") !== null));
  const condition = { kind: "crosses-up", level: "45000" };
  value(app.rules.create({ instrument: { symbol: "BTC-USD" }, condition, notify: { to }, note: "sell *half*" }));
  return { app, made, folder, fire: () => exchange.setPrice("BTC-USD", "45000.01") };
}

function statesOf(app: App): string[] {
  return value(app.history.list({}))[0]?.deliveries.map(({ state }) => state) ?? [];
}

test("what fires is on every channel, and no secret of them anywhere else", async () => {
  const running: RunningPlace[] = [];
  for (const place of places) {
    const one = await place.start();
    ends.push(() => one.stop());
    running.push(one);
  }
  const setups = running.map(({ setup }) => setup);
  const commands = setups.flatMap(({ kind, values }) => (kind.id === program.id ? [values["command"] ?? ""] : []));
  const { app, folder, fire } = await start(setups, commands);
  // A window that plays what it is asked for.
  const heard: string[] = [];
  app.windowSounds.asked.listen(({ clientId, id, sound }) => {
    heard.push(sound);
    queueMicrotask(() => app.windowSounds.pagePlayed(clientId, id, true));
  });
  app.windowSounds.pageSays("page-1", true);
  fire();
  await eventually("all of them to have it", () =>
    Promise.resolve(statesOf(app).filter((state) => state === "sent").length === places.length),
  );
  expect(heard).toEqual(["chime"]);
  for (const [at, one] of running.entries()) {
    const place = places[at];
    if (place?.longest === null) continue;
    expect(one.shown(), place?.name).toHaveLength(1);
    expect(one.shown()[0], place?.name).toContain("sell *half*");
  }
  const files = readdirSync(folder).filter((file) => file.startsWith("pricebell.db"));
  const kept = files.map((file) => readFileSync(path.join(folder, file), "latin1")).join("");
  const shown = JSON.stringify([app.destinations.views(), app.feedStatus(), app.history.list({}), app.rules.list()]);
  for (const { kind, values } of setups)
    for (const secret of kind.secretsOf(values)) expect(kept + shown, kind.id).not.toContain(secret);
});

test("an answer on the phone is heard, and is marked where else the alert was told", async () => {
  const phone = await NtfyService.start();
  const desk = await DiscordService.start();
  ends.push(
    () => phone.server.stop(),
    () => desk.server.stop(),
  );
  const topic = "bell-x7Kq2vT9pLm4";
  const { app, made, fire } = await start([
    { kind: ntfy, values: { server: phone.server.origin, topic } },
    { kind: discordKind([desk.server.origin]), values: { url: desk.server.origin + desk.path } },
  ]);
  fire();
  await eventually("both to have it", () =>
    Promise.resolve(phone.shown(topic).length === 1 && desk.messages.size === 1),
  );
  await until(() => phone.openStreams === 1, "the answers to be listened for");
  await eventually("both to be written", () =>
    Promise.resolve(statesOf(app).filter((state) => state === "sent").length === 2),
  );
  const button = phone.shown(topic)[0]?.actions[0];
  await fetch(button?.url ?? "", { method: "POST", body: button?.body ?? "" });
  await eventually("the answer", () => Promise.resolve(statesOf(app).includes("acknowledged")));
  expect(value(app.history.list({}))[0]?.acknowledgedBy).toMatchObject({ name: "place 0" });
  await until(() => [...desk.messages.values()][0]?.content.startsWith("✓") === true, "the mark");

  phone.isOld = true;
  const tested = value(await app.destinations.test(made[0]?.id ?? ""));
  expect(tested).toMatchObject({ state: "sent", detail: expect.stringContaining("older than ntfy 2.16") as string });
});

test("a program is started only as it was allowed at this computer, whatever a call asks for", async () => {
  const allowed = `${process.execPath} -e 0`;
  const { app, made, fire } = await start([{ kind: program, values: { command: allowed } }], [allowed]);
  const [id = ""] = made.map((one) => one.id);
  for (const command of [process.execPath, `${process.execPath} -e 1`, "/bin/sh -c true"]) {
    const refused = { ok: false, error: { field: "fields.command" } };
    expect(await app.destinations.update({ id, fields: { command } })).toMatchObject(refused);
    expect(await app.destinations.create({ channel: "program", name: command, fields: { command } })).toMatchObject(
      refused,
    );
  }
  expect(value(await app.destinations.update({ id, fields: { command: allowed } })).fields).toEqual({
    command: allowed,
  });
  fire();
  await eventually("it to have the alert", () => Promise.resolve(statesOf(app).includes("sent")));
});
