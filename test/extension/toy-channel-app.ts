/** The app with the toy channel among its channels; as a process of its own, one whose service has the message and never answers. */
import { startApp, type App } from "../../main/app.ts";
import { givenKey } from "../../main/app/api-key-store.ts";
import type { RemoteChannelKind } from "../../main/delivery/channels/remote-channel.ts";
import { remoteChannelKinds } from "../../main/delivery/channels/remote-list.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { Redactor } from "../../main/lib/redaction.ts";
import { RecordingChannel } from "../delivery/recording-channel.ts";
import { toyChannel } from "./toy-channel.ts";
import { venueAt } from "../doubles/fixed-venues.ts";

export interface Addresses {
  readonly wsUrl: string;
  readonly restUrl: string;
}

export async function startWith(
  toy: RemoteChannelKind,
  dataDir: string,
  { wsUrl, restUrl }: Addresses,
  desktop = new RecordingChannel(),
): Promise<App> {
  const started = await startApp({
    version: "0",
    host: "headless",
    dataDir,
    clock,
    redactor: new Redactor(),
    apiKeyStores: () => givenKey("key", "environment"),
    desktop,
    remoteChannels: [...remoteChannelKinds, toy],
    fixedVenues: venueAt("securitypro", { wsUrl, restUrl }),
    symbols: ["BTC-USD"],
  });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

if (import.meta.main) {
  const [dataDir = "", dropsRepeats = "", wsUrl = "", restUrl = ""] = process.argv.slice(2);
  const answer = (): Promise<never> => new Promise(() => undefined);
  await startWith(toyChannel({ answer, dropsRepeats: dropsRepeats === "true" }), dataDir, { wsUrl, restUrl });
}
