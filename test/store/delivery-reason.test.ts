/** Why a delivery was given up is read in the language of whoever reads it, not of the moment in which that happened. */
import { afterEach, expect, test } from "vitest";
import { takeLanguageFrom } from "../../preload/contract/messages/language.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { fired, openIn, snapshot, t0, tempDir, value } from "./store-harness.ts";

const speak = (language: "en" | "de"): void => takeLanguageFrom(() => ({ language, locale: undefined }));
afterEach(() => speak("en"));

const why = (event: AlertEvent | null | undefined): readonly (readonly [string, string | null])[] =>
  (event?.deliveries ?? []).map(({ destination, error }) => [destination, error]);

test("what the database keeps of it, an earlier version's sentence as it stands", () => {
  const store = openIn(tempDir());
  value(store.commit([fired(snapshot("r"))], ["desktop", "earlier", "gone", "phone-1"], t0));
  const id = (destination: string): number => value(store.deliveries.due(destination, t0, 1))[0]?.id ?? 0;
  value(store.deliveries.end([id("desktop")], { state: "skipped", error: "turned-off" }, t0));
  value(store.deliveries.end([id("earlier")], { state: "skipped", error: "this destination was removed" }, t0));
  value(store.deliveries.giveUpRemoved(["phone-1"], t0));
  const [event] = value(store.events.list());
  value(store.events.acknowledge(event?.id ?? "", { destination: null, name: null, person: null }, t0));
  speak("de");
  expect(why(value(store.events.list())[0])).toEqual([
    ["desktop", "Benachrichtigungen sind ausgeschaltet"],
    ["earlier", "this destination was removed"],
    ["gone", "dieses Ziel gibt es nicht mehr"],
    ["phone-1", "es wurde bestätigt, bevor es gesendet war"],
  ]);
  const rows = value(store.deliveries.ofEvent(event?.id ?? ""));
  expect(rows.map(({ destination, error }) => [destination, error])).toEqual(why(value(store.events.list())[0]));
  store.close();
});
