/** The address that is pinged. It is a secret: who knows it can say that all is well. It is kept where the secrets of destinations are. */
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import type { Settings } from "../../../preload/contract/settings.ts";
import type { Redactor } from "../../lib/redaction.ts";
import type { DestinationSecrets } from "../destinations/destination-secrets.ts";
import { addressProblem, formOf, pauseRequest, secretsOf } from "./ping-forms.ts";
import type { PingAddress } from "./send-ping.ts";

/** What it is kept under. No destination has such an id: each ends in eight digits. */
const secretsId = "dead-man-switch";
/** It is itself where it is sent to. */
const bindsNothing = {};

export class PingAddressStore {
  readonly #secrets: DestinationSecrets;
  readonly #redactor: Redactor;
  readonly #form: () => Settings["pingForm"];
  readonly #given: string | null;
  /** It is in force until the app ends, and could not be written down. */
  isForgotten = false;

  /** `given`: by whoever started the app, for this run; nothing of it is written. */
  constructor(
    secrets: DestinationSecrets,
    redactor: Redactor,
    form: () => Settings["pingForm"],
    given: string | null = null,
  ) {
    this.#given = given;
    this.#secrets = secrets;
    this.#redactor = redactor;
    this.#form = form;
  }

  /** Null: there is none, or what was kept is none any more. */
  get current(): PingAddress | null {
    const address = this.#given ?? this.#secrets.usable(secretsId, bindsNothing)["address"] ?? "";
    const url = address === "" ? null : URL.parse(address);
    if (url === null) return null;
    const chosen = this.#form();
    const form = chosen === "auto" ? formOf(url) : chosen;
    // With another address in its place the key is for nobody: it goes to no server that it was not entered for.
    const { apiKey = "" } = this.#secrets.usable(secretsId, { address });
    return { url, form, pause: apiKey === "" || form !== "healthchecks" ? null : pauseRequest(url, apiKey) };
  }

  async load(): Promise<void> {
    await this.#secrets.load([secretsId]);
    this.#learn();
  }

  /** `apiKey`: with it the check is paused at an end on purpose; empty: none, whatever there was. */
  async set(address: string, apiKey: string): Promise<Result<Record<string, never>>> {
    if (this.#given !== null) return fail("settings-invalid", message("ping.given"), "address");
    const problem = address === "" ? null : addressProblem(address);
    if (problem !== null) return fail("settings-invalid", problem, "address");
    if (apiKey !== "" && (address === "" || pauseRequest(new URL(address), apiKey) === null))
      return fail("settings-invalid", message("ping.cannot-pause"), "apiKey");
    if (!/^[\x21-\x7e]*$/.test(apiKey)) return fail("settings-invalid", message("answer.key-shape"), "apiKey");
    const isKept = await this.#secrets.set(secretsId, { address }, bindsNothing);
    const isKeyKept = await this.#secrets.set(secretsId, { apiKey }, { address });
    this.isForgotten = !(isKept && isKeyKept) && address !== "";
    this.#learn();
    return ok({});
  }

  /** Before it is used: words from outside may quote it. */
  #learn(): void {
    const { current } = this;
    const ofAddress = current === null ? [] : secretsOf(current.url);
    this.#redactor.keep(secretsId, [...ofAddress, current?.pause?.headers["X-Api-Key"] ?? null]);
  }
}
