/** The venues as main has them, and the ways to set them. Nothing here keeps an API key longer than it takes to send. */
import type { Api } from "../../preload/api.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import type { Failure } from "../../preload/contract/result.ts";
import type { VenueDescription } from "../../preload/contract/venue.ts";
import type { VenuePatch, VenueView } from "../../preload/contract/venue-settings.ts";

/** What is set in one go, without the venue. */
export type VenueChange = Omit<VenuePatch, "venue">;

export class VenueList {
  /** In the order in which they are offered. */
  views = $state.raw<readonly VenueView[]>([]);
  /** Refusals by venue and field: `securitypro wsUrl`. */
  failures = $state.raw<Readonly<Record<string, Failure>>>({});
  /** What was saved last: `securitypro wsUrl`. */
  saved = $state<string | null>(null);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  view(id: VenueId): VenueView | undefined {
    return this.views.find(({ description }) => description.id === id);
  }

  describe(id: VenueId): VenueDescription | undefined {
    return this.view(id)?.description;
  }

  /** Why `field` was refused when it was set last; undefined where it was not. */
  failure(venue: VenueId, field: string): string | undefined {
    return this.failures[`${venue} ${field}`]?.message;
  }

  wasSaved(venue: VenueId, field: string): boolean {
    return this.saved === `${venue} ${field}`;
  }

  /** Saves one thing at once; `field` is where a refusal is shown. True when main took it. */
  async set(venue: VenueId, field: string, change: VenueChange): Promise<boolean> {
    this.saved = null;
    const done = await this.#api.venues.set({ venue, ...change });
    const name = `${venue} ${field}`;
    const { [name]: _gone, ...others } = this.failures;
    this.failures = done.ok ? others : { ...others, [name]: done.error };
    if (!done.ok) return false;
    this.views = this.views.map((view) => (view.description.id === venue ? done.value : view));
    this.saved = name;
    return true;
  }
}
