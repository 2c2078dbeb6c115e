/** That a destination cannot be reached is told on the desktop: once for each time, and what waits for it. */
import { expect, test } from "vitest";
import { DestinationTroubleNotifier } from "../../../main/app/destinations/destination-trouble-notifier.ts";
import type { ChannelStatus, Message } from "../../../main/delivery/channel.ts";
import { decision } from "../../delivery/decision.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { openIn, tempDir, value } from "../../store/store-harness.ts";

function begin(name: string) {
  const clock = new ManualClock();
  const store = openIn(tempDir(), clock.now().wallMs);
  const shown: Message[] = [];
  const notifier = new DestinationTroubleNotifier({
    clock,
    store,
    nameOf: () => name,
    show: (message) => Promise.resolve(shown.push(message)),
  });
  return { clock, store, shown, notifier };
}

test("what was never taken there is told, in one message, and nothing of the desktop's own", () => {
  const { clock, store, shown, notifier } = begin("my phone");
  const { wallMs, monoMs } = clock.now();
  const fired = [1, 2, 3, 4].map((rule) => decision(rule, "BTC-USD", "once", wallMs, monoMs));
  value(store.commit(fired, ["phone-1", "desktop", "history"], wallMs));
  const rows = value(store.deliveries.due("phone-1", wallMs, 9));
  notifier.gaveUp(value(store.deliveries.due("desktop", wallMs, 9)), "failed", "No desktop.");
  for (const row of rows) notifier.gaveUp([row], "failed", "The message is too long.");
  clock.advance(1_000);
  expect(shown.map(({ title, body }) => [title, ...body.split("\n")])).toEqual([
    [
      "my phone did not get 4 alerts",
      "The message is too long.",
      "Nothing more is tried; the history has it. Not told there: BTC-USD crossed above 1,001; BTC-USD crossed above 1,002; BTC-USD crossed above 1,003",
    ],
  ]);
  notifier.gaveUp(rows.slice(0, 1), "failed", "HTTP 400.");
  notifier.gaveUp(rows.slice(1, 2), "unknown", "No answer.");
  clock.advance(1_000);
  expect(shown.slice(1).map(({ id, title }) => [id, title])).toEqual([
    ["given-up-phone-1", "my phone did not get an alert"],
    ["unknown-phone-1", "my phone may not have got an alert"],
  ]);
  expect(shown[2]?.body).toMatch(/^No answer\.\nIt was sent twice .+ Not known: BTC-USD crossed above 1,002$/);
  notifier.stop();
  store.close();
});

test("a name and a symbol stand in it without moving what follows them", () => {
  const { clock, store, shown, notifier } = begin("\u202Eהטלפון");
  const { wallMs, monoMs } = clock.now();
  value(store.commit([decision(1, "שקל-USD", "once", wallMs, monoMs)], ["phone-1"], wallMs));
  notifier.update({
    id: "phone-1",
    isReachable: false,
    failures: 3,
    status: () => ({ state: "degraded", detail: "" }),
  });
  notifier.gaveUp(value(store.deliveries.due("phone-1", wallMs, 9)), "failed", "No.");
  clock.advance(1_000);
  for (const { title, body } of shown) {
    expect(title).toContain("\u2068הטלפון\u2069 ");
    expect(body).toContain("\u2068שקל-USD\u2069");
  }
  expect(shown).toHaveLength(2);
  notifier.stop();
  store.close();
});

test("one that cannot be reached is told with what waits, once until it was well again", () => {
  const { clock, store, shown, notifier } = begin("my phone");
  const { wallMs, monoMs } = clock.now();
  for (const rule of [1, 2, 3, 4])
    value(store.commit([decision(rule, "BTC-USD", "once", wallMs, monoMs)], ["phone-1", "history"], wallMs));
  const is = (state: ChannelStatus["state"], isReachable: boolean, detail: string | null, failures = 0): void => {
    notifier.update({ id: "phone-1", isReachable, failures, status: () => ({ state, detail }) });
    clock.advance(1_000);
  };
  is("degraded", true, "No answer.", 2);
  expect(shown).toEqual([]);
  is("degraded", false, "No answer.", 3);
  is("degraded", false, "No answer.", 4);
  expect(shown.map(({ title, body }) => [title, body])).toEqual([
    [
      "my phone cannot be reached",
      "No answer.\n4 alerts wait for it, and are told here meanwhile: BTC-USD crossed above 1,001; BTC-USD crossed above 1,002; BTC-USD crossed above 1,003",
    ],
  ]);
  is("ok", true, null);
  is("unavailable", false, "Enter the token again.");
  expect(shown.slice(1).map(({ body }) => body.split("\n")[0])).toEqual(["Enter the token again."]);
  is("degraded", true, "No answer to its test.", 2);
  is("degraded", false, "No answer.", 3);
  expect(shown, "it was not well in between").toHaveLength(2);
  is("degraded", true, "Answers cannot be heard.");
  is("degraded", false, "No answer.", 3);
  expect(shown, "it was, though answers were not heard").toHaveLength(3);
  notifier.stop();
  store.close();
});
