/** Destinations as calls make, change and remove them: what is refused, and where their secrets are and are not. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { AllowedPrograms } from "../../../main/app/destinations/allowed-programs.ts";
import { DestinationList } from "../../../main/app/destinations/destination-list.ts";
import { DestinationSecrets, secretFiles } from "../../../main/app/destinations/destination-secrets.ts";
import { DestinationService } from "../../../main/app/destinations/destination-service.ts";
import { SettingsService } from "../../../main/app/settings-service.ts";
import type { ChannelStatus } from "../../../main/delivery/channel.ts";
import type { ChannelField, RemoteChannelKind } from "../../../main/delivery/channels/remote-channel.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import type { Store } from "../../../main/store/store.ts";
import type { Destination, DestinationInput } from "../../../preload/contract/destination.ts";
import { fail, ok } from "../../../preload/contract/result.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";

const field = (id: string, rest: Partial<ChannelField> = {}): ChannelField => ({
  id,
  label: id.toUpperCase(),
  help: null,
  kind: "text",
  isSecret: false,
  isRequired: false,
  preset: "",
  maxLength: 20,
  ...rest,
});

const kind: RemoteChannelKind = {
  id: "pager",
  label: "Pager",
  summary: "Needs a number.",
  fields: [
    field("server", { kind: "url", preset: "https://pager.test", maxLength: 100 }),
    field("number", { kind: "number", isRequired: true }),
    field("sound", { kind: "choice", preset: "bell", choices: [{ value: "bell", label: "Bell" }] }),
    field("program", { kind: "file" }),
    field("token", { isSecret: true, isRequired: true }),
  ],
  abilities: { canReplace: false, dropsRepeats: false, canClear: false, answers: [], repeatsCritical: false },
  limits: [],
  check: ({ number }) => (number === "13" ? fail("settings-invalid", "Not that one.", "fields.number") : ok(null)),
  secretsOf: ({ token = "" }) => [token],
  open: () => ({ send: () => Promise.resolve({ kind: "accepted", receipt: null }), close: () => undefined }),
};

const token = "tok-0123456789";
const input: DestinationInput = { channel: "pager", name: "my pager", fields: { number: "7", token } };

let dir: string;
let store: Store;
let settings: SettingsService;
let redactor: Redactor;
let reopened: string[];
let isReachable: boolean;
let status: ChannelStatus | null;
let service: DestinationService;

async function start(): Promise<void> {
  const stored = value(store.destinations.all());
  const secrets = new DestinationSecrets(secretFiles(dir));
  redactor = new Redactor();
  settings = new SettingsService(store, value(store.settings.get()));
  const clock = new ManualClock();
  const programs = new AllowedPrograms([], null);
  const list = new DestinationList({ clock, store, kinds: [kind], secrets, redactor, programs });
  await list.load(stored);
  service = new DestinationService({
    list,
    kinds: [kind],
    store,
    settings,
    programs,
    ownStates: () => ["desktop", "history"].map((id) => ({ id, label: id, isOn: true, whenOff: null, status: null })),
    work: {
      status: () => status,
      isReachable: () => isReachable,
      test: () => Promise.resolve({ state: "sent", detail: null }),
      reopen: (id) => void reopened.push(id),
      reopenAll: () => undefined,
    },
  });
  settings.checks.push((patch) => service.refusalOf(patch));
}

beforeEach(async () => {
  dir = tempDir();
  store = openIn(dir);
  reopened = [];
  isReachable = true;
  status = null;
  await start();
});

const create = async (): Promise<Destination> => value(await service.create(input));
const secretFileNames = (): string[] => readdirSync(dir).filter((name) => name.startsWith("destination-"));

describe("is refused", () => {
  const long = "x".repeat(21);
  test.each<[string, DestinationInput, string]>([
    ["another channel", { ...input, channel: "none" }, "channel"],
    ["no name", { ...input, name: "  " }, "name"],
    ["a name that shows nothing", { ...input, name: "\u202E\u200B" }, "name"],
    ["a field that there is not", { ...input, fields: { ...input.fields, colour: "red" } }, "fields.colour"],
    ["one that is needed and missing", { ...input, fields: { token } }, "fields.number"],
    ["a secret that is needed and missing", { ...input, fields: { number: "7" } }, "fields.token"],
    ["too long a text", { ...input, fields: { ...input.fields, token: long } }, "fields.token"],
    ["no number", { ...input, fields: { ...input.fields, number: "7a" } }, "fields.number"],
    ["none of the choices", { ...input, fields: { ...input.fields, sound: "gong" } }, "fields.sound"],
    [
      "a program, which a request cannot choose",
      { ...input, fields: { ...input.fields, program: "/bin/sh" } },
      "fields.program",
    ],
    ["what the channel itself refuses", { ...input, fields: { ...input.fields, number: "13" } }, "fields.number"],
  ])("%s", async (_name, given, at) => {
    const done = await service.create(given);
    expect(done).toMatchObject({ ok: false, error: { code: "settings-invalid", field: at } });
    expect(JSON.stringify(done)).not.toContain(token);
    expect(service.views()).toHaveLength(2);
    expect(secretFileNames()).toEqual([]);
  });
});

test("is listed behind the app's own two, presets filled in, without its secret", async () => {
  const made = await create();
  expect(made).toMatchObject({
    channel: "pager",
    fields: { server: "https://pager.test", number: "7", sound: "bell", program: "" },
    secrets: ["token"],
    secretsToEnterAgain: [],
    isOwn: false,
    isDefault: false,
    state: "ok",
  });
  expect(service.views().map(({ id }) => id)).toEqual(["desktop", "history", made.id]);
  expect(JSON.stringify(service.views())).not.toContain(token);
  expect(reopened).toEqual([made.id]);
  expect(await service.create(input)).toMatchObject({ ok: false, error: { field: "name" } });
});

test("its name turns nothing that follows it in a notification", async () => {
  expect(value(await service.create({ ...input, name: "my \u202Epager\u0007" }))).toMatchObject({ name: "my pager" });
});

test("its secret is in a file that nobody else may read, not in the database, and known to the redactor after a restart too", async () => {
  const { id } = await create();
  expect(secretFileNames()).toEqual([`destination-${id}`]);
  expect(statSync(path.join(dir, `destination-${id}`)).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(value(store.destinations.all()))).not.toContain(token);
  for (const name of readdirSync(dir).filter((each) => each.startsWith("pricebell.db")))
    expect(readFileSync(path.join(dir, name)).includes(token), name).toBe(false);
  await start();
  expect(service.views()[2]).toMatchObject({ id, secrets: ["token"] });
  expect(redactor.redact(`the token ${token}`)).toBe("the token (key)");
});

test("its secret goes to the server it was entered for and to no other, until it is entered again", async () => {
  const { id } = await create();
  const server = "https://elsewhere.test";
  expect(await service.update({ id, fields: { server } }), "it would have none").toMatchObject({
    ok: false,
    error: { field: "fields.token" },
  });
  expect(service.views()[2]).toMatchObject({ fields: { server: "https://pager.test" }, secrets: ["token"] });
  value(await service.update({ id, fields: { server, token: "tok-other" } }));
  expect(service.views()[2]).toMatchObject({ fields: { server }, secrets: ["token"], secretsToEnterAgain: [] });
});

test("a change of the address behind its back withholds the secret", async () => {
  const { id } = await create();
  const [stored] = value(store.destinations.all());
  if (stored === undefined) throw new Error("it is stored");
  value(store.destinations.save({ ...stored, values: { ...stored.values, server: "https://thief.test" } }));
  await start();
  expect(service.views()[2]).toMatchObject({ id, secrets: [], secretsToEnterAgain: ["token"] });
});

test("is renamed, turned off and on, and keeps what is not named", async () => {
  const { id } = await create();
  expect(value(await service.update({ id, name: "other" }))).toMatchObject({ name: "other", secrets: ["token"] });
  expect(value(await service.update({ id, enabled: false }))).toMatchObject({ name: "other", state: "off" });
  expect(service.toldInstead({ to: [id], urgency: "normal" })).toMatch(/told on the desktop/);
  expect(value(await service.update({ id, enabled: true }))).toMatchObject({ enabled: true, state: "ok" });
  expect(service.toldInstead({ to: [id], urgency: "normal" })).toBeNull();
});

test("while nothing reaches it, the desktop is told too", async () => {
  const { id } = await create();
  const told = (): readonly string[] => {
    service.stateChanged();
    return service.toldAt.of({ to: [id], urgency: "normal" });
  };
  expect(told()).toEqual(["history", id]);
  isReachable = false;
  expect(told()).toEqual(["desktop", "history", id]);
});

test("while nothing reaches it, it is shown as out of reach, with what its service said last", async () => {
  const { id } = await create();
  status = { state: "degraded", detail: "ntfy.example does not answer." };
  const shown = (): unknown => [service.views().find((each) => each.id === id), service.states()[0]?.status];
  expect(shown()).toMatchObject([status, status]);
  isReachable = false;
  const away = { ...status, state: "unavailable" };
  expect(shown()).toMatchObject([away, away]);
});

test("is removed with its secret, and stands for default no more", async () => {
  const { id } = await create();
  value(settings.set({ defaultDestinations: [id], escalateTo: ["desktop", id] }));
  expect(service.views()[2]?.isDefault).toBe(true);
  value(await service.remove(id));
  expect(service.views()).toHaveLength(2);
  expect(secretFileNames()).toEqual([]);
  expect(settings.current).toMatchObject({ defaultDestinations: ["desktop"], escalateTo: ["desktop"] });
});

test("the app's own two are neither changed nor removed, and one that is not there is not found", async () => {
  expect(await service.remove("desktop")).toMatchObject({
    ok: false,
    error: { code: "settings-invalid", field: "id" },
  });
  expect(await service.update({ id: "history", name: "x" })).toMatchObject({ ok: false, error: { field: "id" } });
  expect(await service.remove("pager-1")).toMatchObject({ ok: false, error: { code: "not-found" } });
  expect(await service.test("pager-1")).toMatchObject({ ok: false, error: { code: "not-found" } });
});

test("settings and rules name destinations that there are; a rule keeps one that is gone", async () => {
  const { id } = await create();
  expect(settings.set({ defaultDestinations: ["gone"] })).toMatchObject({
    ok: false,
    error: { code: "settings-invalid", field: "defaultDestinations" },
  });
  expect(settings.set({ escalateTo: [id, "gone"] })).toMatchObject({ ok: false, error: { field: "escalateTo" } });
  const normal = { urgency: "normal" } as const;
  expect(service.unknownIn({ ...normal, to: [id, "gone"] }, null)).toEqual({
    index: 1,
    words: `There is no destination gone; known are desktop, history, ${id} (my pager).`,
  });
  expect(service.unknownIn({ ...normal, to: [id, "gone"] }, { ...normal, to: ["gone"] })).toBeNull();
  expect(service.unknownIn({ ...normal, to: "default" }, null)).toBeNull();
});
