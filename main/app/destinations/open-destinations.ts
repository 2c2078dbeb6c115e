/** The destinations of this run: each opened as its fields say, handed to the outbox, and opened anew when it is changed. */
import type { DestinationId, DestinationTest } from "../../../preload/contract/destination.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Channel, ChannelStatus } from "../../delivery/channel.ts";
import type { RemoteChannelHost, SoundPlayer } from "../../delivery/channels/remote-channel.ts";
import type { Outbox } from "../../delivery/outbox.ts";
import { RemoteDestination } from "../../delivery/remote-destination.ts";
import { testMessageId } from "../../delivery/remote-message.ts";
import type { Clock } from "../../lib/clock.ts";
import { Signal } from "../../lib/signal.ts";
import type { NetworkAgent } from "../../network/agent.ts";
import type { Store } from "../../store/store-interface.ts";
import type { DestinationList, KnownDestination } from "./destination-list.ts";
import { DestinationMemory } from "./destination-memory.ts";
import type { DestinationWork } from "./destination-service.ts";
import { formatUnusable } from "./format-unusable.ts";

export interface OpenDestinationsOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "destinations">;
  readonly list: DestinationList;
  readonly agent: NetworkAgent;
  /** The windows of this run, where sounds are played. */
  readonly sounds: SoundPlayer;
  readonly redact: (words: string) => string;
  /** The desktop's own test notification. */
  readonly testDesktop: () => Promise<DestinationTest>;
  /** The channel as the outbox is given it. */
  readonly forOutbox: (channel: Channel) => Channel;
}

export class OpenDestinations implements DestinationWork {
  /** One of them is in another state. */
  readonly statusChanged = new Signal<RemoteDestination>();
  /** It was made or changed: what waited in it to be cleared was let go. */
  readonly reopened = new Signal<DestinationId>();
  readonly #options: OpenDestinationsOptions;
  readonly #open = new Map<DestinationId, RemoteDestination>();
  readonly #memory: DestinationMemory;
  #outbox: Pick<Outbox, "put" | "remove"> | null = null;

  constructor(options: OpenDestinationsOptions) {
    this.#options = options;
    this.#memory = new DestinationMemory(options.store, options.list);
  }

  /** Opens all of them and hands them to the outbox, which is given later ones as well. */
  start(outbox: Pick<Outbox, "put" | "remove">): void {
    this.#outbox = outbox;
    for (const { stored } of this.#options.list.all()) this.reopen(stored.id);
  }

  get(id: DestinationId): RemoteDestination | null {
    return this.#open.get(id) ?? null;
  }

  status(id: DestinationId): ChannelStatus | null {
    return this.#open.get(id)?.status() ?? null;
  }

  isReachable(id: DestinationId): boolean {
    return this.#open.get(id)?.isReachable ?? true;
  }

  /** It was made, changed or removed: what it was before lets go of everything first. */
  reopen(id: DestinationId): void {
    const known = this.#options.list.get(id);
    const before = this.#open.get(id);
    this.#open.delete(id);
    // Its message in flight ends now, and its queue writes down how before another one begins.
    void before?.stop();
    if (known === null) {
      this.#memory.forget(id);
      return this.#outbox?.remove(id);
    }
    const destination = this.#make(known);
    this.#open.set(id, destination);
    destination.onStatus(() => this.statusChanged.emit(destination));
    const { forOutbox, list } = this.#options;
    const enabled = (): boolean => list.get(id)?.stored.isOn === true;
    this.#outbox?.put({ channel: forOutbox(destination), enabled });
    if (enabled() && destination.status().state !== "ok") this.statusChanged.emit(destination);
    this.reopened.emit(id);
  }

  /** Another database stands in place of the one that they were read from. */
  reopenAll(): void {
    const ids = new Set([...this.#open.keys(), ...this.#options.list.all().map(({ stored }) => stored.id)]);
    for (const id of ids) {
      this.#memory.forget(id);
      this.reopen(id);
    }
  }

  /** By the way of an alert; what came back. One that works is well again, and what waits for it goes out. */
  async test(id: DestinationId): Promise<DestinationTest> {
    if (id === "desktop") return this.#options.testDesktop();
    const destination = this.#open.get(id);
    if (destination === undefined) return { state: "shown", detail: message("destination.test.history") };
    const outcome = await destination.show({
      id: testMessageId,
      title: message("notify.test"),
      body: message("destination.test.body"),
      urgency: "normal",
      actions: [],
      externalId: null,
    });
    switch (outcome.state) {
      case "sent":
        // What does not work there is worth more than what the service calls the message.
        return {
          state: "sent",
          detail: outcome.note ?? outcome.externalId,
          ...(outcome.externalId === null ? {} : { receipt: outcome.externalId }),
        };
      case "shown":
        return { state: "shown", detail: null };
      case "later":
        return { state: "failed", detail: outcome.reason };
      default:
        return { state: outcome.state, detail: outcome.reason };
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#open.values()].map((each) => each.stop()));
    this.#open.clear();
    this.statusChanged.clear();
    this.reopened.clear();
  }

  #make(known: KnownDestination): RemoteDestination {
    const { clock, redact } = this.#options;
    const { stored, kind, values } = known;
    const unusable = formatUnusable(known);
    const { limits } = kind ?? noKind;
    return new RemoteDestination({
      id: stored.id,
      clock,
      kind: kind ?? noKind,
      channel: unusable === null && kind !== null ? kind.open(values, this.#hostOf(stored.id)) : null,
      unusable,
      redact,
      pause: this.#memory.pauseOf(stored.id, values),
      sentBeforeMs: this.#memory.sentBefore(stored.id, limits, clock.now().wallMs),
    });
  }

  #hostOf(id: DestinationId): RemoteChannelHost {
    const { clock, agent, sounds, store } = this.#options;
    const installation = store.destinations.installationId();
    return {
      clock,
      agent,
      installationId: installation.ok ? installation.value : "00000000",
      cursor: this.#memory.cursorOf(id),
      sounds,
    };
  }
}

const noKind = {
  abilities: {
    canReplace: false,
    dropsRepeats: false,
    canClear: false,
    answers: [],
    repeatsCritical: false,
  },
  limits: [],
} as const;
