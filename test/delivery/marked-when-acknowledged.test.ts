/**
 * An alarm that stands in several messages of one chat, some of them sent alone before a joined one took them over, is marked in each once
 * somebody has answered elsewhere: at services that know a message by the number that they gave it, and after a restart.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clearAcknowledged } from "../../main/app/destinations/clear-acknowledged.ts";
import type { Acknowledged } from "../../main/app/history-service.ts";
import { discordKind } from "../../main/delivery/channels/discord.ts";
import { telegramKind } from "../../main/delivery/channels/telegram/index.ts";
import { Outbox } from "../../main/delivery/outbox.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { Signal } from "../../main/lib/signal.ts";
import { sendDeadlineMs } from "../../main/network/http-send.ts";
import type { Store } from "../../main/store/store.ts";
import { ManualClock } from "../doubles/clock.ts";
import { eventually } from "../doubles/eventually.ts";
import { startPatienceMs } from "../doubles/patience.ts";
import { DiscordService } from "../doubles/services/discord.ts";
import { TelegramService } from "../doubles/services/telegram.ts";
import { until } from "../doubles/until.ts";
import { openIn, tempDir, value } from "../store/store-harness.ts";
import { hostWith, throughPauses, type Setup } from "./channels/conformance/subject.ts";
import { decision } from "./decision.ts";
import { somebody } from "./reminders/reminder-harness.ts";

const id = "phone-1";
const there = { destination: id, name: null, person: "Ann" };
const stored = (channel: string) => ({
  ...{ id, channel, name: "my phone", isOn: true, values: {}, createdMs: 0, cursor: null, pause: null },
});
/** One more than are told alone within 10 s. */
const alerts = 6;

interface Place extends Setup {
  readonly origin: string;
  /** Of each message that is there, whether it is marked as answered. */
  readonly marks: () => readonly boolean[];
  readonly calls: () => number;
  /** Somebody presses the first button of the message. */
  readonly press: (message: number) => void;
  /** As long as the service says that it is sent too much. */
  readonly refuse: (seconds: number | null) => void;
  readonly stop: () => Promise<void>;
}

async function atTelegram(): Promise<Place> {
  const service = await TelegramService.start();
  service.chats.add("4711");
  return {
    origin: service.server.origin,
    kind: telegramKind(service.server.origin),
    values: { token: service.token, chat: "4711" },
    marks: () => [...service.messages.values()].map(({ buttons }) => buttons.length === 0),
    calls: () => service.server.requests.length,
    press(nth) {
      const message = [...service.messages.values()][nth];
      service.press(message?.id ?? 0, message?.buttons[0]?.callback_data ?? "");
    },
    refuse: (seconds) => (service.retryAfter = seconds),
    stop: () => service.server.stop(),
  };
}

async function atDiscord(): Promise<Place> {
  const service = await DiscordService.start();
  return {
    origin: service.server.origin,
    kind: discordKind([service.server.origin]),
    values: { url: service.server.origin + service.path },
    marks: () => [...service.messages.values()].map(({ content }) => content.startsWith("✓")),
    calls: () => service.server.requests.length,
    press: () => undefined,
    refuse: (seconds) => (service.retryAfter = seconds),
    stop: () => service.server.stop(),
  };
}

let clock: ManualClock;
let folder: string;
let ends: (() => void | Promise<void>)[];
beforeEach(() => {
  clock = new ManualClock();
  folder = tempDir();
  ends = [];
});
afterEach(stopAll);

async function stopAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

