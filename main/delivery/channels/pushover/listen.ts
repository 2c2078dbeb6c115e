/** Asks Pushover whether what it repeats was answered. Facts: pushover.net/api/receipts (at most every 5 s). */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import type { ServiceAnswer } from "../../../network/http-send.ts";
import { callService, type Service } from "../http-call.ts";
import { jsonOf } from "../http-outcome.ts";
import { repeatRounds } from "../repeat-rounds.ts";
import type { RemoteAnswer, RemoteChannelHost, SendOutcome } from "../remote-channel.ts";
import type { OpenReceipts } from "./open-receipts.ts";

const pollMs = 30_000;

export interface ReceiptListening {
  readonly origin: string;
  readonly token: string;
  readonly receipts: OpenReceipts;
  readonly host: RemoteChannelHost;
  readonly service: Service;
  readonly onAnswer: (answer: RemoteAnswer) => void;
  readonly trouble: (words: string | null) => void;
}

export function listenToReceipts(listening: ReceiptListening): () => void {
  const { origin, token, receipts, host, service, onAnswer, trouble } = listening;
  return repeatRounds(host.clock, async (signal) => {
    let waitMs = pollMs;
    for (const { receipt, messageId } of receipts.list()) {
      let state: Readonly<Record<string, unknown>> = {};
      const own = (answer: ServiceAnswer): SendOutcome | null => {
        state = jsonOf(answer) ?? {};
        return service.own(answer);
      };
      const url = `${origin}/1/receipts/${receipt}.json?token=${token}`;
      const outcome = await callService({ method: "GET", url, headers: {} }, { ...service, own }, signal);
      if (signal.aborted) return 0;
      if (outcome.kind !== "accepted") {
        trouble(words("pushover.answers-lost", { why: outcome.words }));
        // This one is not known there any more; the others may be.
        if (outcome.kind === "refused") receipts.remove(receipt);
        if (outcome.kind === "later") waitMs = Math.max(waitMs, outcome.afterMs ?? 0);
        break;
      }
      trouble(null);
      if (state["acknowledged"] === 1) {
        const by = state["acknowledged_by_device"];
        onAnswer({ messageId, action: "acknowledge", by: typeof by === "string" && by !== "" ? by : null });
      }
      if (state["acknowledged"] === 1 || state["expired"] === 1) receipts.remove(receipt);
    }
    return waitMs;
  });
}
