/** What "Send a test notification" does: the real channel, and how it really went. */
import type { TestOutcome } from "../../preload/contract/contract.ts";
import type { Channel } from "../delivery/channel.ts";

/** Settles within the channel's own bound, about 10 s. */
export async function testNotification(desktop: Channel): Promise<TestOutcome> {
  const outcome = await desktop.show({
    id: "test",
    title: "Pricebell can reach you",
    body: "This is how an alert will look.",
    urgency: "normal",
    actions: ["open"],
    externalId: null,
  });
  return { state: outcome.state, detail: outcome.state === "shown" ? null : outcome.reason };
}
