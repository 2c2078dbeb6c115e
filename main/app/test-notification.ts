/** What "Send a test notification" does: the real channel, and how it really went. */
import { message } from "../../preload/contract/messages/message.ts";
import type { TestOutcome } from "../../preload/contract/contract.ts";
import type { Channel } from "../delivery/channel.ts";

/** Settles within the channel's own bound, about 10 s. */
export async function testNotification(desktop: Channel): Promise<TestOutcome> {
  const outcome = await desktop.show({
    id: "test",
    title: message("notify.test"),
    body: message("notify.test.what"),
    urgency: "normal",
    actions: ["open"],
    externalId: null,
  });
  if (outcome.state === "shown" || outcome.state === "sent") return { state: "shown", detail: null };
  return { state: outcome.state === "later" ? "failed" : outcome.state, detail: outcome.reason };
}
