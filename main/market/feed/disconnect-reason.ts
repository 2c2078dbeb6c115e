/** Why a socket was given up: what the status says of it, and what it means for the next dial. */
import { message } from "../../../preload/contract/messages/message.ts";
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
  readonly tryNextAddress?: true;
  /** A frame that could not be read ended it: the reason to count. */
  readonly unreadable?: string;
}

const regionRetryMs = 120_000;
const banRetryMs = 120_000;
const rateRetryMs = 30_000;

/** The error that is thrown for it quotes the address, which may carry the key. */
export const addressRejected: DisconnectReason = {
  code: "address-invalid",
  get message() {
    return message("lost.address-invalid");
  },
  because: "disconnected",
};

export const handshakeFailed: DisconnectReason = {
  code: "handshake-timeout",
  get message() {
    return message("lost.no-answer", { seconds: 10 });
  },
  because: "disconnected",
  tryNextAddress: true,
};

export const machineSlept: DisconnectReason = {
  code: "woke",
  get message() {
    return message("lost.slept");
  },
  because: "asleep",
};

export const stopped: DisconnectReason = {
  code: "stopped",
  get message() {
    return message("lost.stopped");
  },
  because: "disconnected",
};

/** Nothing was accepted for as long as three heartbeats may take. */
export function fellSilent(watchdogMs: number): DisconnectReason {
  const seconds = Math.round(watchdogMs / 1000);
  return { code: "venue-silent", message: message("lost.silent", { seconds }), because: "venue-silent" };
}

/** The venue said in words, in a frame or by REST, that it refuses the key. */
export function refusal(text: string): DisconnectReason {
  return { code: "key-refused", message: text, because: "key-refused", refused: true };
}

/** A person, or proof that the venue is silent about what it trades, asks for another socket. */
export function reconnectRequested(text: string): DisconnectReason {
  return { code: "reconnect", message: text, because: "disconnected" };
}

/** Another address or key is to be used from here on. */
export const settingsChanged: DisconnectReason = {
  code: "settings-changed",
  get message() {
    return message("lost.settings-changed");
  },
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
    return { code, message: message("lost.key-refused", { reason: words }), because: "key-refused", refused: true };
  }
  if (status === 451) return meaning("region", code, words, retryAfter);
  if (means !== null) return meaning(means, code, words, retryAfter);
  const reason: DisconnectReason = { code, message: message("lost.http", { status }), because: "disconnected" };
  return (status === 429 || status === 503) && retryAfter !== null ? { ...reason, retryAfterMs: retryAfter } : reason;
}

/** The socket closed. 1000 too is a loss: we did not ask for it. `means`: what the venue says of that code; null: nothing. */
export function closedByVenue(closeCode: number, reason: string, means: RestFailureCode | null): DisconnectReason {
  const code = `close-${closeCode}`;
  const words = `${closeCode}${reason === "" ? "" : `: ${reason}`}`;
  if (means === "key-refused") {
    const text = message("lost.closed-for-key", { reason: words });
    return { code, message: text, because: "key-refused", refused: true };
  }
  if (means !== null) return meaning(means, code, words, null);
  const text = closeCode === 1006 ? message("lost.broke-off") : message("lost.closed", { reason: words });
  return { code, message: text, because: "disconnected" };
}

/** Which delay before the next dial, and which words, what a venue means asks for. */
function meaning(
  means: Exclude<RestFailureCode, "key-refused">,
  code: string,
  words: string,
  retryAfter: number | null,
): DisconnectReason {
  const waitMs = retryAfter ?? retryDelaysMs[means];
  const text = message(`lost.means.${means}`, { reason: words });
  const reason: DisconnectReason = { code, message: text, because: "disconnected" };
  return waitMs === null ? reason : { ...reason, retryAfterMs: waitMs };
}

const retryDelaysMs: Readonly<Record<Exclude<RestFailureCode, "key-refused">, number | null>> = {
  "rate-limited": rateRetryMs,
  banned: banRetryMs,
  region: regionRetryMs,
  forbidden: null,
  maintenance: null,
  "unknown-symbol": null,
  unreachable: null,
  invalid: null,
};

/** The socket failed: the network, or a frame that the protocol forbids. */
export function socketFailed(fault: Error, host: string): DisconnectReason {
  const known = networkFailure(fault, host);
  if (known !== null) {
    // A proxy is in the way to every address.
    const tryNextAddress = known.code.startsWith("proxy") ? {} : ({ tryNextAddress: true } as const);
    return { ...known, because: "disconnected", ...tryNextAddress };
  }
  const code = "code" in fault && typeof fault.code === "string" ? fault.code : "";
  if (code.startsWith("WS_ERR")) {
    const unreadable = code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" ? "frame-too-large" : "frame-malformed";
    return { code: "frame-unreadable", message: message("lost.frame-unreadable"), because: "disconnected", unreadable };
  }
  const reason = code === "" ? fault.message : code;
  return {
    code: "unreachable",
    message: message("lost.unreachable", { reason }),
    because: "disconnected",
    tryNextAddress: true,
  };
}
