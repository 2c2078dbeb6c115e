/** Tells on the desktop, once for each time, that a service outside does not hear that all is well. */
import { message } from "../../../preload/contract/messages/message.ts";
import type { Message } from "../../delivery/channel.ts";

/** So many attempts in a row; fewer are a short interruption. */
const failuresUntilTold = 3;

export class BeatTroubleNotifier {
  readonly #show: (message: Message) => Promise<unknown>;
  readonly #told = new Set<string>();

  constructor(show: (message: Message) => Promise<unknown>) {
    this.#show = show;
  }

  /** To be called after each attempt. */
  update(which: "ping" | "stopped-message", { failures, trouble }: { failures: number; trouble: string | null }): void {
    if (failures === 0) this.#told.delete(which);
    if (failures < failuresUntilTold || this.#told.has(which)) return;
    this.#told.add(which);
    void this.#show({
      id: `beat-${which}`,
      title: message(`${which}.trouble`),
      body: [trouble ?? "", message(`${which}.trouble.what`)].join("\n"),
      urgency: "normal",
      actions: ["open"],
      externalId: null,
    });
  }
}
