/**
 * What the run before this one left, taken up once at the start. What a crash left in flight may have been seen or not: it is
 * due again, in the message that it was handed out in, unless the system says that it still has it. And a group goes on:
 * what was shown within its window is counted, and a joined message that was growing grows further under its id.
 */
import type { Clock } from "../lib/clock.ts";
import type { Deliveries, DueDelivery } from "../store/delivery-types.ts";
import type { Channel } from "./channel.ts";
import { isReminder } from "./reminders/reminder-message.ts";
import type { Ending } from "./retry.ts";
import {
  isGroupable,
  isGroupId,
  isOfOneTick,
  groupIdOf,
  groupWindowMs,
  type Group,
  type Grouping,
} from "./grouping.ts";

export interface RecoveryOptions {
  readonly clock: Clock;
  readonly store: { readonly deliveries: Deliveries };
  readonly channel: Channel;
}

export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #grouping: Grouping;
  #interrupted: readonly DueDelivery[] | null = null;
  #isDone = false;

  constructor(options: RecoveryOptions, grouping: Grouping) {
    this.#options = options;
    this.#grouping = grouping;
  }

  /** What the system still has, to be written down as shown. Null where the database failed: then again later. */
  async run(): Promise<readonly Ending[] | null> {
    if (this.#isDone) return [];
    const { store, channel, clock } = this.#options;
    const nowMs = clock.now().wallMs;
    if (this.#interrupted === null) {
      const interrupted = store.deliveries.recover(channel.id, nowMs);
      if (!interrupted.ok) return null;
      this.#interrupted = interrupted.value;
    }
    const ids = this.#interrupted.map((row) => row.id);
    // Due again first: a second crash while the system is asked must not leave them unknown for good.
    if (ids.length > 0 && !store.deliveries.retry(ids, nowMs, nowMs).ok) return null;
    if (ids.length > 0 && channel.showsRepeats === true && !store.deliveries.markAgain(ids).ok) return null;
    if (!this.#resumeGroup()) return null;
    const endings = await this.#stillThere(this.#interrupted);
    this.#isDone = endings !== null;
    return endings;
  }

  /** False where the database failed. */
  #resumeGroup(): boolean {
    const { store, channel, clock } = this.#options;
    const { wallMs, monoMs } = clock.now();
    const found = store.deliveries.shownBetween(channel.id, wallMs - groupWindowMs, wallMs);
    if (!found.ok) return false;
    const recent = found.value.filter((row) => isGroupable(row.event) && !isReminder(row) && row.keptUntilMs === null);
    const monoOf = (row: DueDelivery): number => monoMs - (wallMs - row.atMs);
    const byMessage = Map.groupBy(recent, messageIdOf);
    const grown = [...byMessage].filter(([id, rows]) => isGroupId(id) && !isOfOneTick(eventsOf(rows)));
    const grownIds = new Set(grown.map(([id]) => id));
    const isGrown = (row: DueDelivery): boolean => grownIds.has(messageIdOf(row));
    const last = recent
      .filter(isGrown)
      .reduce<DueDelivery | null>((latest, row) => (latest === null || row.atMs >= latest.atMs ? row : latest), null);
    let group: Group | null = null;
    if (last !== null) {
      const id = messageIdOf(last);
      const named = store.deliveries.inMessage(channel.id, id);
      if (!named.ok) return false;
      const first = shownFirstIn(id, named.value);
      if (first !== undefined)
        group = { ...keptOf(named.value), id, startedMonoMs: monoOf(first), lastMonoMs: monoOf(last) };
    }
    const shown = [...byMessage.values()].flatMap((rows) => {
      const [first] = rows;
      const isOwn = first !== undefined && (messageIdOf(first) === first.event.id || isGroupId(messageIdOf(first)));
      return isOwn && !isGrown(first) ? [{ events: eventsOf(rows), monoMs: monoOf(first) }] : [];
    });
    this.#grouping.resume(shown, group);
    return true;
  }

  async #stillThere(interrupted: readonly DueDelivery[]): Promise<readonly Ending[] | null> {
    const { store, channel, clock } = this.#options;
    const byMessage = Map.groupBy(interrupted, messageIdOf);
    for (const id of byMessage.keys()) {
      const named = store.deliveries.inMessage(channel.id, id);
      if (!named.ok) return null;
      if (wasShown(id, named.value)) byMessage.delete(id);
    }
    if (byMessage.size === 0) return [];
    const has = (await channel.reconcile?.([...byMessage.keys()])) ?? new Set<string>();
    const endings: Ending[] = [];
    for (const [messageId, rows] of byMessage) {
      if (!has.has(messageId)) continue;
      const ids = rows.map((row) => row.id);
      if (store.deliveries.begin(ids, { messageId }, clock.now().wallMs).ok)
        endings.push({ rows, outcome: { state: "shown" } });
    }
    return endings;
  }
}

/** What a message names, and what the channel called it last, of its rows. */
export function keptOf(rows: readonly DueDelivery[]): Pick<Group, "events" | "externalId"> {
  const named = rows.filter((row) => row.state !== "failed" && row.state !== "skipped");
  const called = named.filter((row) => row.externalId !== null).sort((a, b) => a.atMs - b.atMs);
  return { events: named.map((row) => row.event), externalId: called.at(-1)?.externalId ?? null };
}

/** The row with which a joined message began, if it was shown; those that it took over had been shown alone. */
function shownFirstIn(messageId: string, rows: readonly DueDelivery[]): DueDelivery | undefined {
  return rows.find((row) => isDelivered(row) && messageId === groupIdOf(row.event.id));
}

/** Shown before it grew, or before its blind time was over: that the system has it does not say that it has the newest. */
function wasShown(messageId: string, rows: readonly DueDelivery[]): boolean {
  if (isGroupId(messageId)) return shownFirstIn(messageId, rows) !== undefined;
  return rows.some(isDelivered);
}

/** A service took it, or a person sees it. */
const isDelivered = ({ state }: DueDelivery): boolean =>
  state === "sent" || state === "shown" || state === "acknowledged";

const eventsOf = (rows: readonly DueDelivery[]): DueDelivery["event"][] => rows.map((row) => row.event);

/** Kept from the hand-over on; rows of an older database have none. */
const messageIdOf = (row: DueDelivery): string => row.messageId ?? row.event.id;
