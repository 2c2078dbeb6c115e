/**
 * A kind of condition that is added from outside alone, by being on the list that the app is started with. With the toy venue and
 * the toy channel: its price fires a rule of the kind, and the channel gets the message.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { startApp, type App } from "../../main/app.ts";
import { keyFile } from "../../main/app/api-key-store.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { venues } from "../../main/market/venues/index.ts";
import { conditionKindOf, type ConditionKind } from "../../preload/contract/condition-kinds.ts";
import { registerConditionKinds } from "../../preload/contract/further-kinds.ts";
import { formatWhen } from "../../preload/contract/text/condition.ts";
import { tempDir, value } from "../app/app-harness.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { eventually } from "../doubles/eventually.ts";
import { VenueServer } from "../doubles/venue-server.ts";
import { toyChannel } from "./toy-channel.ts";
import { toyKind } from "./toy-kind.ts";
import { toyVenue } from "./toy-venue.ts";

let app: App | null = null;
afterEach(async () => {
  await app?.stop();
  app = null;
});

async function start(dataDir: string, file: string): Promise<{ app: App; server: VenueServer }> {
  const server = await VenueServer.start();
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => keyFile(path.join(dataDir, "api-key")),
    desktop: new RecordingChannel(),
    venues: [...venues, toyVenue(server)],
    remoteChannels: [toyChannel()],
    conditionKinds: [toyKind],
  });
  if (!started.ok) throw new Error(started.error.message);
  app = started.value;
  if (app.destinations.views().every(({ channel }) => channel !== "toy")) {
    const fields = { file, password: "toy password" };
    const { id } = value(await app.destinations.create({ channel: "toy", name: "toy", fields }));
    value(app.settings.set({ defaultDestinations: [id] }));
  }
  value(await app.venueSettings.set({ venue: "toy", isOn: true }));
  value(await app.venueSettings.set({ venue: "demo", isOn: false }));
  const asked = (): boolean => server.peers.some(({ received }) => received.includes('["+","BALL"]'));
  await eventually("the subscription", () => Promise.resolve(asked()));
  return { app, server };
}

test("a price of the toy venue fires a rule of the toy kind, each time, and the toy channel gets the message", async () => {
  const folder = tempDir();
  const [dataDir, file] = [path.join(folder, "data"), path.join(folder, "messages")];
  const titles = (): string[] =>
    existsSync(file)
      ? readFileSync(file, "utf8")
          .trim()
          .split("\n")
          .map((line) => (JSON.parse(line) as { title: string }).title)
      : [];
  const first = await start(dataDir, file);
  const rule = value(
    first.app.rules.create({
      instrument: { symbol: "BALL" },
      condition: { kind: "reaches", level: "100" },
      repeat: "always",
    }),
  );
  expect(rule).toMatchObject({ condition: { kind: "reaches", level: "100" }, rearmBy: null });
  expect(first.app.info().furtherKinds, "what a window is told of it").toMatchObject([
    { id: "reaches", row: { fields: ["level"] }, when: "{subject} reaches {level}" },
  ]);
  for (const price of ["99.5", "100", "101"]) first.server.send(`BALL=${price}`);
  await eventually("the message", () => Promise.resolve(titles().length === 1));
  // Below the level by next to nothing, which is enough for this kind, and at it again.
  for (const price of ["99.99", "100"]) first.server.send(`BALL=${price}`);
  await eventually("the second message", () => Promise.resolve(titles().length === 2));
  expect(titles()).toEqual(["BALL has reached 100", "BALL has reached 100"]);
  await first.app.stop();

  const again = await start(dataDir, file);
  expect(again.app.rules.list()).toMatchObject([{ condition: { kind: "reaches" }, state: "triggered", generation: 2 }]);
  for (const price of ["98", "100.5"]) again.server.send(`BALL=${price}`);
  await eventually("the third message", () => Promise.resolve(titles().length === 3));
});

test("its fields are checked as those of any kind", async () => {
  const folder = tempDir();
  const { app: running } = await start(path.join(folder, "data"), path.join(folder, "messages"));
  const refused = (condition: unknown): unknown => running.rules.create({ instrument: { symbol: "BALL" }, condition });
  expect(refused({ kind: "reaches", level: "0" })).toMatchObject({ ok: false, error: { field: "condition.level" } });
  expect(refused({ kind: "reaches", low: "1" })).toMatchObject({ ok: false, error: { field: "condition.low" } });
  expect(refused({ kind: "reached" })).toMatchObject({
    ok: false,
    error: { field: "condition.kind", message: expect.stringContaining("trade-size-at-least, reaches") },
  });
});

test("an id that is taken, or that is none, is refused", () => {
  expect(() => registerConditionKinds([{ ...toyKind, id: "crosses" }])).toThrow(
    /already is a kind of condition crosses/,
  );
  expect(() => registerConditionKinds([{ ...toyKind, id: "Up & down" }])).toThrow(/cannot be the id/);
});

test("a process that does not know a kind tells of it by its name", () => {
  const kind = "glows" as ConditionKind;
  expect(conditionKindOf(kind).fields).toEqual([]);
  const subject = { subject: "BALL", symbol: "BALL", since: "" };
  expect(formatWhen(kind, {}, subject, {})).toBe("BALL glows");
});
