/** Where a person is told, as main has it, and the ways to change it. A secret that is entered is sent and kept nowhere here. */
import type { Api } from "../../preload/api.ts";
import type {
  ChannelView,
  Destination,
  DestinationId,
  DestinationPatch,
  DestinationTest,
} from "../../preload/contract/destination.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Failure, Result } from "../../preload/contract/result.ts";

/** How a test message to a destination went; `sending` until the service has answered. */
export type Tried = "sending" | DestinationTest;

/** What came back of a test message, and what to do next. */
export function formatDestinationTest({ state, detail, receipt }: DestinationTest): string {
  const what = message(`settings.destination.tried.${state}`);
  if (state !== "sent") return `${what} ${detail ?? ""}`.trimEnd();
  if (receipt !== undefined && receipt === detail)
    return `${what} ${message("settings.destination.tried.receipt", { receipt })}`;
  return `${what} ${detail ?? message("settings.destination.tried.look")}`;
}

export class DestinationList {
  /** Those that destinations can be made of, in the order in which they are offered. */
  channels = $state.raw<readonly ChannelView[]>([]);
  /** The app's own two first. */
  all = $state.raw<readonly Destination[]>([]);
  /** By destination: how its last test message went. */
  tried = $state.raw<Readonly<Record<DestinationId, Tried>>>({});
  /** Why the last change was refused, and of which destination; null id: of the one being made. */
  refusal = $state.raw<{ readonly id: DestinationId | null; readonly failure: Failure } | null>(null);
  /** The one that was made last in this view: it wants to be tried. */
  madeId = $state<DestinationId | null>(null);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Asks main for everything and follows what changes, until the returned function is called. */
  start(): () => void {
    const end = this.#api.destinations.onChanged((all) => (this.all = all));
    void this.#load();
    return end;
  }

  channelOf({ channel }: Destination): ChannelView | undefined {
    return this.channels.find(({ id }) => id === channel);
  }

  /** Why this field was refused; undefined where it was not. */
  refused(id: DestinationId | null, field: string): string | undefined {
    const at = this.refusal;
    if (at === null || at.id !== id) return undefined;
    const path = at.failure.field ?? "";
    return path === field || path === `fields.${field}` ? at.failure.message : undefined;
  }

  /** The refusal where it belongs to no field. */
  refusedWhole(id: DestinationId | null, fields: readonly string[]): string | undefined {
    const at = this.refusal;
    if (at === null || at.id !== id) return undefined;
    return fields.some((field) => this.refused(id, field) !== undefined) ? undefined : at.failure.message;
  }

  /** True when main took it. */
  async create(channel: string, name: string, fields: Readonly<Record<string, string>>): Promise<boolean> {
    const done = await this.#api.destinations.create({ channel, name, fields: { ...fields } });
    if (done.ok) this.madeId = done.value.id;
    return this.#settle(null, done);
  }

  async update(patch: DestinationPatch): Promise<boolean> {
    return this.#settle(patch.id, await this.#api.destinations.update(patch));
  }

  async remove(id: DestinationId): Promise<boolean> {
    return this.#settle(id, await this.#api.destinations.remove({ id }));
  }

  /** By the person at the app's computer, in a box of the system's; null: they chose none, or it is refused at that field. */
  async chooseProgram(id: DestinationId | null, field: string): Promise<string | null> {
    const done = await this.#api.destinations.chooseProgram({});
    this.refusal = done.ok ? null : { id, failure: { ...done.error, field: `fields.${field}` } };
    return done.ok ? done.value.command : null;
  }

  async test(id: DestinationId): Promise<void> {
    this.tried = { ...this.tried, [id]: "sending" };
    this.madeId = null;
    const done = await this.#api.destinations.test({ id });
    this.tried = { ...this.tried, [id]: done.ok ? done.value : { state: "failed", detail: done.error.message } };
  }

  async #load(): Promise<void> {
    const [channels, all] = await Promise.all([this.#api.channels.list({}), this.#api.destinations.list({})]);
    if (channels.ok) this.channels = channels.value;
    if (all.ok) this.all = all.value;
    const failed = !channels.ok ? channels.error : !all.ok ? all.error : null;
    if (failed !== null) this.refusal = { id: null, failure: failed };
  }

  /** What has changed comes by the push that every window has. */
  #settle(id: DestinationId | null, done: Result<unknown>): boolean {
    this.refusal = done.ok ? null : { id, failure: done.error };
    return done.ok;
  }
}
