/** The address that is pinged. It is a secret: who knows it can say that all is well. It is kept where the secrets of destinations are. */
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import type { Settings } from "../../../preload/contract/settings.ts";
import type { Redactor } from "../../lib/redaction.ts";
import type { DestinationSecrets } from "../destinations/destination-secrets.ts";
import { addressProblem, formOf, secretsOf } from "./ping-forms.ts";
import type { PingAddress } from "./send-ping.ts";

/** What it is kept under. No destination has such an id: each ends in eight digits. */
const secretsId = "dead-man-switch";
/** It is itself where it is sent to. */
const bindsNothing = {};

export class PingAddressStore {
  readonly #secrets: DestinationSecrets;
  readonly #redactor: Redactor;
  readonly #form: () => Settings["pingForm"];
  /** It is in force until the app ends, and could not be written down. */
  isForgotten = false;

  constructor(secrets: DestinationSecrets, redactor: Redactor, form: () => Settings["pingForm"]) {
    this.#secrets = secrets;
    this.#redactor = redactor;
    this.#form = form;
  }

  /** Null: there is none, or what was kept is none any more. */
  get current(): PingAddress | null {
    const { address = "" } = this.#secrets.usable(secretsId, bindsNothing);
    const url = address === "" ? null : URL.parse(address);
    if (url === null) return null;
    const form = this.#form();
    return { url, form: form === "auto" ? formOf(url) : form };
  }

  async load(): Promise<void> {
    await this.#secrets.load([secretsId]);
    this.#learn();
  }

  async set(address: string): Promise<Result<Record<string, never>>> {
    const problem = address === "" ? null : addressProblem(address);
    if (problem !== null) return fail("settings-invalid", problem, "address");
    const isKept = await this.#secrets.set(secretsId, { address }, bindsNothing);
    this.isForgotten = !isKept && address !== "";
    this.#learn();
    return ok({});
  }

  /** Before it is used: words from outside may quote it. */
  #learn(): void {
    for (const secret of this.current === null ? [] : secretsOf(this.current.url)) this.#redactor.add(secret);
  }
}
