/**
 * An alarm that stands in several messages of one chat, some of them sent alone before a joined one took them over, is marked in each once
 * somebody has answered elsewhere: at services that know a message by the number that they gave it, and after a restart.
 */
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
import { DiscordService } from "../doubles/services/discord.ts";
import { TelegramService } from "../doubles/services/telegram.ts";
import { openIn, tempDir, value } from "../store/store-harness.ts";
import { hostWith, throughPauses, type Setup } from "./channels/conformance/subject.ts";
import { decision } from "./decision.ts";
import { somebody } from "./reminders/reminder-harness.ts";

const id = "phone-1";
/** One more than are told alone within 10 s. */
const alerts = 6;

interface Place extends Setup {
  /** Of each message that is there, whether it is marked as answered. */
  readonly marks: () => readonly boolean[];
  readonly calls: () => number;
  /** As long as the service says that it is sent too much. */
  readonly refuse: (seconds: number | null) => void;
  readonly stop: () => Promise<void>;
}

async function atTelegram(): Promise<Place> {
  const service = await TelegramService.start();
  service.chats.add("4711");
  return {
    kind: telegramKind(service.server.origin),
    values: { token: service.token, chat: "4711" },
    marks: () => [...service.messages.values()].map(({ buttons }) => buttons.length === 0),
    calls: () => service.server.requests.length,
    refuse: (seconds) => (service.retryAfter = seconds),
    stop: () => service.server.stop(),
  };
}

async function atDiscord(): Promise<Place> {
  const service = await DiscordService.start();
  return {
    kind: discordKind([service.server.origin]),
    values: { url: service.server.origin + service.path },
    marks: () => [...service.messages.values()].map(({ content }) => content.startsWith("✓")),
    calls: () => service.server.requests.length,
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

/** One run of the app's part that tells people and marks what was answered. */
function run({ kind, values }: Setup) {
  const store: Store = openIn(folder, clock.now().wallMs);
  const channel = kind.open(values, hostWith(clock));
  // What is answered there is not heard here.
  const abilities = { ...kind.abilities, answers: [] };
  const destination = new RemoteDestination({
    id,
    clock,
    kind: { abilities, limits: kind.limits },
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
  clearAcknowledged({ acknowledged, eventChanged: new Signal(), deliveries, destination: () => destination });
  outbox.start();
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
    acknowledge: (eventId: string): void => {
      const event = value(store.events.acknowledge(eventId, somebody, clock.now().wallMs));
      if (event !== null) acknowledged.emit({ event, by: somebody });
    },
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
  // A stop takes what is in hand along; a place stays.
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
