/** What a person does with services outside that notice when Pricebell stops: an address that goes in and never comes out, and trials. */
import type { Api } from "../../preload/api.ts";
import type { DestinationTest } from "../../preload/contract/destination.ts";
import type { Failure } from "../../preload/contract/result.ts";

export type TriedBeat = "ping" | "stopped-message";

export class DeadManSwitchState {
  /** How the last trial went; `sending` until there is an answer. */
  tried = $state.raw<Readonly<Partial<Record<TriedBeat, "sending" | DestinationTest>>>>({});
  /** Why the address, or the key with it, was refused. */
  refusal = $state.raw<Failure | null>(null);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Empty: none any more. True when main took it. */
  async setAddress(address: string, apiKey = ""): Promise<boolean> {
    const done = await this.#api.deadManSwitch.setAddress({ address, ...(apiKey === "" ? {} : { apiKey }) });
    this.refusal = done.ok ? null : done.error;
    // What was tried was another address.
    const { ping: _gone, ...others } = this.tried;
    this.tried = others;
    return done.ok;
  }

  async test(what: TriedBeat): Promise<void> {
    this.tried = { ...this.tried, [what]: "sending" };
    const done = await this.#api.deadManSwitch.test({ what });
    this.tried = { ...this.tried, [what]: done.ok ? done.value : { state: "failed", detail: done.error.message } };
  }
}
