/** Plays what main asks for on behalf of a sound destination, and says what came of it: only that counts as told. */
import type { Api } from "../../preload/api.ts";
import type { Destination } from "../../preload/contract/destination.ts";
import type { PushValue } from "../../preload/contract/contract.ts";
import type { FireSound } from "./fire-sound.svelte.ts";

/** What it needs of the page beside its sound. Left out by a page without it, such as one that is not served securely. */
export interface PageLocks {
  request(
    name: string,
    options: { readonly ifAvailable: true },
    run: (lock: unknown) => Promise<void>,
  ): Promise<unknown>;
}

export class DestinationSounds {
  readonly #api: Pick<Api, "sounds">;
  readonly #sound: Pick<FireSound, "prepare" | "isBlocked" | "playToEnd">;
  readonly #locks: PageLocks | undefined;
  #isWanted = $state(false);

  constructor(api: Pick<Api, "sounds">, sound: FireSound, locks: PageLocks | undefined) {
    this.#api = api;
    this.#sound = sound;
    this.#locks = locks;
  }

  /** Follows main until the returned function is called. */
  start(): () => void {
    const ends = [
      this.#api.sounds.onPlay((asked) => void this.#play(asked)),
      // Main is told again whenever the browser lets the page play, or no longer.
      $effect.root(() => {
        $effect(() => {
          if (this.#isWanted) void this.#api.sounds.pageReady({ canPlay: !this.#sound.isBlocked });
        });
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** To be called whenever the connection to the app is a new one: the app knows nothing of this page then. */
  async announce(): Promise<void> {
    if (this.#isWanted) await this.#api.sounds.pageReady({ canPlay: !this.#sound.isBlocked });
  }

  /** What destinations there are now. */
  look(all: readonly Destination[]): void {
    const isWanted = all.some(({ channel, enabled }) => channel === "sound" && enabled);
    // Nothing of the browser's audio is opened while no destination wants it.
    if (isWanted) this.#sound.prepare();
    this.#isWanted = isWanted;
  }

  async #play(asked: PushValue<"sounds.play">): Promise<void> {
    if (this.#locks === undefined) return this.#playHere(asked);
    // Several tabs of one browser are one room: the first of them plays it.
    await this.#locks.request(`pricebell-${asked.id}`, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await this.#playHere(asked);
    });
  }

  async #playHere({ id, sound, volume }: PushValue<"sounds.play">): Promise<void> {
    const isPlayed = await this.#sound.playToEnd(sound, volume);
    await this.#api.sounds.played({ id, isPlayed });
  }
}
