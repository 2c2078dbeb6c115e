/** What a person is told of a venue before they choose it. */
import { message } from "../../preload/contract/messages/message.ts";
import type { VenueDescription } from "../../preload/contract/venue.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";

/** What it takes to use it, in a word. */
export function venueNeeds({ demo, needsKey }: Pick<VenueDescription, "demo" | "needsKey">): string {
  if (demo) return message("settings.venue.demo");
  return message(needsKey ? "settings.venue.needs-key" : "settings.venue.needs-nothing");
}

/** How its prices are, where that is less than every trade. */
export function venueLimits({ demo, tellsEveryTrade }: Pick<VenueDescription, "demo" | "tellsEveryTrade">): string {
  return demo || tellsEveryTrade ? "" : message("settings.venue.samples");
}

/** Where a key is kept, as its messages are named. */
export function keyPlace(
  backend: VenueView["apiKeyBackend"],
): "environment" | "memory" | "file" | "basic_text" | "keyring" {
  switch (backend) {
    case "environment":
    case "memory":
    case "file":
    case "basic_text":
      return backend;
    default:
      return "keyring";
  }
}
