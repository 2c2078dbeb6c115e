/** The destinations that a person has set up, as they are stored, with their channels and secrets; what is changed is written first. */
import { randomBytes } from "node:crypto";
import {
  ownDestinations,
  type DestinationId,
  type DestinationInput,
  type DestinationPatch,
} from "../../../preload/contract/destination.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, ok, type Refused, type Result } from "../../../preload/contract/result.ts";
import type { FieldValues, RemoteChannelKind } from "../../delivery/channels/remote-channel.ts";
import type { Clock } from "../../lib/clock.ts";
import { withoutControls } from "../../lib/plain-text.ts";
import type { Redactor } from "../../lib/redaction.ts";
import type { Store, StoredDestination } from "../../store/store-interface.ts";
import type { AllowedPrograms } from "./allowed-programs.ts";
import type { DestinationSecrets } from "./destination-secrets.ts";
import { bindingOf, missingField, readFields, withPresets } from "./field-values.ts";

export interface DestinationListOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "destinations">;
  /** Every channel that destinations can be made of. */
  readonly kinds: readonly RemoteChannelKind[];
  readonly secrets: DestinationSecrets;
  /** Learns every secret before it is used, so that it can be taken out of words from outside. */
  readonly redactor: Redactor;
  /** No program runs that no person chose at this computer. */
  readonly programs: Pick<AllowedPrograms, "refusalOf">;
}

/** A destination with what it is made of. */
export interface KnownDestination {
  readonly stored: StoredDestination;
  /** Null where its channel is not there any more. */
  readonly kind: RemoteChannelKind | null;
  /** Every field with presets filled in, and those secrets that may be sent to what is set now. */
  readonly values: FieldValues;
  readonly secrets: readonly string[];
  readonly secretsToEnterAgain: readonly string[];
}

export class DestinationList {
  readonly #options: DestinationListOptions;
  #stored: readonly StoredDestination[] = [];

  /** Empty until {@link load}. */
  constructor(options: DestinationListOptions) {
    this.#options = options;
  }

  /** Takes what is stored, at the start and whenever another database stands in place of the one that was read before. */
  async load(stored: readonly StoredDestination[]): Promise<void> {
    const { secrets, kinds } = this.#options;
    await secrets.load(stored.map(({ id }) => id));
    const bound = stored.map(async ({ id, channel, values }) => {
      const kind = kinds.find((each) => each.id === channel);
      if (kind !== undefined) await secrets.bindMissing(id, bindingOf(kind, values));
    });
    await Promise.all(bound);
    this.#stored = stored;
    for (const known of this.all()) this.#keepSecrets(known);
  }

  /** In the order in which they were made. */
  all(): KnownDestination[] {
    return this.#stored.map((stored) => this.#known(stored));
  }

  get(id: DestinationId): KnownDestination | null {
    const stored = this.#stored.find((each) => each.id === id);
    return stored === undefined ? null : this.#known(stored);
  }

