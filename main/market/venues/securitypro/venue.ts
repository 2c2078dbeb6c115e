/** SecurityPro as a venue. It has no history and no list of symbols. */
import { message } from "../../../../preload/contract/messages/message.ts";
import type { OpenedVenue, OpenOptions, VenueTraits } from "../session.ts";
import { keylessCloseMeans } from "../keyless-close.ts";
import { shownUrl } from "../shown-url.ts";
import type { VenueKind } from "../venue.ts";
import { fetchPrices } from "./rest.ts";
import { SecurityProSession } from "./session.ts";

const unlimited = { max: Number.POSITIVE_INFINITY, perMs: 1_000 } as const;

/** Its documentation names no limits; the delays between dials are those that it asks for. */
export const securityProTraits: VenueTraits = {
  limits: {
    frames: unlimited,
    streamsPerSocket: Number.POSITIVE_INFINITY,
    dials: unlimited,
    rest: unlimited,
    maxSocketAgeMs: null,
    maxFrameBytes: 1024 * 1024,
  },
  liveness: { idleMs: null, probeEveryMs: null, probeTimeoutMs: 0, countsPings: false },
  firstPrice: "by-rest",
  streams: (need) => (need.size ? 2 : 1),
};

/**
 * Statuses of a refused handshake, and close codes: 1008 is "policy violation" (RFC 6455), the others are what servers use for
 * their own 401 and 403.
 */
const refusalCodes: ReadonlySet<number> = new Set([401, 403, 1008, 4001, 4003, 4401, 4403]);

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
      get label() {
        return message("securitypro.key-placement");
      },
      get hint() {
        return message("securitypro.key-placement.hint");
      },
      choices: [
        {
          value: "frame",
          get label() {
            return message("securitypro.key-placement.frame");
          },
        },
        {
          value: "query",
          get label() {
            return message("securitypro.key-placement.query");
          },
        },
      ],
      bindsKey: true,
    },
    {
      kind: "switch",
      name: "sendPong",
      get label() {
        return message("securitypro.answer-heartbeats");
      },
      get hint() {
        return message("securitypro.answer-heartbeats.hint");
      },
    },
  ],
  firstSymbols: ["BTC-USD", "ETH-USD"],
  isDefault: true,
  traits: securityProTraits,
  open: (options) => openSecurityPro(securityPro, options),
};

/** A venue that speaks SecurityPro's protocol, under its own name. */
export function openSecurityPro({ keyHosts, needsKey }: VenueKind, options: OpenOptions): OpenedVenue {
  return {
    shownUrl: shownUrl(options.wsUrl),
    dialUrl: dialUrl(keyHosts, options),
    rest: { prices: (symbols, signal) => fetchPrices(options, symbols, signal) },
    session: () => new SecurityProSession(options),
    closeMeans: needsKey ? (code) => (refusalCodes.has(code) ? "key-refused" : null) : keylessCloseMeans,
  };
}

function dialUrl(hosts: readonly string[], access: OpenOptions): string | null {
  if (access.apiKey === null) return keyIsNeeded(access.wsUrl, hosts) ? null : access.wsUrl;
  if (access.values["keyPlacement"] !== "query") return access.wsUrl;
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
