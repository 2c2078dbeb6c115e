/** SecurityPro as a venue. It has no history and no list of symbols. */
import type { Channel, Venue, VenueAccess, VenueKind } from "../venue.ts";
import type { PongFrame, SubscribeFrame } from "./messages.ts";
import { parseFrame } from "./parse.ts";
import { fetchPrice } from "./rest.ts";

/** The venue as documented. */
export const securityPro: VenueKind = {
  id: "securitypro",
  label: "SecurityPro",
  nameInText: "SecurityPro",
  demo: false,
  addresses: { wsUrl: "wss://api.securitypro.com/market/ws", restUrl: "https://api.securitypro.com" },
  fallbackAddresses: [],
  needsKey: true,
  keyHosts: ["securitypro.com"],
  capabilities: { history: false, symbolList: false },
  tellsEveryTrade: false,
  settings: [
    {
      kind: "choice",
      name: "keyPlacement",
      label: "Where the key is sent",
      hint: "In each subscription, unless the venue told you otherwise.",
      choices: [
        { value: "frame", label: "Subscription" },
        { value: "query", label: "Address" },
      ],
      bindsKey: true,
    },
    {
      kind: "switch",
      name: "sendPong",
      label: "Answer heartbeats",
      hint: "Sends a pong for each heartbeat, for connections that ask for one.",
    },
  ],
  firstSymbols: ["BTC-USD", "ETH-USD"],
  isMeantUnnamed: true,
  open: (access) => openSession(securityPro, access),
};

/** A venue that speaks SecurityPro's protocol, under its own name. */
export function openSession({ id, demo, keyHosts }: VenueKind, access: VenueAccess): Venue {
  const { apiKey } = access;
  const inFrame = apiKey !== null && access.keyPlacement === "frame";
  const frames = (op: SubscribeFrame["op"], symbol: string, channels: readonly Channel[]) =>
    channels.map((channel) => {
      const frame: SubscribeFrame = { op, channel, symbol };
      return JSON.stringify(inFrame && op === "subscribe" ? { ...frame, apiKey } : frame);
    });
  return {
    id,
    demo,
    url: shownUrl(access.wsUrl),
    dialUrl: dialUrl(keyHosts, access),
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

function dialUrl(hosts: readonly string[], access: VenueAccess): string | null {
  if (access.apiKey === null) return keyIsNeeded(access.wsUrl, hosts) ? null : access.wsUrl;
  if (access.keyPlacement === "frame") return access.wsUrl;
  if (!URL.canParse(access.wsUrl)) return access.wsUrl;
  const url = new URL(access.wsUrl);
  url.searchParams.set("apiKey", access.apiKey);
  return url.href;
}

function keyIsNeeded(wsUrl: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(wsUrl)) return false;
  const { hostname } = new URL(wsUrl);
  return hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`));
}

/** Without user, password and query: any of these may hold a secret. */
function shownUrl(wsUrl: string): string {
  if (!URL.canParse(wsUrl)) return "(not an address)";
  const url = new URL(wsUrl);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
