/** A venue as a stranger would add one, in one file, with a protocol of its own. */
import type { SessionMessage, VenueSession } from "../../main/market/venues/session.ts";
import type { VenueKind } from "../../main/market/venues/venue.ts";
import type { VenueServer } from "../doubles/venue-server.ts";

/** Prices come as lines of text, `SYMBOL=PRICE`; `["+","SYMBOL"]` asks for them, and `["-","SYMBOL"]` ends that. */
function parseLine(text: string): SessionMessage {
  const [symbol, last] = text.split("=");
  if (symbol === undefined || last === undefined || !/^\d+(?:\.\d+)?$/.test(last))
    return { kind: "rejected", reason: "no-price", symbol: null };
  return {
    kind: "price",
    channel: "ticker",
    symbol,
    last,
    bid: null,
    ask: null,
    lastNumber: Number(last),
    bidNumber: Number.NaN,
    askNumber: Number.NaN,
    size: null,
    tradeId: null,
    at: null,
    faults: 0,
    origin: "live",
    sentAt: null,
  };
}

function toySession(): VenueSession {
  return {
    subscribe: (needs) => Array.from(needs.keys(), (symbol) => JSON.stringify(["+", symbol])),
    unsubscribe: (symbols) => symbols.map((symbol) => JSON.stringify(["-", symbol])),
    probe: () => null,
    parse: parseLine,
  };
}

const unlimited = { max: Number.POSITIVE_INFINITY, perMs: 1_000 };

/** The venue that `server` plays; its only instrument is `BALL`. */
export function toyVenue(server: VenueServer): VenueKind {
  return {
    id: "toy",
    label: "Toy market",
    nameInText: "the toy market",
    demo: false,
    addresses: null,
    fallbackAddresses: [],
    needsKey: false,
    keyHosts: [],
    capabilities: { history: false, symbolList: false },
    tellsEveryTrade: true,
    settings: [],
    firstSymbols: ["BALL"],
    start: () =>
      Promise.resolve({
        wsUrl: server.wsUrl,
        restUrl: server.restUrl,
        stop: () => server.stop(),
      }),
    traits: {
      limits: {
        frames: unlimited,
        streamsPerSocket: 100,
        dials: unlimited,
        rest: unlimited,
        maxSocketAgeMs: null,
        maxFrameBytes: 65_536,
      },
      liveness: { idleMs: 60_000, probeEveryMs: null, probeTimeoutMs: 0, countsPings: false },
      firstPrice: "on-subscribe",
      streams: () => 1,
    },
    open: ({ wsUrl }) => ({
      shownUrl: wsUrl,
      dialUrl: wsUrl,
      rest: { prices: () => Promise.resolve({ ok: true, value: new Map() }) },
      session: toySession,
      closeMeans: () => null,
    }),
  };
}
