/** The ways in which the exchange for tests can misbehave. All can be combined and changed while it runs. */

/** `json` is cut short; `prices` are frames that parse and whose prices do not; `oversized` is a text frame of 5 MiB. */
const garbageKinds = ["json", "binary", "utf8", "oversized", "prices", "foreign", "shape"] as const;
export type GarbageKind = (typeof garbageKinds)[number];

export interface Faults {
  /** New connections: nobody listens on the port (`tcp`), or every upgrade is answered with this HTTP status. */
  refuse: "tcp" | number | null;
  /** `Retry-After` header, in seconds, on refused upgrades and REST answers. */
  retryAfterS: number | null;
  /** Sockets stay open and read; nothing at all is sent, pongs and closing handshakes included. */
  stall: boolean;
  /** Kinds of garbage sent in turn between good frames: one for every 16 ticks and one with each heartbeat. */
  garbage: readonly GarbageKind[];
  /** Upgrades succeed and are closed at once with this code; 1006 resets the socket. */
  acceptThenClose: number | null;
  /** Upgrades are answered after this time. */
  slowHandshakeMs: number;
  /** Upgrades are never answered. */
  neverUpgrade: boolean;
  /** Only WebSocket pings are sent, one with each heartbeat that is left out. */
  pingOnly: boolean;
  /** Only heartbeats are sent. */
  heartbeatOnly: boolean;
  /** No heartbeats. */
  noHeartbeat: boolean;
  /** Keys are refused: 401 at the upgrade, an error frame to each subscription (the socket stays open), or a close with 1008. REST answers 401. */
  refuseKey: "upgrade" | "frame" | "close" | null;
  /** Subscribed to without complaint, never sent. */
  silentSymbols: readonly string[];
  /** Answered as unknown. */
  rejectSymbols: readonly string[];
  /** Added to every timestamp sent; 3,600,000 is an exchange one hour ahead. */
  timestampOffsetMs: number;
  /** Price frames say `channel` instead of `type`, as one example in the venue's documentation does. */
  channelOnly: boolean;
  /** Every price frame is sent twice. */
  duplicate: boolean;
  /** REST: this HTTP status for everything, no answer at all (`hang`), or a reset socket (`drop`). */
  rest: number | "hang" | "drop" | null;
}

/** An exchange that behaves. */
export const noFaults: Readonly<Faults> = {
  refuse: null,
  retryAfterS: null,
  stall: false,
  garbage: [],
  acceptThenClose: null,
  slowHandshakeMs: 0,
  neverUpgrade: false,
  pingOnly: false,
  heartbeatOnly: false,
  noHeartbeat: false,
  refuseKey: null,
  silentSymbols: [],
  rejectSymbols: [],
  timestampOffsetMs: 0,
  channelOnly: false,
  duplicate: false,
  rest: null,
};

const badPrices: readonly unknown[] = [
  "",
  "0",
  "abc",
  null,
  "-1",
  "0.00",
  "1e",
  "NaN",
  "Infinity",
  -5,
  0,
  {},
  [],
  true,
];

/** One frame of garbage about `symbol`; `turn` varies it. */
export function garbage(kind: GarbageKind, symbol: string, turn: number): string | Uint8Array {
  switch (kind) {
    case "json":
      return `{"type":"ticker","symbol":"${symbol}","price":"1`;
    case "binary":
      return Uint8Array.from({ length: 64 }, (_, index) => (index * 37 + turn) & 0xff);
    case "utf8":
      // Sent as text by the caller: a client must close such a connection with 1007.
      return Uint8Array.of(0x22, 0xff, 0xfe, 0x22);
    case "oversized":
      return `{"type":"ticker","symbol":"${symbol}","price":"1","pad":"${"x".repeat(5 * 1024 * 1024)}"}`;
    case "prices":
      return JSON.stringify({
        type: turn % 2 === 0 ? "ticker" : "trade",
        symbol,
        price: badPrices[turn % badPrices.length],
        size: "1",
      });
    case "foreign":
      return JSON.stringify({ type: "ticker", symbol: "NOBODY-ASKED", bid: "1", ask: "3", price: "2" });
    case "shape":
      return (
        ["[]", "null", "7", '"ticker"', '{"type":7}', '{"type":"surprise","symbol":"BTC-USD","price":"1"}', "{}"][
          turn % 7
        ] ?? "{}"
      );
  }
}
