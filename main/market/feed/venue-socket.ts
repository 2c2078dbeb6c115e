/**
 * One socket to a venue, from its dial to its end: frames become text or a reason why they cannot be read, its end becomes a
 * loss. Given up, it has nothing more to say: what a dead socket still emits must not reach whoever has dialled the next.
 */
import { message } from "../../../preload/contract/messages/message.ts";
import { isUtf8 } from "node:buffer";
import type { WebSocket } from "ws";
import { dialWebSocket, type WebSocketOptions } from "../../network/web-socket.ts";
import { takeWholeTexts } from "../../network/whole-texts.ts";
import { closedByVenue, socketFailed, httpRefused, type DisconnectReason } from "./disconnect-reason.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { RestFailureCode } from "../venues/session.ts";

/** How long a venue may take to answer the dial. */
export const handshakeMs = 10_000;

const socketOptions: Omit<WebSocketOptions, "maxPayload"> & { closeTimeout: number } = {
  // A server that accepts compression costs forty times the CPU.
  perMessageDeflate: false,
  // A second line: the owner measures the handshake too, from the dial on, however slowly bytes come in meanwhile.
  handshakeTimeout: handshakeMs,
  closeTimeout: 2_000,
  // Checked below, and cheaply: a frame of bad bytes is counted and costs no connection.
  skipUTF8Validation: true,
};
/** What bad bytes become in a string. */
const replacement = "\uFFFD";

/** None of these is called once the socket is given up. */
export interface SocketOwner {
  onOpen(): void;
  /** The venue dated its answer to the handshake so, milliseconds; before {@link onOpen}. */
  onDated(atMs: number): void;
  /** `bytes` are those that `text` was decoded from; theirs is the socket's memory, so they must not be kept. */
  onText(text: string, bytes: Uint8Array): void;
  /** A WebSocket ping, which is answered already. */
  onPing(): void;
  /** A frame that cannot be text: counted by reason. */
  onUnreadable(reason: string): void;
  /** It is over. The socket does not give itself up. */
  onLost(disconnectReason: DisconnectReason): void;
  /** For a `Retry-After` that is a date. */
  wallMs(): number;
  /** What a close code or the status of a refused handshake means with this venue; null: nothing more than the code says. */
  closeMeans(code: number, reason: string): RestFailureCode | null;
}

export class VenueSocket {
  readonly #socket: WebSocket;
  #owner: SocketOwner | null;

  /** Dials; a frame longer than `maxFrameBytes` ends the socket. Throws where `address` is no WebSocket address; the error's words quote it, and it may carry the key. */
  constructor(address: string, owner: SocketOwner, maxFrameBytes: number) {
    this.#owner = owner;
    this.#socket = dialWebSocket(address, { ...socketOptions, maxPayload: maxFrameBytes });
    this.#listen(maxFrameBytes);
  }

  /** False where it is not open: nothing is queued. */
  send(text: string): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  /** At once, without a close frame: on a dead network `close()` would wait for seconds and then report its end. */
  giveUp(): void {
    this.#owner = null;
    this.#socket.terminate();
  }

  #listen(maxFrameBytes: number): void {
    const socket = this.#socket;
    let fault: Error | null = null;
    socket.on("upgrade", ({ headers: { date }, socket: stream }) => {
      const atMs = date === undefined ? Number.NaN : Date.parse(date);
      if (!Number.isNaN(atMs)) this.#owner?.onDated(atMs);
      // Whatever is left to `ws` comes as a message below.
      socket.once("open", () => takeWholeTexts(stream, maxFrameBytes, (bytes) => this.#onText(bytes)));
    });
    socket.on("open", () => this.#owner?.onOpen());
    socket.on("message", (data, isBinary) => {
      if (isBinary) this.#owner?.onUnreadable("frame-binary");
      else this.#onText(data as Buffer);
    });
    socket.on("ping", () => this.#owner?.onPing());
    socket.on("unexpected-response", (request, response) => {
      response.resume();
      request.destroy();
      const owner = this.#owner;
      const { "retry-after": retryAfter, date } = response.headers;
      const status = response.statusCode ?? 0;
      owner?.onLost(httpRefused(status, retryAfterMs(retryAfter, date, owner.wallMs()), owner.closeMeans(status, "")));
      socket.terminate();
    });
    // Stays for good: a socket that is terminated while dialling still emits an error, which unheard would end the process.
    socket.on("error", (error) => {
      fault = error;
    });
    socket.on("close", (code, reason) => {
      const owner = this.#owner;
      if (owner === null) return;
      const words = reason.toString();
      const disconnectReason =
        fault === null
          ? closedByVenue(code, words, owner.closeMeans(code, words))
          : socketFailed(fault, URL.parse(socket.url)?.hostname ?? message("network.the-venue"));
      if (disconnectReason.unreadable !== undefined) owner.onUnreadable(disconnectReason.unreadable);
      this.#owner?.onLost(disconnectReason);
    });
  }

  #onText(bytes: Buffer): void {
    const owner = this.#owner;
    if (owner === null) return;
    const text = bytes.toString();
    if (text.includes(replacement) && !isUtf8(bytes)) owner.onUnreadable("utf8-invalid");
    else owner.onText(text, bytes);
  }
}