/** One run of the app's part that tells people and marks what was answered. `hears`: also what is answered there. */
function run({ kind, values }: Setup, { hears = false } = {}) {
  const store: Store = openIn(folder, clock.now().wallMs);
  if (value(store.destinations.all()).length === 0) value(store.destinations.save(stored(kind.id)));
  const channel = kind.open(values, hostWith(clock));
  const abilities = hears ? kind.abilities : { ...kind.abilities, answers: [] };
  const destination = new RemoteDestination({
    id,
    clock,
    kind: { ...kind, abilities },
    channel: { ...channel, send: (message, signal) => channel.send({ ...message, actions: ["acknowledge"] }, signal) },
    unusable: null,
    redact: (words) => words,
  });
  const outbox = new Outbox({
    clock,
    store,
    channels: [{ channel: destination, enabled: () => true }],
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  const acknowledged = new Signal<Acknowledged>();
  const { deliveries } = store;
  const goOn = clearAcknowledged({
    clock,
    acknowledged,
    eventChanged: new Signal(),
    reopened: new Signal(),
    events: store.events,
    deliveries,
    destination: (at) => (at === id ? destination : null),
  });
  const acknowledge = (eventId: string, by = somebody): void => {
    const event = value(store.events.acknowledge(eventId, by, clock.now().wallMs));
    if (event !== null) acknowledged.emit({ event, by });
  };
  outbox.acted.listen(({ events }) => events.forEach((event) => acknowledge(event.id, there)));
  outbox.start();
  goOn();
  ends.push(
    () => store.close(),
    () => destination.stop(),
    () => outbox.stop(),
  );
  return {
    fire: (nth: number): void => {
      const { wallMs, monoMs } = clock.now();
      value(store.commit([decision(nth, "BTC-USD", "once", wallMs + nth, monoMs)], [id], wallMs));
      outbox.wake();
    },
    sent: (): number =>
      value(store.events.list()).filter(({ deliveries: made }) => made.some(({ state }) => state === "sent")).length,
    events: () => value(store.events.list()),
    left: () => value(store.events.toClear()).length,
    acknowledge,
  };
}

test.each([
  ["Telegram", atTelegram],
  ["Discord", atDiscord],
])("at %s: those that were sent alone, and the joined one", async (_name, at) => {
  const place = await at();
  ends.push(() => place.stop());
  const first = run(place);
  for (let nth = 1; nth <= alerts; nth += 1) {
    first.fire(nth);
    await throughPauses(clock, sendDeadlineMs, () => first.sent() === nth, `alert ${nth} to be there`);
  }
  const open = Array.from({ length: alerts }, () => false);
  expect(place.marks(), "five alone, and one that names all six").toEqual(open);
  // A stop takes what is in flight along; a place stays.
  for (const end of ends.splice(1).reverse()) await end();

  const next = run(place);
  const [newest, ...others] = next.events();
  place.refuse(1);
  const callsBefore = place.calls();
  next.acknowledge(newest?.id ?? "");
  for (const event of others) next.acknowledge(event.id);
  await throughPauses(clock, sendDeadlineMs, () => place.calls() > callsBefore, "the first to be refused");
  expect(place.marks()).toEqual(open);
  place.refuse(null);
  await throughPauses(clock, sendDeadlineMs, () => place.marks().every(Boolean), "all of them to be marked");
  expect(place.marks()).toHaveLength(alerts);
});

test("what was answered keeps its buttons while Telegram asks for a pause, and loses them after it, and after a restart", async () => {
  const place = await atTelegram();
  ends.push(() => place.stop());
  const first = run(place, { hears: true });
  first.fire(1);
  await until(() => first.sent() === 1, "the alert to be there");
  place.refuse(30);
  const callsBefore = place.calls();
  place.press(0);
  await until(() => first.events()[0]?.acknowledgedAt != null, "the answer to be heard");
  await until(() => place.calls() > callsBefore + 1, "the mark to be refused");
  expect([place.marks(), first.left()]).toEqual([[false], 1]);
  for (const end of ends.splice(1).reverse()) await end();

  place.refuse(null);
  const next = run(place);
  await throughPauses(clock, sendDeadlineMs, () => next.left() === 0, "it to be marked");
  expect(place.marks()).toEqual([true]);
});

test("killed while marks wait for the service, the next start marks what was acknowledged", async () => {
  const place = await atTelegram();
  ends.push(() => place.stop());
  const first = run(place);
  for (let nth = 1; nth <= alerts; nth += 1) {
    first.fire(nth);
    await throughPauses(clock, sendDeadlineMs, () => first.sent() === nth, `alert ${nth} to be there`);
  }
  for (const end of ends.splice(1).reverse()) await end();
  place.refuse(60);
  const callsBefore = place.calls();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "clear-crash-child.ts"), folder, id, place.origin, place.values["token"] ?? ""],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const exited = once(child, "exit");
  const isRefused = (): Promise<boolean> => Promise.resolve(place.calls() > callsBefore);
  await eventually("the first mark to be refused", isRefused, startPatienceMs);
  child.kill("SIGKILL");
  await exited;

  place.refuse(null);
  const next = run(place);
  expect(next.events().every(({ acknowledgedAt }) => acknowledgedAt !== null)).toBe(true);
  await throughPauses(clock, sendDeadlineMs, () => next.left() === 0, "all of them to be marked");
  expect(place.marks()).toEqual(Array.from({ length: alerts }, () => true));
});
