/** Destinations as the bridge has them: listed, made, changed, removed, tried. */
import {
  ownDestinations,
  type ChannelView,
  type Destination,
  type DestinationId,
  type DestinationInput,
  type DestinationPatch,
  type DestinationTest,
  type Notify,
} from "../../../preload/contract/destination.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, ok, type Refused, type Result } from "../../../preload/contract/result.ts";
import type { SettingsPatch } from "../../../preload/contract/settings.ts";
import type { ChannelStatus } from "../../delivery/channel.ts";
import type { RemoteChannelKind } from "../../delivery/channels/remote-channel.ts";
import { Signal } from "../../lib/signal.ts";
import type { Store } from "../../store/store-interface.ts";
import type { ChannelState } from "../made-channels.ts";
import { iso } from "../rule-view.ts";
import type { SettingsService } from "../settings-service.ts";
import type { AllowedPrograms, ChosenProgram } from "./allowed-programs.ts";
import type { DestinationList, KnownDestination } from "./destination-list.ts";
import { describeChannel } from "./field-values.ts";
import { ToldAt } from "./told-at.ts";

/** What is done at a destination, by whoever hands messages over. */
export interface DestinationWork {
  /** How it is; null where it is not open: it was just made, or its channel is gone. */
  status(id: DestinationId): ChannelStatus | null;
  /** False while nothing reaches it: the desktop is told meanwhile. */
  isReachable(id: DestinationId): boolean;
  /** Sends a test message by the way of an alert, and says what came back. */
  test(id: DestinationId): Promise<DestinationTest>;
  /** It was made, changed or removed. */
  reopen(id: DestinationId): void;
  /** Any of them may be another one. */
  reopenAll(): void;
}

export interface DestinationServiceOptions {
  readonly list: DestinationList;
  readonly kinds: readonly RemoteChannelKind[];
  readonly store: Pick<Store, "destinations">;
  readonly settings: SettingsService;
  readonly programs: AllowedPrograms;
  /** Of the app's own two. */
  readonly ownStates: () => readonly ChannelState[];
  readonly work: DestinationWork;
}

export class DestinationService {
  /** One was made, changed or removed, or is in another state. */
  readonly changed = new Signal<void>();
  /** One was made, changed or removed, or others stand for `default`. */
  readonly reconfigured = new Signal<void>();
  readonly toldAt: ToldAt;
  readonly #options: DestinationServiceOptions;

  constructor(options: DestinationServiceOptions) {
    this.#options = options;
    const { list, settings } = options;
    this.toldAt = new ToldAt({
      destinations: () =>
        list.all().map(({ stored: { id, isOn } }) => ({ id, isOn, isReachable: options.work.isReachable(id) })),
      defaults: () => settings.current.defaultDestinations,
    });
    settings.changed.listen(({ before, now }) => {
      const isAlike = before.defaultDestinations.join(" ") === now.defaultDestinations.join(" ");
      if (!isAlike || before.desktopNotifications !== now.desktopNotifications) this.#reconfigured();
    });
  }

  /** How one that a person set up takes part in telling again; null: it is gone, or its channel is. */
  get(id: DestinationId): { readonly isOn: boolean; readonly repeatsCritical: boolean } | null {
    const known = this.#options.list.get(id);
    if (known === null || known.kind === null) return null;
    return { isOn: known.stored.isOn, repeatsCritical: known.kind.abilities.repeatsCritical };
  }

  /** Lets a person at this computer choose a program for a destination. */
  chooseProgram(): Promise<Result<ChosenProgram>> {
    return this.#options.programs.choose();
  }

  /** Channels that destinations can be made of. */
  channels(): ChannelView[] {
    return this.#options.kinds.map((kind) => describeChannel(kind, this.#options.programs.commands));
  }