  async create({ channel, name, fields }: DestinationInput): Promise<Result<KnownDestination>> {
    const { kinds, clock, secrets } = this.#options;
    const kind = kinds.find(({ id }) => id === channel);
    if (kind === undefined) {
      const known = kinds.map(({ id }) => id).join(", ");
      return fail("settings-invalid", message("destination.no-channel", { known }), "channel");
    }
    const entered = readFields(kind, fields);
    if (!entered.ok) return entered;
    const notAllowed = await this.#programRefusal(kind, entered.value.values, {});
    if (notAllowed !== null) return notAllowed;
    // A person may have been asked meanwhile: from here on nothing waits until it is written.
    const named = this.#checkName(name, null);
    if (!named.ok) return named;
    const values = withPresets(kind, entered.value);
    const refusal = this.#refusalOf(kind, values);
    if (refusal !== null) return refusal;
    const id = `${channel.slice(0, 20)}-${randomBytes(4).toString("hex")}`;
    const stored: StoredDestination = {
      id,
      channel,
      name: named.value,
      isOn: true,
      values: entered.value.values,
      createdMs: clock.now().wallMs,
      cursor: null,
      pause: null,
    };
    const written = this.#write(stored);
    if (!written.ok) return written;
    await secrets.set(id, entered.value.secrets, bindingOf(kind, entered.value.values));
    return ok(this.#keepSecrets(this.#known(stored)));
  }

  /** Nothing changes where one part is refused. */
  async update({ id, name, enabled, fields }: DestinationPatch): Promise<Result<KnownDestination>> {
    const { secrets } = this.#options;
    const notAllowed = fields === undefined ? null : await this.#programRefusedIn(id, fields);
    if (notAllowed !== null) return notAllowed;
    const present = this.#require(id);
    if (!present.ok) return present;
    const { stored, kind } = present.value;
    const named = name === undefined ? ok(stored.name) : this.#checkName(name, id);
    if (!named.ok) return named;
    let next: StoredDestination = { ...stored, name: named.value, isOn: enabled ?? stored.isOn };
    if (fields !== undefined) {
      if (kind === null) return fail("settings-invalid", message("destination.gone"), "fields");
      const entered = readFields(kind, fields);
      if (!entered.ok) return entered;
      next = { ...next, values: { ...stored.values, ...entered.value.values } };
      const binding = bindingOf(kind, next.values);
      const usable = { ...secrets.usable(id, binding), ...entered.value.secrets };
      const again = secrets.toEnterAgain(id, binding).filter((field) => !(field in entered.value.secrets));
      const refusal = this.#refusalOf(kind, withPresets(kind, { values: next.values, secrets: usable }), again);
      if (refusal !== null) return refusal;
      const written = this.#write(next);
      if (!written.ok) return written;
      if (Object.keys(entered.value.secrets).length > 0) await secrets.set(id, entered.value.secrets, binding);
      return ok(this.#keepSecrets(this.#known(next)));
    }
    const written = this.#write(next);
    return written.ok ? ok(this.#known(next)) : written;
  }

  async remove(id: DestinationId): Promise<Result<null>> {
    const present = this.#require(id);
    if (!present.ok) return present;
    const { store, clock, secrets } = this.#options;
    const removed = store.destinations.remove(id, clock.now().wallMs);
    if (!removed.ok) return removed;
    this.#stored = this.#stored.filter((each) => each.id !== id);
    await secrets.forget(id);
    this.#options.redactor.keep(id, []);
    return ok(null);
  }

  #known(stored: StoredDestination): KnownDestination {
    const { kinds, secrets } = this.#options;
    const kind = kinds.find(({ id }) => id === stored.channel) ?? null;
    if (kind === null) return { stored, kind, values: {}, secrets: [], secretsToEnterAgain: [] };
    const binding = bindingOf(kind, stored.values);
    const usable = secrets.usable(stored.id, binding);
    const known = { values: stored.values, secrets: usable };
    return {
      stored,
      kind,
      values: withPresets(kind, known),
      secrets: Object.keys(usable),
      secretsToEnterAgain: secrets.toEnterAgain(stored.id, binding),
    };
  }

  #require(id: DestinationId): Result<KnownDestination> {
    if ((ownDestinations as readonly string[]).includes(id))
      return fail("settings-invalid", message("destination.own"), "id");
    const known = this.get(id);
    return known === null ? fail("not-found", message("destination.no-such"), "id") : ok(known);
  }

  #checkName(given: string, self: DestinationId | null): Result<string> {
    // It stands in notifications, before words of ours.
    const name = withoutControls(given).trim();
    if (name === "") return fail("settings-invalid", message("destination.name"), "name");
    const isTaken = this.#stored.some((each) => each.id !== self && each.name.toLowerCase() === name.toLowerCase());
    return isTaken ? fail("settings-invalid", message("destination.name-taken"), "name") : ok(name);
  }

  /** `again`: secrets that are there, and were entered for another place than the one in these values. */
  #refusalOf(kind: RemoteChannelKind, values: FieldValues, again: readonly string[] = []): Refused | null {
    const refusal = this.#wrongIn(kind, values);
    const withheld = kind.fields.find(({ id }) => again.includes(id) && refusal?.error.field === `fields.${id}`);
    if (withheld === undefined) return refusal;
    const words = message("destination.enter-again", { fields: withheld.label });
    return fail("settings-invalid", words, `fields.${withheld.id}`);
  }

  #wrongIn(kind: RemoteChannelKind, values: FieldValues): Refused | null {
    const missing = missingField(kind, values);
    if (missing !== null)
      return fail(
        "settings-invalid",
        message("destination.field-missing", { field: missing.label }),
        `fields.${missing.id}`,
      );
    // Refused or not: its words may quote them.
    for (const secret of kind.secretsOf(values)) this.#options.redactor.add(secret);
    const checked = kind.check(values);
    return checked.ok ? null : checked;
  }

  /** Of one that is there: what else is wrong with it, or with what was entered, is not for this to say. */
  async #programRefusedIn(id: DestinationId, fields: FieldValues): Promise<Refused | null> {
    const known = this.get(id);
    if (known?.kind == null) return null;
    const entered = readFields(known.kind, fields);
    return entered.ok ? this.#programRefusal(known.kind, entered.value.values, known.stored.values) : null;
  }

  /** `present`: what is set already. A program in it was chosen once, for that field. */
  async #programRefusal(kind: RemoteChannelKind, entered: FieldValues, present: FieldValues): Promise<Refused | null> {
    for (const { id } of kind.fields.filter((field) => field.kind === "file")) {
      const command = entered[id] ?? "";
      const words = command === "" ? null : await this.#options.programs.refusalOf(command, present[id]);
      if (words !== null) return fail("settings-invalid", words, `fields.${id}`);
    }
    return null;
  }

  /** Known to the redactor for as long as they are in use. */
  #keepSecrets(known: KnownDestination): KnownDestination {
    this.#options.redactor.keep(known.stored.id, known.kind?.secretsOf(known.values) ?? []);
    return known;
  }

  #write(stored: StoredDestination): Result<null> {
    const written = this.#options.store.destinations.save(stored);
    if (!written.ok) return written;
    const others = this.#stored.filter(({ id }) => id !== stored.id);
    const at = this.#stored.findIndex(({ id }) => id === stored.id);
    this.#stored = at === -1 ? [...others, stored] : others.toSpliced(at, 0, stored);
    return written;
  }
}
