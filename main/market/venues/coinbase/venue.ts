/** Coinbase Exchange: market data without an account. */
import { keylessCloseMeans } from "../keyless-close.ts";
import { shownUrl } from "../shown-url.ts";
import type { VenueTraits } from "../session.ts";
import type { VenueKind } from "../venue.ts";
import { CoinbaseRest } from "./rest.ts";
import { CoinbaseSession } from "./session.ts";

/** Below what is documented (connections 8/s, REST 10/s), or was seen to end a socket (more than some 300 products). */
const traits: VenueTraits = {
  limits: {
    frames: { max: 4, perMs: 1_000 },
    streamsPerSocket: 250,
    dials: { max: 4, perMs: 1_000 },
    rest: { max: 8, perMs: 1_000 },
    maxSocketAgeMs: null,
    maxFrameBytes: 1024 * 1024,
  },
  // Each product has a heartbeat a second.
  liveness: { idleMs: 15_000, probeEveryMs: null, probeTimeoutMs: 10_000, countsPings: false },
  firstPrice: "on-subscribe",
  // The limit is of products, whatever is asked of each.
  streams: () => 1,
};

export const coinbase: VenueKind = {
  id: "coinbase",
  label: "Coinbase Exchange",
  nameInText: "Coinbase Exchange",
  demo: false,
  addresses: { wsUrl: "wss://ws-feed.exchange.coinbase.com", restUrl: "https://api.exchange.coinbase.com" },
  fallbackAddresses: [],
  needsKey: false,
  keyHosts: [],
  capabilities: { history: true, symbolList: true },
  tellsEveryTrade: true,
  settings: [],
  firstSymbols: ["BTC-USD", "ETH-USD"],
  traits,
  open: ({ wsUrl, gate }) => ({
    shownUrl: shownUrl(wsUrl),
    dialUrl: wsUrl,
    rest: new CoinbaseRest({ gate }),
    session: () => new CoinbaseSession(),
    closeMeans: keylessCloseMeans,
  }),
};
