/** What happened, newest first, as far back as it has been read. */
import { isoTime } from "./exact-time.ts";
import type { Api } from "../../preload/api.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import type { Failure } from "../../preload/contract/result.ts";
import { daySpan, type DaySpan } from "./days.ts";
import { matchesEvent, type EventKind } from "./history-entries.ts";
import { ReminderList } from "./reminders.svelte.ts";
import { plainMap, plainSet } from "../lib/plain-collections.ts";

const pageSize = 100;
/** As many as can be kept and looked through in a window. */
const maxRead = 50_000;

interface Needs {
  readonly api: Api;
  readonly report: (failure: Failure) => void;
  /** Says a fired alert aloud. Called once for each event, ever. */
  readonly announce: (event: AlertEvent) => void;
  /** What is searched in. */
  readonly textOf: (event: AlertEvent) => string;
  /** Wall time. Milliseconds. */
  readonly nowMs: () => number;
}

export class History {
  readonly #byId = plainMap<string, AlertEvent>();
  #version = $state(0);
  readonly events: readonly AlertEvent[] = $derived.by(() => {
    void this.#version;
    return [...this.#byId.values()].sort((a, b) => b.seq - a.seq);
  });
  /** Everything up to here had been read when the history was opened; what is above is marked as new while it stays open. */
  seenSeq = $state(0);
  openId = $state<string | null>(null);
  text = $state("");
  kinds = $state.raw<ReadonlySet<EventKind>>(plainSet());
  /** `2026-03-29`, as a date field has it; empty: no bound. */
  fromDay = $state("");
  toDay = $state("");
  loadingOlder = $state(false);
  hasOlder = $state(false);
  /** Which of them are told again, and when. */
  readonly reminders = new ReminderList();
  readonly #needs: Needs;
  readonly #acknowledging = plainMap<string, Promise<boolean>>();
  /** What is searched in; sentences of thousands of events are not made anew with every letter that is typed. */
  readonly #texts = new WeakMap<AlertEvent, string>();

  readonly days: DaySpan | null = $derived(daySpan(this.fromDay, this.toDay));
  readonly isFiltered = $derived(this.text.trim() !== "" || this.kinds.size > 0 || this.days !== null);
  /** What the filter lets through, of what has been read. */
  readonly found: readonly AlertEvent[] = $derived.by(() => {
    const filter = { text: this.text, kinds: this.kinds, days: this.days };
    return this.isFiltered
      ? this.events.filter((event) => matchesEvent(event, filter, (each) => this.#textOf(each)))
      : this.events;
  });
  /** When the oldest that has been read was decided. Milliseconds. */
  readonly oldestMs = $derived(Date.parse(this.events.at(-1)?.decidedAt ?? ""));

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** The newest page. `announced` events are old news to whoever just opened the window. */
  replace(events: readonly AlertEvent[]): void {
    this.#byId.clear();
    for (const event of events) this.#byId.set(event.id, event);
    this.hasOlder = events.length >= pageSize;
    this.seenSeq = Math.max(0, ...events.filter((event) => event.readAt !== null).map((event) => event.seq));
    this.#version++;
  }

  /** One event new, or known and changed (a delivery's outcome). */
  change(event: AlertEvent): void {
    const isNew = !this.#byId.has(event.id);
    this.#byId.set(event.id, event);
    this.#version++;
    if (isNew && event.kind === "fired") this.#needs.announce(event);
  }

  async loadOlder(): Promise<void> {
    const oldest = this.events.at(-1);
    if (oldest === undefined || this.loadingOlder) return;
    this.loadingOlder = true;
    try {
      const done = await this.#needs.api.history.list({ limit: pageSize, beforeSeq: oldest.seq });
      if (!done.ok) return this.#needs.report(done.error);
      for (const event of done.value) this.#byId.set(event.id, event);
      this.hasOlder = done.value.length >= pageSize;
      this.#version++;
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Reads on to the beginning. False where the host refused, or there is more than anyone looks through. */
  async loadAll(): Promise<boolean> {
    while (this.hasOlder && this.#byId.size < maxRead) {
      const before = this.#byId.size;
      await this.loadOlder();
      if (this.#byId.size === before) return false;
    }
    return true;
  }

  /** Reads back to before the first of the days that are chosen. */
  async loadDays(): Promise<void> {
    while (this.hasOlder && this.#byId.size < maxRead && this.days !== null && this.oldestMs >= this.days.fromMs) {
      const before = this.#byId.size;
      await this.loadOlder();
      if (this.#byId.size === before) return;
    }
  }

  toggleKind(kind: EventKind): void {
    const next = plainSet(this.kinds);
    if (!next.delete(kind)) next.add(kind);
    this.kinds = next;
  }

  clearFilter(): void {
    this.text = "";
    this.kinds = plainSet();
    this.fromDay = "";
    this.toDay = "";
  }

  #textOf(event: AlertEvent): string {
    let text = this.#texts.get(event);
    if (text === undefined) this.#texts.set(event, (text = this.#needs.textOf(event).toLowerCase()));
    return text;
  }

  /** Tells main that all there is has been seen. The marks stay until the history is left. */
  async markRead(): Promise<void> {
    const newest = this.events[0];
    if (newest === undefined || this.events.every((event) => event.readAt !== null)) return;
    const done = await this.#needs.api.history.markRead({ uptoSeq: newest.seq });
    if (!done.ok) return this.#needs.report(done.error);
    const readAt = isoTime(this.#needs.nowMs());
    for (const event of this.events) {
      if (event.readAt === null && event.seq <= newest.seq) this.#byId.set(event.id, { ...event, readAt });
    }
    this.#version++;
  }

  /** The history is left: what was new is not any more. */
  leave(): void {
    this.seenSeq = Math.max(
      this.seenSeq,
      ...this.events.filter((event) => event.readAt !== null).map((event) => event.seq),
    );
  }

  /** An event that has been read; undefined where it has not, or there is none. */
  get(id: string): AlertEvent | undefined {
    void this.#version;
    return this.#byId.get(id);
  }

  /** A person has seen this event: repeating ends, and it is cleared elsewhere. False where the host refused; that is shown. */
  async acknowledge(id: string): Promise<boolean> {
    if ((this.#byId.get(id)?.acknowledgedAt ?? null) !== null) return true;
    let asked = this.#acknowledging.get(id);
    if (asked === undefined) {
      asked = this.#acknowledge(id).finally(() => this.#acknowledging.delete(id));
      this.#acknowledging.set(id, asked);
    }
    return asked;
  }

  async #acknowledge(id: string): Promise<boolean> {
    const done = await this.#needs.api.history.acknowledge({ id });
    if (!done.ok) {
      this.#needs.report(done.error);
      return false;
    }
    // What came back of its deliveries meanwhile stays.
    const { acknowledgedAt, acknowledgedBy, acknowledgementUnsaved = false, readAt } = done.value;
    const known = this.#byId.get(id) ?? done.value;
    const seen = { acknowledgedAt, acknowledgedBy, acknowledgementUnsaved, readAt: readAt ?? known.readAt };
    this.#byId.set(id, { ...known, ...seen });
    this.#version++;
    return true;
  }

  /** Makes sure that an event is here, and opens it. */
  async open(id: string): Promise<AlertEvent | null> {
    this.openId = id;
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const done = await this.#needs.api.history.get({ id });
    if (!done.ok) {
      this.#needs.report(done.error);
      return null;
    }
    this.#byId.set(id, done.value);
    this.#version++;
    return done.value;
  }
}
