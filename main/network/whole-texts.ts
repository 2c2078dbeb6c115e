/**
 * Takes text messages that lie whole within one read of the network, before `ws` sees them. `ws` makes six views of a read for each of its
 * frames, which is half of what receiving a short message costs; here it is one.
 *
 * All else stays with `ws`, byte for byte and in its order: the handshake, pings, what is binary, and a message that goes on in the next
 * read. A close, a message in fragments, and whatever `ws` may refuse give the reading back to it for good.
 * Source of the layout of frames: RFC 6455, 5.2.
 */
import type { Duplex } from "node:stream";

/** First bytes of frames that come whole and without an extension. */
const [text, binary, ping, pong] = [0x81, 0x82, 0x89, 0x8a];
/** The second byte is the length up to 125. These say that it is in the next two or eight bytes; more would mean a mask. */
const [inTwoBytes, inEightBytes] = [126, 127];
const noBytes = Buffer.alloc(0);

type OnData = (this: Duplex, chunk: Buffer) => void;

/**
 * `socket`: the one of a `ws` client that is open since just now, without compression, and with `skipUTF8Validation`, for nothing is
 * validated here. `onText` is called with each message, at most `maxBytes` long, whose bytes are the read's: they must not be kept.
 * False, and nothing is taken, where `ws` does not listen as we know it to: then every message is its own.
 */
export function takeWholeTexts(socket: Duplex, maxBytes: number, onText: (bytes: Buffer) => void): boolean {
  const [toWs, ...others] = socket.listeners("data") as OnData[];
  if (toWs === undefined || others.length > 0) return false;
  const texts = new WholeTexts(maxBytes, onText, (bytes) => toWs.call(socket, bytes));
  const onData = (chunk: Buffer): void => {
    const refused = texts.read(chunk);
    if (refused === null) return;
    socket.off("data", onData);
    // Back in its place first: `ws` takes its listener away itself where it ends.
    socket.on("data", toWs);
    toWs.call(socket, refused);
  };
  socket.off("data", toWs);
  socket.on("data", onData);
  return true;
}

class WholeTexts {
  readonly #maxBytes: number;
  readonly #onText: (bytes: Buffer) => void;
  readonly #passOn: (bytes: Buffer) => void;
  /** Bytes that are still to come of a frame that was passed on. */
  #owed = 0;
  /** The beginning of a frame from which its length cannot be told yet. */
  #held: Buffer = noBytes;

  constructor(maxBytes: number, onText: (bytes: Buffer) => void, passOn: (bytes: Buffer) => void) {
    this.#maxBytes = maxBytes;
    this.#onText = onText;
    this.#passOn = passOn;
  }

  /** Null; or, where it is to read nothing any more, what is left of the read. */
  read(chunk: Buffer): Buffer | null {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = bytes.length;
    this.#held = noBytes;
    /** Up to here all was taken or passed on. */
    let done = 0;
    let at = Math.min(this.#owed, end);
    this.#owed -= at;
    while (at < end) {
      const first = bytes[at] as number;
      const second = bytes[at + 1];
      if (!isUsual(first, second)) return bytes.subarray(done);
      const from = at + (second === inTwoBytes ? 4 : second === inEightBytes ? 10 : 2);
      if (second === undefined || from > end) {
        this.#held = Buffer.from(bytes.subarray(at));
        break;
      }
      const to = from + lengthOf(bytes, at, second);
      if (to - from > this.#maxBytes) return bytes.subarray(done);
      if (first === text && to <= end) {
        if (done < at) this.#passOn(bytes.subarray(done, at));
        this.#onText(bytes.subarray(from, to));
        done = at = to;
      } else {
        at = Math.min(to, end);
        this.#owed = to - at;
      }
    }
    if (done < at) this.#passOn(bytes.subarray(done, at));
    return null;
  }
}

/** Whether a frame that begins so is taken, or passed on and followed by others. `second` undefined: it has not come yet. */
function isUsual(first: number, second = 0): boolean {
  if (first === text || first === binary) return second <= inEightBytes;
  return (first === ping || first === pong) && second < inTwoBytes;
}

function lengthOf(bytes: Buffer, at: number, second: number): number {
  if (second < inTwoBytes) return second;
  return second === inTwoBytes ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
}
