/** Why a socket was given up: what the status says of it, and what it means for the next dial. */
import { networkFailure } from "../../network/failure.ts";
import type { BlindReason } from "../../../preload/contract/event.ts";

export interface DisconnectReason {
  readonly code: string;
  readonly message: string;
  readonly because: BlindReason;
  /** The venue refuses the key: dialled again slowly. */
  readonly refused?: boolean;
  /** No dial before this long. */
  readonly retryAfterMs?: number;
  /** A frame that could not be read ended it: the reason to count. */
  readonly unreadable?: string;
}

const regionRetryMs = 120_000;
/** 1008 is "policy violation" (RFC 6455); the others are what servers use for their own 401 and 403. */
const refusalCloseCodes: ReadonlySet<number> = new Set([1008, 4001, 4003, 4401, 4403]);

/** The error that is thrown for it quotes the address, which may carry the key. */
export const addressRejected: DisconnectReason = {
  code: "address-invalid",
  message: "The venue's address is not a WebSocket address.",
  because: "disconnected",
};

export const handshakeFailed: DisconnectReason = {
  code: "handshake-timeout",
  message: "The venue did not answer within 10 s.",
  because: "disconnected",
};

export const machineSlept: DisconnectReason = { code: "woke", message: "The machine was asleep.", because: "asleep" };

export const stopped: DisconnectReason = { code: "stopped", message: "Nothing is watched.", because: "disconnected" };

/** Nothing was accepted for as long as three heartbeats may take. */
export function fellSilent(watchdogMs: number): DisconnectReason {
  const message = `The venue was silent for ${Math.round(watchdogMs / 1000)} s.`;
  return { code: "venue-silent", message, because: "venue-silent" };
}

/** The venue said in words, in a frame or by REST, that it refuses the key. */
export function refusal(message: string): DisconnectReason {
  return { code: "key-refused", message, because: "key-refused", refused: true };
}

/** A person, or proof that the venue is silent about what it trades, asks for another socket. */
export function reconnectRequested(message: string): DisconnectReason {
  return { code: "reconnect", message, because: "disconnected" };
}

/** Another address or key is to be used from here on. */
export function settingsChanged(because: BlindReason): DisconnectReason {
  return { code: "settings-changed", message: "The address or the key was changed.", because };
}

/** The venue answered the handshake with something else than a switch of protocols. */
export function httpRefused(status: number, retryAfter: number | null): DisconnectReason {
  const code = `http-${status}`;
  if (status === 401 || status === 403) {
    return { code, message: `The venue refused the key (HTTP ${status}).`, because: "key-refused", refused: true };
  }
  if (status === 451) {
    const message = "The venue is not available in your region (HTTP 451).";
    return { code, message, because: "disconnected", retryAfterMs: regionRetryMs };
  }
  const disconnectReason: DisconnectReason = {
    code,
    message: `The venue answered HTTP ${status}.`,
    because: "disconnected",
  };
  return (status === 429 || status === 503) && retryAfter !== null
    ? { ...disconnectReason, retryAfterMs: retryAfter }
    : disconnectReason;
}

/** The socket closed. 1000 too is a loss: we did not ask for it. */
export function closedByVenue(code: number, reason: string): DisconnectReason {
  const words = reason === "" ? "" : `: ${reason}`;
  if (refusalCloseCodes.has(code)) {
    const message = `The venue closed the connection because of the key (${code}${words}).`;
    return { code: `close-${code}`, message, because: "key-refused", refused: true };
  }
  const message = code === 1006 ? "The connection broke off." : `The venue closed the connection (${code}${words}).`;
  return { code: `close-${code}`, message, because: "disconnected" };
}

/** The socket failed: the network, or a frame that the protocol forbids. */
export function socketFailed(fault: Error, host: string): DisconnectReason {
  const known = networkFailure(fault, host);
  if (known !== null) return { ...known, because: "disconnected" };
  const code = "code" in fault && typeof fault.code === "string" ? fault.code : "";
  if (code.startsWith("WS_ERR")) {
    const message = "The venue sent a frame that cannot be read.";
    const unreadable = code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" ? "frame-too-large" : "frame-malformed";
    return { code: "frame-unreadable", message, because: "disconnected", unreadable };
  }
  const words = code === "" ? fault.message : code;
  return { code: "unreachable", message: `The venue cannot be reached (${words}).`, because: "disconnected" };
}