  /** The app's own two first. */
  views(): Destination[] {
    const counted = this.#options.store.destinations.waiting();
    const waiting = (id: DestinationId): number => (counted.ok ? (counted.value.get(id) ?? 0) : 0);
    const own = this.#options.ownStates().map((state) => this.#ownView(state, waiting(state.id)));
    return [...own, ...this.#options.list.all().map((known) => this.#view(known, waiting(known.stored.id)))];
  }

  /** Of those that a person set up, as the feed's status has them. */
  states(): ChannelState[] {
    return this.#options.list.all().map(({ stored: { id, name, isOn } }) => ({
      id,
      label: name,
      isOn,
      whenOff: null,
      status: this.#status(id),
    }));
  }

  async create(input: DestinationInput): Promise<Result<Destination>> {
    return this.#answer(await this.#options.list.create(input));
  }

  async update(patch: DestinationPatch): Promise<Result<Destination>> {
    return this.#answer(await this.#options.list.update(patch));
  }

  /** Nothing stands for `default`, or for the second step, any more that is gone. */
  async remove(id: DestinationId): Promise<Result<Record<string, never>>> {
    const { list, settings } = this.#options;
    const removed = await list.remove(id);
    if (!removed.ok) return removed;
    this.#options.work.reopen(id);
    const { defaultDestinations, escalateTo } = settings.current;
    const without = (ids: readonly DestinationId[]): DestinationId[] => ids.filter((each) => each !== id);
    const left = without(defaultDestinations);
    if (left.length < defaultDestinations.length || escalateTo.includes(id)) {
      const written = settings.set({
        defaultDestinations: left.length === 0 ? [ownDestinations[0]] : left,
        escalateTo: without(escalateTo),
      });
      if (!written.ok) return written;
    }
    this.#reconfigured();
    return ok({});
  }

  async test(id: DestinationId): Promise<Result<DestinationTest>> {
    if (!this.#isKnown(id)) return fail("not-found", message("destination.no-such"), "id");
    return ok(await this.#options.work.test(id));
  }

  /** The state of one is another one now. */
  stateChanged(): void {
    this.toldAt.forget();
    this.changed.emit();
  }

  /** Another database stands in place of the one that these were read from. What it cannot say stays as it was. */
  async reload(): Promise<void> {
    const stored = this.#options.store.destinations.all();
    if (stored.ok) await this.#options.list.load(stored.value);
    this.#options.work.reopenAll();
    this.#reconfigured();
  }

  /** Why settings cannot be set to this; null where they can. */
  refusalOf(patch: SettingsPatch): Refused | null {
    for (const field of ["defaultDestinations", "escalateTo"] as const) {
      const unknown = patch[field]?.find((id) => !this.#isKnown(id));
      if (unknown !== undefined) return fail("settings-invalid", this.#noSuch(unknown), field);
    }
    return null;
  }

  /** Why a rule cannot say this: it names one that there is not. Null where it can; `present`: what the rule says now. */
  unknownIn({ to }: Notify, present: Notify | null): { readonly index: number; readonly words: string } | null {
    if (to === "default") return null;
    const kept = present === null || present.to === "default" ? [] : present.to;
    const index = to.findIndex((id) => !this.#isKnown(id) && !kept.includes(id));
    return index === -1 ? null : { index, words: this.#noSuch(to[index] ?? "") };
  }

  /** In words, that the desktop stands in for what the rule names; null where it need not. */
  toldInstead(notify: Notify): string | null {
    return this.toldAt.isToldInstead(notify) ? message("destination.told-instead") : null;
  }

  #noSuch(id: DestinationId): string {
    return message("refusal.notify-unknown", { id, known: this.#namedIds().join(", ") });
  }

  /** `desktop, ntfy-1a2b3c4d (my phone)`: calls take the id, and people know the name. */
  #namedIds(): string[] {
    const others = this.#options.list.all().map(({ stored: { id, name } }) => `${id} (${name})`);
    return [...ownDestinations, ...others];
  }

  #ids(): DestinationId[] {
    return [...ownDestinations, ...this.#options.list.all().map(({ stored }) => stored.id)];
  }

  #isKnown(id: DestinationId): boolean {
    return this.#ids().includes(id);
  }

  #answer(done: Result<KnownDestination>): Result<Destination> {
    if (!done.ok) return done;
    this.#options.work.reopen(done.value.stored.id);
    this.#reconfigured();
    return ok(this.#view(done.value, 0));
  }

  #reconfigured(): void {
    this.toldAt.forget();
    this.reconfigured.emit();
    this.changed.emit();
  }

  /** What nothing reaches cannot be reached, whatever it waits for: shown by what the desktop goes by, which is told meanwhile. */
  #status(id: DestinationId): ChannelStatus {
    const { work } = this.#options;
    const status = work.status(id) ?? { state: "ok", detail: null };
    return work.isReachable(id) ? status : { ...status, state: "unavailable" };
  }

  #ownView({ id, label, isOn, whenOff, status }: ChannelState, waiting: number): Destination {
    const shown = status ?? { state: "ok", detail: null };
    return {
      id,
      channel: id,
      name: label,
      isOwn: true,
      enabled: isOn,
      isDefault: this.#isDefault(id),
      fields: {},
      secrets: [],
      secretsToEnterAgain: [],
      ...(isOn ? shown : { state: "off", detail: whenOff }),
      waiting,
      createdAt: null,
    };
  }

  #view({ stored, kind, values, secrets, secretsToEnterAgain }: KnownDestination, waiting: number): Destination {
    const isSecret = (id: string): boolean => kind?.fields.find((field) => field.id === id)?.isSecret !== false;
    return {
      id: stored.id,
      channel: stored.channel,
      name: stored.name,
      isOwn: false,
      enabled: stored.isOn,
      isDefault: this.#isDefault(stored.id),
      fields: Object.fromEntries(Object.entries(values).filter(([id]) => !isSecret(id))),
      secrets: [...secrets],
      secretsToEnterAgain: [...secretsToEnterAgain],
      ...(stored.isOn ? this.#status(stored.id) : { state: "off", detail: null }),
      waiting,
      createdAt: iso(stored.createdMs),
    };
  }

  #isDefault(id: DestinationId): boolean {
    return id === ownDestinations[1] || this.#options.settings.current.defaultDestinations.includes(id);
  }
}
