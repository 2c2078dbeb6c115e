/**
 * The usual frame, read from its bytes: one flat object whose documented fields are all plain strings. That is what a venue
 * sends thousands of times a second, and `JSON.parse` would be the most expensive step between socket and decision: it
 * costs three times as much. Whatever is written in any other way, or is no JSON at all, is left to `JSON.parse`.
 */
import { endsText } from "../flat-json.ts";
import type { Frame } from "./messages.ts";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const space = 0x20;
const openBrace = 0x7b;
const closeBrace = 0x7d;

// Seven characters of seven bits are 49 bits: a double holds them, so that each such name has a number of its own. One that is longer
// has a larger number than all of them, as no name begins with less than a space: that it may be rounded does not matter.
const typeName = numberOfName("type");
const channelName = numberOfName("channel");
const symbolName = numberOfName("symbol");
const priceName = numberOfName("price");
const bidName = numberOfName("bid");
const askName = numberOfName("ask");
const sizeName = numberOfName("size");
const tsName = numberOfName("ts");
const idName = numberOfName("id");

/**
 * What `JSON.parse(text)` would give, or null where that has to be asked. `bytes` are those that `text` was decoded from:
 * as long as all are ASCII, a place in one is the same place in the other.
 */
export function readFrameFast(text: string, bytes: Uint8Array): Frame | null {
  const end = bytes.length - 1;
  if (bytes[0] !== openBrace || bytes[end] !== closeBrace) return null;
  let type: string | undefined;
  let channel: string | undefined;
  let symbol: string | undefined;
  let price: string | undefined;
  let bid: string | undefined;
  let ask: string | undefined;
  let size: string | undefined;
  let ts: string | undefined;
  let id: string | undefined;
  let at = 1;
  for (;;) {
    if (bytes[at++] !== quote) return null;
    let name = 0;
    for (let byte = bytes[at] as number; endsText[byte] === 0; byte = bytes[++at] as number) name = name * 128 + byte;
    if (bytes[at] !== quote || bytes[++at] !== colon) return null;
    if (bytes[++at] === space) at++;
    if (bytes[at++] !== quote) return null;
    const valueAt = at;
    while (endsText[bytes[at] as number] === 0) at++;
    if (bytes[at] !== quote) return null;
    const value = text.slice(valueAt, at);
    // A name that comes twice, or that is not documented, is for `JSON.parse` to sort out.
    if (name === priceName && price === undefined) price = value;
    else if (name === bidName && bid === undefined) bid = value;
    else if (name === askName && ask === undefined) ask = value;
    else if (name === symbolName && symbol === undefined) symbol = value;
    else if (name === tsName && ts === undefined) ts = value;
    else if (name === typeName && type === undefined) type = value;
    else if (name === sizeName && size === undefined) size = value;
    else if (name === channelName && channel === undefined) channel = value;
    else if (name === idName && id === undefined) id = value;
    else return null;
    if (++at === end) return { type, channel, symbol, price, bid, ask, size, ts, id };
    if (bytes[at++] !== comma) return null;
    if (bytes[at] === space) at++;
  }
}

function numberOfName(name: string): number {
  let number = 0;
  for (let at = 0; at < name.length; at++) number = number * 128 + name.charCodeAt(at);
  return number;
}
