/** The sound of a window: told only where a page says that it played; until one can, alerts wait and the destination says why. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { absentForMs, answeredWithinMs, WindowSounds, type SoundAsked } from "../../../main/app/window-sounds.ts";
import { sound } from "../../../main/delivery/channels/sound.ts";
import { Outbox } from "../../../main/delivery/outbox.ts";
import { RemoteDestination } from "../../../main/delivery/remote-destination.ts";
import type { Store } from "../../../main/store/store.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";
import { decision } from "../decision.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

const id = "sound-1";
const presets = Object.fromEntries(sound.fields.map(({ id: field, preset }) => [field, preset]));

let clock: ManualClock;
let store: Store;
let sounds: WindowSounds;
let destination: RemoteDestination;
let outbox: Outbox;
/** What the pages were asked; `answer` is what they say. */
let asked: SoundAsked[];
let answer: (asked: SoundAsked) => boolean | null;
let rules = 0;

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
}

beforeEach(async () => {
  clock = new ManualClock();
  store = openIn(tempDir(), clock.now().wallMs);
  sounds = new WindowSounds(clock);
  asked = [];
  answer = () => true;
  sounds.asked.listen((request) => {
    asked.push(request);
    const isPlayed = answer(request);
    if (isPlayed !== null) queueMicrotask(() => sounds.pagePlayed(request.clientId, request.id, isPlayed));
  });
  const channel = sound.open(presets, { ...hostWith(clock), sounds });
  destination = new RemoteDestination({ id, clock, kind: sound, channel, unusable: null, redact: (words) => words });
  outbox = new Outbox({
    clock,
    store,
    channels: [{ channel: destination, enabled: () => true }],
    changed: () => undefined,
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  outbox.start();
  await settle();
});
afterEach(async () => {
  await outbox.stop();
  await destination.stop();
  sounds.stop();
  store.close();
  expect(clock.pending).toBe(0);
});

async function fire(): Promise<void> {
  const { wallMs, monoMs } = clock.now();
  value(store.commit([decision((rules += 1), "BTC-USD", "once", wallMs, monoMs)], [id, "history"], wallMs));
  outbox.wake();
  await settle();
}
const states = () =>
  value(store.events.list())
    .toReversed()
    .map(({ deliveries }) => deliveries.find(({ destination: at }) => at === id)?.state);

test("a page that may play does, as loud as the destination says, and only its word makes it told", async () => {
  sounds.pageSays("page-1", true);
  answer = () => null;
  await fire();
  expect(asked).toEqual([{ clientId: "page-1", id: expect.any(String), sound: "chime", volume: 0.8 }]);
  expect(states()).toEqual(["sending"]);
  sounds.pagePlayed("page-2", asked[0]?.id ?? "", true);
  await settle();
  expect(states(), "a page that was not asked").toEqual(["sending"]);
  sounds.pagePlayed("page-1", asked[0]?.id ?? "", true);
  await settle();
  expect(states()).toEqual(["sent"]);
  expect(destination.status()).toEqual({ state: "ok", detail: null });
});

test("of two pages one is enough, and where neither played it is not told", async () => {
  sounds.pageSays("page-1", true);
  sounds.pageSays("page-2", true);
  answer = ({ clientId }) => clientId === "page-2";
  await fire();
  expect(states()).toEqual(["sent"]);
  answer = () => false;
  await advance(2_000);
  await fire();
  expect(states()).toEqual(["sent", "pending"]);
});

test("no page is open: it waits, the destination says so after a moment, and the first page plays it", async () => {
  await fire();
  expect(states()).toEqual(["pending"]);
  expect(destination.status().state).not.toBe("unavailable");
  await advance(absentForMs);
  expect(destination.status()).toEqual({
    state: "unavailable",
    detail: expect.stringContaining("No window of Pricebell is open"),
  });
  await fire();
  await advance(3_600_000);
  expect(states()).toEqual(["pending", "pending"]);
  sounds.pageSays("page-1", true);
  await settle();
  await advance(2_000);
  expect(states()).toEqual(["sent", "sent"]);
  expect(destination.status()).toEqual({ state: "ok", detail: null });
});

test("a page that the browser lets play nothing says what to press", async () => {
  sounds.pageSays("page-1", false);
  await advance(absentForMs);
  await fire();
  expect(asked).toEqual([]);
  expect(destination.status().detail).toContain("Press “Enable sound”");
  sounds.pageSays("page-1", true);
  await settle();
  expect(states()).toEqual(["sent"]);
});

test("a page that is loaded anew is no trouble, one that stays away is", async () => {
  sounds.pageSays("page-1", true);
  sounds.pageGone("page-1");
  await advance(absentForMs - 1);
  sounds.pageSays("page-2", true);
  await advance(absentForMs);
  expect(destination.status()).toEqual({ state: "ok", detail: null });
  sounds.pageGone("page-2");
  await advance(absentForMs);
  expect(destination.status().state).toBe("unavailable");
});

test("a page that goes while it plays is not believed, and one that never answers is asked again", async () => {
  sounds.pageSays("page-1", true);
  answer = () => null;
  await fire();
  sounds.pageGone("page-1");
  await settle();
  expect(states()).toEqual(["pending"]);
  sounds.pageSays("page-2", true);
  await advance(2_000);
  expect(asked.map(({ clientId }) => clientId)).toEqual(["page-1", "page-2"]);
  await advance(answeredWithinMs);
  expect(states()).toEqual(["pending"]);
  answer = () => true;
  await advance(5_000);
  expect(states()).toEqual(["sent"]);
});

test("in quiet hours nothing is played", async () => {
  const channel = sound.open(presets, { ...hostWith(clock), sounds });
  sounds.pageSays("page-1", true);

  const sent = await channel.send(remoteMessage({ isSilent: true }), new AbortController().signal);
  expect([sent, asked]).toEqual([{ kind: "accepted", receipt: null }, []]);
});

test.each([
  [{ volume: "0" }, "volume"],
  [{ volume: "101" }, "volume"],
  [{ volume: "loud" }, "volume"],
  [{ sound: "../x" }, "sound"],
])("%j is refused at %s", (rest, field) => {
  expect(sound.check(presets)).toEqual({ ok: true, value: null });
  expect(sound.check({ ...presets, ...rest })).toMatchObject({ ok: false, error: { field: `fields.${field}` } });
});
