/** Why a socket was given up, case by case: what is told, whose fault it is, and when and where the next dial is made. */
import { describe, expect, test } from "vitest";
import * as reasons from "../../../main/market/feed/disconnect-reason.ts";
import type { RestFailureCode } from "../../../main/market/venues/session.ts";
import { ProxyUnsupported } from "../../../main/network/failure.ts";

test.each<[string, reasons.DisconnectReason, object]>([
  [
    "an address that is none",
    reasons.addressRejected,
    { code: "address-invalid", message: "The venue's address is not a WebSocket address.", because: "disconnected" },
  ],
  [
    "no answer to the handshake",
    reasons.handshakeFailed,
    {
      code: "handshake-timeout",
      message: "The venue did not answer within 10 s.",
      because: "disconnected",
      tryNextAddress: true,
    },
  ],
  ["a sleep", reasons.machineSlept, { code: "woke", message: "The machine was asleep.", because: "asleep" }],
  ["nothing watched", reasons.stopped, { code: "stopped", message: "Nothing is watched.", because: "disconnected" }],
  [
    "other settings",
    reasons.settingsChanged,
    { code: "settings-changed", message: "The address or the key was changed.", because: "disconnected" },
  ],
  [
    "silence, in whole seconds",
    reasons.fellSilent(15_499),
    { code: "venue-silent", message: "The venue was silent for 15 s.", because: "venue-silent" },
  ],
  [
    "a refusal in words",
    reasons.refusal("No such key"),
    { code: "key-refused", message: "No such key", because: "key-refused", refused: true },
  ],
  [
    "a wish",
    reasons.reconnectRequested("Asked to"),
    { code: "reconnect", message: "Asked to", because: "disconnected" },
  ],
])("%s", (_what, reason, expected) => {
  // Messages are worded in the language of the moment: read one by one.
  expect({ ...reason, message: reason.message }).toEqual(expected);
});

describe("a handshake that was answered with", () => {
  test.each<[number, number | null, RestFailureCode | null, object]>([
    [500, null, null, { message: "The venue answered HTTP 500." }],
    [500, 9, null, { message: "The venue answered HTTP 500." }],
    [429, 9, null, { message: "The venue answered HTTP 429.", retryAfterMs: 9 }],
    [503, 9, null, { message: "The venue answered HTTP 503.", retryAfterMs: 9 }],
    [429, null, null, { message: "The venue answered HTTP 429." }],
    [503, null, null, { message: "The venue answered HTTP 503." }],
    [451, null, null, { message: "The venue is not available in your region (HTTP 451).", retryAfterMs: 120_000 }],
    [451, 7, "forbidden", { message: "The venue is not available in your region (HTTP 451).", retryAfterMs: 7 }],
    [
      429,
      null,
      "rate-limited",
      { message: expect.stringMatching(/sent too much .*HTTP 429/) as string, retryAfterMs: 30_000 },
    ],
    [418, null, "banned", { message: expect.stringMatching(/has banned .*HTTP 418/) as string, retryAfterMs: 120_000 }],
    [418, 5_000, "banned", { message: expect.stringMatching(/has banned/) as string, retryAfterMs: 5_000 }],
    [403, null, "forbidden", { message: expect.stringMatching(/firewall .*HTTP 403/) as string }],
    [503, null, "maintenance", { message: expect.stringMatching(/not in service .*HTTP 503/) as string }],
    [503, 4, "maintenance", { message: expect.stringMatching(/not in service/) as string, retryAfterMs: 4 }],
  ])("%i, retry after %j, which means %j", (status, retryAfter, means, expected) => {
    const reason = reasons.httpRefused(status, retryAfter, means);
    expect(reason).toEqual({ code: `http-${status}`, because: "disconnected", ...expected });
  });

  test("a refusal of the key is one", () => {
    expect(reasons.httpRefused(401, 9, "key-refused")).toEqual({
      code: "http-401",
      message: "The venue refused the key (HTTP 401).",
      because: "key-refused",
      refused: true,
    });
  });
});

describe("a socket that was closed with", () => {
  test.each<[number, string, RestFailureCode | null, object]>([
    [1000, "", null, { message: "The venue closed the connection (1000)." }],
    [1001, "bye", null, { message: "The venue closed the connection (1001: bye)." }],
    [1006, "", null, { message: "The connection broke off." }],
    [1006, "x", "maintenance", { message: "The venue is not in service at the moment (1006: x)." }],
    [
      1008,
      "slow down",
      "rate-limited",
      { message: expect.stringContaining("1008: slow down") as string, retryAfterMs: 30_000 },
    ],
    [1013, "", "unreachable", { message: "The venue cannot be reached (1013)." }],
    [1007, "", "invalid", { message: "The venue did not understand what it was sent (1007)." }],
    [1007, "", "unknown-symbol", { message: expect.stringMatching(/does not know an instrument/) as string }],
  ])("%i %j, which means %j", (code, words, means, expected) => {
    expect(reasons.closedByVenue(code, words, means)).toEqual({
      code: `close-${code}`,
      because: "disconnected",
      ...expected,
    });
  });

  test("a refusal of the key is one", () => {
    expect(reasons.closedByVenue(4001, "no", "key-refused")).toEqual({
      code: "close-4001",
      message: "The venue closed the connection because of the key (4001: no).",
      because: "key-refused",
      refused: true,
    });
  });
});

describe("a socket that failed by", () => {
  const failed = (message: string, code?: unknown): Error => Object.assign(new Error(message), { code });
  test.each<[string, Error, object]>([
    [
      "the network",
      failed("connect ECONNREFUSED", "ECONNREFUSED"),
      { code: "unreachable", message: "The venue cannot be reached (ECONNREFUSED).", tryNextAddress: true },
    ],
    [
      "something without a code",
      failed("odd", 5),
      { code: "unreachable", message: "The venue cannot be reached (odd).", tryNextAddress: true },
    ],
    [
      "a frame that is too long",
      failed("x", "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"),
      {
        code: "frame-unreadable",
        message: "The venue sent a frame that cannot be read.",
        unreadable: "frame-too-large",
      },
    ],
    [
      "a frame that is none",
      failed("x", "WS_ERR_INVALID_UTF8"),
      {
        code: "frame-unreadable",
        message: "The venue sent a frame that cannot be read.",
        unreadable: "frame-malformed",
      },
    ],
    [
      "a certificate: another address may have a good one",
      failed("x", "CERT_HAS_EXPIRED"),
      { code: "certificate-invalid", message: expect.stringContaining("venue.test") as string, tryNextAddress: true },
    ],
    [
      "a proxy, which stands before every address",
      new ProxyUnsupported("system", "socks5"),
      { code: "proxy-unsupported", message: expect.stringContaining("socks5") as string },
    ],
  ])("%s", (_what, fault, expected) => {
    expect(reasons.socketFailed(fault, "venue.test")).toEqual({ because: "disconnected", ...expected });
  });
});
