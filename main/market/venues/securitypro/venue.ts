/** SecurityPro as a venue; and the demo exchange, which speaks the same and has history besides. */
import type { VenueId } from "../../../../preload/contract/instrument.ts";
import type { Channel, Venue, VenueAccess, VenueKind } from "../venue.ts";
import type { PongFrame, SubscribeFrame } from "./messages.ts";
import { parseFrame } from "./parse.ts";
import { fetchCandles, fetchPrice, fetchSymbols } from "./rest.ts";

/** The venue as documented: no history and no list of symbols. */
export const securityPro: VenueKind = {
  id: "securitypro",
  demo: false,
  open: (access) => openVenue("securitypro", access),
};

/** The exchange inside the app. */
export const demoVenue: VenueKind = {
  id: "demo",
  demo: true,
  open: (access) => ({
    ...openVenue("demo", access),
    candles: (symbol, fromMs, toMs, signal) => fetchCandles(access, symbol, fromMs, toMs, signal),
    symbols: (signal) => fetchSymbols(access, signal),
  }),
};

function openVenue(id: VenueId, access: VenueAccess): Venue {
  const { apiKey } = access;
  const inFrame = apiKey !== null && access.keyPlacement === "frame";
  const frames = (op: SubscribeFrame["op"], symbol: string, channels: readonly Channel[]) =>
    channels.map((channel) => {
      const frame: SubscribeFrame = { op, channel, symbol };
      return JSON.stringify(inFrame && op === "subscribe" ? { ...frame, apiKey } : frame);
    });
  return {
    id,
    demo: id === "demo",
    url: shownUrl(access.wsUrl),
    dialUrl: dialUrl(id, access),
    subscribeFrames: (symbol, channels) => frames("subscribe", symbol, channels),
    unsubscribeFrames: (symbol, channels) => frames("unsubscribe", symbol, channels),
    pongFrame(at) {
      // The heartbeat's own time goes back: ours may run behind the venue's, and a pong from the past can be ignored.
      if (!access.sendPong || at === null) return null;
      const frame: PongFrame = { type: "pong", ts: at };
      return JSON.stringify(frame);
    },
    parse: parseFrame,
    price: (symbol, signal) => fetchPrice(access, symbol, signal),
  };
}

function dialUrl(id: VenueId, access: VenueAccess): string | null {
  if (access.apiKey === null) return id === "securitypro" && keyIsNeeded(access.wsUrl) ? null : access.wsUrl;
  if (access.keyPlacement === "frame") return access.wsUrl;
  if (!URL.canParse(access.wsUrl)) return access.wsUrl;
  const url = new URL(access.wsUrl);
  url.searchParams.set("apiKey", access.apiKey);
  return url.href;
}

/** SecurityPro's own servers want a key; somebody's own server or a test's may not. */
function keyIsNeeded(wsUrl: string): boolean {
  if (!URL.canParse(wsUrl)) return false;
  const { hostname } = new URL(wsUrl);
  return hostname === "securitypro.com" || hostname.endsWith(".securitypro.com");
}

/** Without user, password and query: any of these may hold a secret. */
function shownUrl(wsUrl: string): string {
  if (!URL.canParse(wsUrl)) return "(not an address)";
  const url = new URL(wsUrl);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
