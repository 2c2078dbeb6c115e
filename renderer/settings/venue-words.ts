/** What a person is told of a venue before they choose it. */
import type { VenueDescription } from "../../preload/contract/venue.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";

/** What it takes to use it, in a word. */
export function venueNeeds({ demo, needsKey }: Pick<VenueDescription, "demo" | "needsKey">): string {
  if (demo) return "Made-up prices, to try things out. Needs no network.";
  return needsKey ? "Needs an API key." : "Needs no account.";
}

/** How its prices are, where that is less than every trade. */
export function venueLimits({ demo, tellsEveryTrade }: Pick<VenueDescription, "demo" | "tellsEveryTrade">): string {
  return demo || tellsEveryTrade ? "" : "Its prices are samples: what a price touched between two of them is not seen.";
}

/** Where a key is kept, as the end of a sentence. */
export function keyPlace(backend: VenueView["apiKeyBackend"]): string {
  switch (backend) {
    case "environment":
      return "from the environment of this run";
    case "memory":
      return "until Pricebell ends: it is not written down";
    case "file":
      return "in a file only you can read";
    case "basic_text":
      return "on this computer, but not encrypted: there is no keyring here";
    default:
      return "in this computer's keyring";
  }
}
