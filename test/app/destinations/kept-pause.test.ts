/** What a service asked for, and how much was sent to it, holds after a restart, however the clock was set meanwhile. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { AllowedPrograms } from "../../../main/app/destinations/allowed-programs.ts";
import { DestinationList } from "../../../main/app/destinations/destination-list.ts";
import { DestinationSecrets, secretFiles } from "../../../main/app/destinations/destination-secrets.ts";
import { OpenDestinations } from "../../../main/app/destinations/open-destinations.ts";
import { WindowSounds } from "../../../main/app/window-sounds.ts";
import { Outbox } from "../../../main/delivery/outbox.ts";
import type {
  RemoteChannelHost,
  RemoteChannelKind,
  SendOutcome,
} from "../../../main/delivery/channels/remote-channel.ts";
import { Redactor } from "../../../main/lib/redaction.ts";
import { NetworkAgent } from "../../../main/network/agent.ts";
import type { Store } from "../../../main/store/store.ts";
import { ok } from "../../../preload/contract/result.ts";
import { decision } from "../../delivery/decision.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";

const hourMs = 3_600_000;
const accepted: SendOutcome = { kind: "accepted", receipt: null };
const slowDown: SendOutcome = { kind: "later", code: "rate-limited", words: "Too many messages.", afterMs: hourMs };

interface Running {
  readonly store: Store;
  readonly list: DestinationList;
  readonly open: OpenDestinations;
  readonly outbox: Outbox;
}

let dir: string;
let clock: ManualClock;
let sentMs: number[];
let answer: SendOutcome;
let hosts: RemoteChannelHost[];
let rules: number;
let running: Running;

const kind: RemoteChannelKind = {
  id: "pager",
  label: "Pager",
  summary: "A pager.",
  fields: [
    {
      id: "number",
      label: "Number",
      help: null,
      kind: "text",
      isSecret: false,
      isRequired: true,
      preset: "",
      maxLength: 9,
    },
  ],
  abilities: { canReplace: false, dropsRepeats: true, canClear: false, answers: [], repeatsCritical: false },
  limits: [{ messages: 2, withinMs: hourMs }],
  check: () => ok(null),
  secretsOf: () => [],
  open(_values, host) {
    hosts.push(host);
    return {
      send() {
        sentMs.push(clock.now().wallMs);
        return Promise.resolve(answer);
      },
      close: () => undefined,
    };
  },
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
}

async function start(): Promise<Running> {
  const store = openIn(dir, clock.now().wallMs);
  const secrets = new DestinationSecrets(secretFiles(dir));
  const stored = value(store.destinations.all());
  const programs = new AllowedPrograms([], null);
  const shared = { clock, store, kinds: [kind], secrets, redactor: new Redactor(), programs };
  const list = new DestinationList(shared);
  await list.load(stored);
  const open = new OpenDestinations({
    clock,
    store,
    list,
    agent: new NetworkAgent(),
    sounds: new WindowSounds(clock),
    redact: (words) => words,
    testDesktop: () => Promise.resolve({ state: "shown", detail: null }),
    forOutbox: (channel) => channel,
  });
  const outbox = new Outbox({ clock, store, channels: [], changed: () => undefined, textOptions: {} });
  open.start(outbox);
  outbox.start();
  await settle();
  return { store, list, open, outbox };
}

async function stop({ outbox, open, store }: Running): Promise<void> {
  await outbox.stop();
  await open.stop();
  store.close();
}

/** Ends the app and starts it again, the wall clock set by so much in between. */
async function restart(setMs = 0): Promise<void> {
  await stop(running);
  clock.stepWall(setMs);
  running = await start();
}

const idOf = ({ list }: Running): string => list.all()[0]?.stored.id ?? "";

async function fire(): Promise<void> {
  const { wallMs, monoMs } = clock.now();
  const id = idOf(running);
  value(running.store.commit([decision((rules += 1), "BTC-USD", "once", wallMs, monoMs)], [id, "history"], wallMs));
  running.outbox.wake();
  await settle();
}

beforeEach(async () => {
  dir = tempDir();
  clock = new ManualClock();
  sentMs = [];
  hosts = [];
  rules = 0;
  answer = accepted;
  running = await start();
  const created = await running.list.create({ channel: "pager", name: "my pager", fields: { number: "7" } });
  running.open.reopen(value(created).stored.id);
});
afterEach(async () => {
  await stop(running);
  expect(clock.pending).toBe(0);
});

test("a service that asked for an hour is not sent to before, however often the app is started", async () => {
  answer = slowDown;
  await fire();
  expect(sentMs).toHaveLength(1);
  answer = accepted;
  for (const minutes of [1, 29]) {
    await restart();
    expect(running.open.status(idOf(running))).toEqual({ state: "degraded", detail: "Too many messages." });
    await fire();
    await advance(minutes * 60_000);
    expect(sentMs, `restarted, ${minutes} min`).toHaveLength(1);
  }
  await restart();
  await advance(hourMs / 2 - 1_000);
  expect(sentMs).toHaveLength(1);
  await advance(1_000);
  expect(sentMs.length).toBeGreaterThan(1);
  expect(running.open.status(idOf(running))).toEqual({ state: "ok", detail: null });
  // It is over: the next start remembers nothing of it.
  await restart();
  expect(running.open.status(idOf(running))).toEqual({ state: "ok", detail: null });
});

test.each([
  ["back by a day", -24 * hourMs, hourMs],
  ["ahead by half an hour", hourMs / 2, hourMs / 2],
  ["ahead by a day", 24 * hourMs, 0],
])("a clock that is set %s makes it no longer than it was asked for", async (_name, setMs, leftMs) => {
  answer = slowDown;
  await fire();
  answer = accepted;
  await restart(setMs);
  if (leftMs > 0) {
    await advance(leftMs - 1_000);
    expect(sentMs).toHaveLength(1);
    await advance(1_000);
  }
  expect(sentMs).toHaveLength(2);
});

test("our own pause is no wish of the service: a restart tries at once", async () => {
  answer = { ...slowDown, afterMs: null };
  await fire();
  answer = accepted;
  await restart();
  expect(sentMs).toHaveLength(2);
});

test("another name leaves the pause as it is; another pager does not have it", async () => {
  answer = slowDown;
  await fire();
  answer = accepted;
  const id = idOf(running);
  value(await running.list.update({ id, name: "the pager" }));
  running.open.reopen(id);
  await settle();
  expect(sentMs).toHaveLength(1);
  value(await running.list.update({ id, fields: { number: "8" } }));
  running.open.reopen(id);
  await settle();
  expect(sentMs).toHaveLength(2);
});

test("a limit counts what was sent before the restart", async () => {
  await fire();
  await fire();
  await advance(1_000);
  await restart();
  await fire();
  await advance(hourMs - 2_000);
  expect(sentMs).toHaveLength(2);
  await advance(2_000);
  expect(sentMs).toHaveLength(3);
});

test("up to where answers were heard is the same after it is opened anew, and after a restart", async () => {
  hosts.at(-1)?.cursor.set("17");
  running.open.reopen(idOf(running));
  expect(hosts.at(-1)?.cursor.get()).toBe("17");
  await restart();
  expect(hosts.at(-1)?.cursor.get()).toBe("17");
});

test("a test message that is taken ends the pause for later starts too", async () => {
  answer = slowDown;
  await fire();
  answer = accepted;
  expect(await running.open.test(idOf(running))).toMatchObject({ state: "sent" });
  await restart();
  expect(running.open.status(idOf(running))).toEqual({ state: "ok", detail: null });
});
