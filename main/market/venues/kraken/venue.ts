/** Kraken (spot): market data without an account, over WebSocket v2. */
import { keylessCloseMeans } from "../keyless-close.ts";
import { shownUrl } from "../shown-url.ts";
import type { VenueTraits } from "../session.ts";
import type { VenueKind } from "../venue.ts";
import { KrakenNames } from "./names.ts";
import { KrakenRest, pairsPerRequest } from "./rest.ts";
import { KrakenSession } from "./session.ts";

/**
 * Below what is documented (150 dials in ten minutes from one address, and after a maintenance at most one in 5 s: a second more for
 * the way there, of all sockets together) or was observed (REST about one a second; the rate of messages is not told, and a complaint of it loses
 * some of them).
 */
const traits: VenueTraits = {
  limits: {
    frames: { max: 2, perMs: 1_000 },
    // All pairs fit on one socket, by the venue's own word, and five more frames are sent sooner than another socket may be dialled.
    // Not all of them together: fewer lose less when it ends.
    streamsPerSocket: 1_000,
    dials: { max: 1, perMs: 6_000 },
    rest: { max: 1, perMs: 1_000 },
    maxSocketAgeMs: null,
    maxFrameBytes: 1024 * 1024,
  },
  // A heartbeat a second, where nothing else comes and something is subscribed.
  liveness: { idleMs: 15_000, probeEveryMs: 20_000, probeTimeoutMs: 10_000, countsPings: false },
  firstPrice: "on-subscribe",
  streams: ({ quotes }) => (quotes ? 2 : 1),
  pricesPerRequest: pairsPerRequest,
};

export const kraken: VenueKind = {
  id: "kraken",
  label: "Kraken",
  nameInText: "Kraken",
  demo: false,
  addresses: { wsUrl: "wss://ws.kraken.com/v2", restUrl: "https://api.kraken.com" },
  fallbackAddresses: [],
  needsKey: false,
  keyHosts: [],
  capabilities: { history: true, symbolList: true },
  tellsEveryTrade: true,
  settings: [],
  firstSymbols: ["BTC-USD", "ETH-USD"],
  traits,
  open({ wsUrl, gate, listed }) {
    const names = new KrakenNames(gate, listed);
    return {
      shownUrl: shownUrl(wsUrl),
      dialUrl: wsUrl,
      rest: new KrakenRest(gate, names),
      session: () => new KrakenSession((symbol) => names.wireOf(symbol)),
      closeMeans: keylessCloseMeans,
    };
  },
};
