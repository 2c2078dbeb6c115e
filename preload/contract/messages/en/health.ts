/** Whether the app does its job, and what does not: what it means for alerts. */
import type { Message } from "../message-types.ts";

export const health = {
  "app-health.everything": "Everything that alerts wait for",
  "app-health.starting": "{what}: not connected yet since Pricebell started. Alerts wait for the first price.",
  "app-health.feed-blind": "{what}: not watched since {time}. Alerts on it cannot fire.",
  "app-health.key-refused": "{what}: the API key is refused or missing. Alerts on it cannot fire until it is entered.",
  "app-health.engine-behind": "Prices arrive and nothing is decided on them. Alerts do not fire. Restart Pricebell.",
  "app-health.engine-late":
    "Pricebell is late by more than {seconds} s, again and again: this computer gives it too little time. Alerts come late.",
  "app-health.delivery-stuck": "{name}: an alert could be sent there and is not. Look into the history for what waits.",
} as const satisfies Record<string, Message>;
