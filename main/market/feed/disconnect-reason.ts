/** Why a socket was given up: what the status says of it, and what it means for the next dial. */
import { networkFailure } from "../../network/failure.ts";
import type { BlindReason } from "../../../preload/contract/event.ts";
import type { RestFailureCode } from "../venues/session.ts";

export interface DisconnectReason {
  readonly code: string;
  readonly message: string;
  readonly because: BlindReason;
  /** The venue refuses the key: dialled again slowly. */
  readonly refused?: boolean;
  /** No dial before this long. */
  readonly retryAfterMs?: number;
  /** The address cannot be used, and another one of the venue's may. */
  readonly isElsewhere?: true;
  /** A frame that could not be read ended it: the reason to count. */
  readonly unreadable?: string;
}

const regionRetryMs = 120_000;
const banRetryMs = 120_000;
const rateRetryMs = 30_000;

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
  isElsewhere: true,
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
export const settingsChanged: DisconnectReason = {
  code: "settings-changed",
  message: "The address or the key was changed.",
  because: "disconnected",
};

/**
 * The venue answered the handshake with something else than a switch of protocols. `means`: what the venue says of that status;
 * null where it says nothing.
 */
export function httpRefused(
  status: number,
  retryAfter: number | null,
  means: RestFailureCode | null,
): DisconnectReason {
  const code = `http-${status}`;
  const words = `HTTP ${status}`;
  if (means === "key-refused") {
    return { code, message: `The venue refused the key (${words}).`, because: "key-refused", refused: true };
  }
  if (status === 451) return meaning("region", code, words, retryAfter);
  if (means !== null) return meaning(means, code, words, retryAfter);
  const reason: DisconnectReason = { code, message: `The venue answered HTTP ${status}.`, because: "disconnected" };
  return (status === 429 || status === 503) && retryAfter !== null ? { ...reason, retryAfterMs: retryAfter } : reason;
}

/** The socket closed. 1000 too is a loss: we did not ask for it. `means`: what the venue says of that code; null: nothing. */
export function closedByVenue(closeCode: number, reason: string, means: RestFailureCode | null): DisconnectReason {
  const code = `close-${closeCode}`;
  const words = `${closeCode}${reason === "" ? "" : `: ${reason}`}`;
  if (means === "key-refused") {
    const message = `The venue closed the connection because of the key (${words}).`;
    return { code, message, because: "key-refused", refused: true };
  }
  if (means !== null) return meaning(means, code, words, null);
  const message = closeCode === 1006 ? "The connection broke off." : `The venue closed the connection (${words}).`;
  return { code, message, because: "disconnected" };
}

/** Which delay before the next dial, and which words, what a venue means asks for. */
function meaning(
  means: Exclude<RestFailureCode, "key-refused">,
  code: string,
  words: string,
  retryAfter: number | null,
): DisconnectReason {
  const { text, retryAfterMs } = meanings[means];
  const waitMs = retryAfter ?? retryAfterMs;
  const reason: DisconnectReason = { code, message: `${text} (${words}).`, because: "disconnected" };
  return waitMs === null ? reason : { ...reason, retryAfterMs: waitMs };
}

const meanings: Readonly<
  Record<Exclude<RestFailureCode, "key-refused">, { readonly text: string; readonly retryAfterMs: number | null }>
> = {
  "rate-limited": { text: "The venue was sent too much and ended the connection", retryAfterMs: rateRetryMs },
  banned: { text: "The venue has banned this network address for a while", retryAfterMs: banRetryMs },
  region: { text: "The venue is not available in your region", retryAfterMs: regionRetryMs },
  forbidden: {
    text: "A firewall in front of the venue refused the connection; no key is needed there",
    retryAfterMs: null,
  },
  maintenance: { text: "The venue is not in service at the moment", retryAfterMs: null },
  "unknown-symbol": { text: "The venue does not know an instrument that it was asked for", retryAfterMs: null },
  unreachable: { text: "The venue cannot be reached", retryAfterMs: null },
  invalid: { text: "The venue did not understand what it was sent", retryAfterMs: null },
};

/** The socket failed: the network, or a frame that the protocol forbids. */
export function socketFailed(fault: Error, host: string): DisconnectReason {
  const known = networkFailure(fault, host);
  if (known !== null) {
    // A proxy is in the way to every address.
    const isElsewhere = known.code.startsWith("proxy") ? {} : ({ isElsewhere: true } as const);
    return { ...known, because: "disconnected", ...isElsewhere };
  }
  const code = "code" in fault && typeof fault.code === "string" ? fault.code : "";
  if (code.startsWith("WS_ERR")) {
    const message = "The venue sent a frame that cannot be read.";
    const unreadable = code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" ? "frame-too-large" : "frame-malformed";
    return { code: "frame-unreadable", message, because: "disconnected", unreadable };
  }
  const words = code === "" ? fault.message : code;
  return {
    code: "unreachable",
    message: `The venue cannot be reached (${words}).`,
    because: "disconnected",
    isElsewhere: true,
  };
}
