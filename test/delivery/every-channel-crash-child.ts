/**
 * Tells one event at every channel at once, and reaches the same step at each of them: there it stays until it is killed. What the parent
 * has to know (handed over, answered, written, heard) is told by messages.
 */
import { Outbox, type OutboxStore } from "../../main/delivery/outbox.ts";
import { discordKind } from "../../main/delivery/channels/discord.ts";
import { pushoverKind } from "../../main/delivery/channels/pushover/index.ts";
import { slackKind } from "../../main/delivery/channels/slack.ts";
import { telegramKind } from "../../main/delivery/channels/telegram/index.ts";
import type { FieldValues, RemoteChannelKind, SoundPlayer } from "../../main/delivery/channels/remote-channel.ts";
import { remoteChannelKinds } from "../../main/delivery/channels/remote-list.ts";
import { RemoteDestination } from "../../main/delivery/remote-destination.ts";
import { systemClock as clock } from "../../main/lib/clock.ts";
import { openStore } from "../../main/store/store.ts";
import { fail } from "../../preload/contract/result.ts";
import { hostWith } from "./channels/conformance/subject.ts";

export const crashSteps = ["before it is sent", "while it is sent", "after the answer", "once it is written"] as const;
export type CrashStep = (typeof crashSteps)[number];

export interface ChildOptions {
  readonly dataDir: string;
  readonly step: CrashStep;
  readonly places: readonly {
    readonly id: string;
    readonly kind: string;
    readonly origin: string;
    readonly values: FieldValues;
  }[];
}

export interface ChildMessage {
  readonly what: "handed-over" | "answered" | "written" | "heard";
  /** Of the destination. */
  readonly id: string;
}

/** Where a service's address is built in, it is the fake's. */
function kindOf(id: string, origin: string): RemoteChannelKind {
  const at = {
    discord: () => discordKind([origin]),
    pushover: () => pushoverKind(origin),
    slack: () => slackKind([origin]),
    telegram: () => telegramKind(origin),
  };
  const found = id in at ? at[id as keyof typeof at]() : remoteChannelKinds.find((kind) => kind.id === id);
  if (found === undefined) throw new Error(`no channel ${id}`);
  return found;
}

if (import.meta.main) {
  const { dataDir, step, places } = JSON.parse(process.argv[2] ?? "{}") as ChildOptions;
  const opened = openStore({ shownByWriting: ["history"], dataDir, nowMs: clock.now().wallMs });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const tell = (what: ChildMessage["what"], id: string): void => void process.send?.({ what, id });
  const never = new Promise<never>(() => undefined);
  const open = ({ id, kind: kindId, origin, values }: ChildOptions["places"][number]): RemoteDestination => {
    const kind = kindOf(kindId, origin);
    const sounds: SoundPlayer = {
      state: () => "ready",
      onChanged: () => () => undefined,
      play() {
        tell("heard", id);
        return Promise.resolve("played");
      },
    };
    const real = kind.open(values, { ...hostWith(clock), sounds });
    const channel = {
      close: () => real.close(),
      async send(...given: Parameters<typeof real.send>) {
        tell("handed-over", id);
        if (step === "before it is sent") return never;
        const outcome = await real.send(...given);
        tell("answered", id);
        return step === "while it is sent" ? never : outcome;
      },
    };
    return new RemoteDestination({ id, clock, kind, channel, unusable: null, redact: (words) => words });
  };
  const end = (): ReturnType<typeof fail> => fail("store-failed", "the disk is full");
  const outboxStore: OutboxStore =
    step === "after the answer" ? { events: store.events, deliveries: { ...store.deliveries, end } } : store;
  const outbox = new Outbox({
    clock,
    store: outboxStore,
    channels: places.map((place) => ({ channel: open(place), enabled: () => true })),
    changed({ deliveries }) {
      for (const { destination, state } of deliveries) if (state === "sent") tell("written", destination);
    },
    textOptions: { locale: "en", timeZone: "UTC" },
  });
  outbox.start();
}
