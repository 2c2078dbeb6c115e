/** What services outside are told of the app's health: set up, begun, looked after, tried and ended. */
import type { DeadManSwitch } from "../../../preload/contract/dead-man-switch.ts";
import type { DestinationTest } from "../../../preload/contract/destination.ts";
import { message } from "../../../preload/contract/messages/message.ts";
import type { Result } from "../../../preload/contract/result.ts";
import { isoOrNull } from "../rule-view.ts";
import type { PingAddressStore } from "./ping-address-store.ts";
import type { Pinger } from "./pinger.ts";
import type { StoppedMessage } from "./stopped-message.ts";

export interface DeadManSwitchParts {
  readonly address: PingAddressStore;
  readonly pinger: Pinger;
  readonly stoppedMessage: StoppedMessage;
  readonly hasStoppedMessage: () => boolean;
}

export class DeadManSwitchService {
  readonly #parts: DeadManSwitchParts;

  constructor(parts: DeadManSwitchParts) {
    this.#parts = parts;
  }

  get state(): DeadManSwitch {
    const { address, pinger, stoppedMessage, hasStoppedMessage } = this.#parts;
    const { current, isForgotten } = address;
    const { lastBeatMs, trouble } = pinger.state;
    const waiting = stoppedMessage.state;
    return {
      ping: {
        isOn: current !== null,
        host: current?.url.host ?? null,
        form: current?.form ?? null,
        isForgotten,
        pausesAtEnd: current?.pause != null,
        lastBeatAt: isoOrNull(lastBeatMs),
        trouble,
      },
      stoppedMessage: {
        isOn: hasStoppedMessage(),
        dueAt: isoOrNull(waiting.dueMs),
        lastBeatAt: isoOrNull(waiting.lastBeatMs),
        trouble: waiting.trouble,
      },
    };
  }

  /** Empty: none. What was at the address before is told nothing any more. */
  async setAddress(given: string, apiKey: string): Promise<Result<Record<string, never>>> {
    const { address, pinger } = this.#parts;
    const done = await address.set(given.trim(), apiKey.trim());
    if (done.ok) pinger.begin();
    return done;
  }

  async test(what: "ping" | "stopped-message"): Promise<DestinationTest> {
    const { pinger, stoppedMessage } = this.#parts;
    if (what === "stopped-message") {
      const { kind, words } = await stoppedMessage.test();
      return { state: stateOf(kind), detail: words };
    }
    const outcome = await pinger.test();
    const isOn = this.#parts.address.current !== null;
    const unsent = message(isOn ? "ping.silent" : "ping.no-address");
    return { state: stateOf(outcome.kind), detail: outcome.kind === "none" ? unsent : outcome.words };
  }

  start(): void {
    this.#parts.pinger.begin();
    this.#parts.stoppedMessage.begin();
  }

  check(): void {
    this.#parts.pinger.check();
    this.#parts.stoppedMessage.check();
  }

  /** The app ends on purpose: told, where that can be, within 2 s. */
  async stop(): Promise<void> {
    await Promise.all([this.#parts.pinger.stop(), this.#parts.stoppedMessage.stop()]);
  }
}

const stateOf = (kind: "taken" | "failed" | "none"): DestinationTest["state"] =>
  kind === "taken" ? "sent" : kind === "failed" ? "failed" : "skipped";
