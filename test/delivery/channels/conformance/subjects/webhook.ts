import { webhook } from "../../../../../main/delivery/channels/webhook.ts";
import type { MessageData } from "../../../../../main/delivery/channels/message-data.ts";
import { WebhookReceiver } from "../../../../doubles/services/webhook-receiver.ts";
import type { Subject } from "../subject.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export const webhookSubject: Subject = {
  name: "webhook",
  believesStatus: true,
  longest: { most: 10_000, measure: (text) => Buffer.byteLength(JSON.stringify(text)) - 2 },
  async start(options) {
    const receiver = await WebhookReceiver.start(options);
    return {
      server: receiver.server,
      at: (origin, authority = "") => ({ kind: webhook, values: { url: origin + receiver.path, secret, authority } }),
      refusals: [
        {
          name: "a receiver that wants no more",
          arrange: () => (receiver.status = 410),
          outcome: { kind: "broken", code: "http-410" },
        },
        {
          name: "a message that it cannot read",
          arrange: () => (receiver.status = 422),
          outcome: { kind: "refused", code: "http-422" },
        },
      ],
      shown: () => receiver.taken.map(({ body }) => (JSON.parse(body) as MessageData).data.body),
      pings: () => 0,
      stop: () => receiver.server.stop(),
    };
  },
};
