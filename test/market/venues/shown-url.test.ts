/** What people are shown of an address, and what is logged of it: nothing in which a key may be. */
import { expect, test } from "vitest";
import { shownUrl } from "../../../main/market/venues/shown-url.ts";

test.each([
  ["wss://feed.example/ws", "wss://feed.example/ws"],
  ["ws://127.0.0.1:9000/market/ws", "ws://127.0.0.1:9000/market/ws"],
  ["wss://feed.example/ws?apiKey=s3cret#s3cret", "wss://feed.example/ws"],
  ["wss://name:s3cret@feed.example/ws", "wss://feed.example/ws"],
  ["wss://feed.example", "wss://feed.example/"],
  ["no address with s3cret", "(not an address)"],
  ["", "(not an address)"],
])("of %s: %s", (address, shown) => {
  expect(shownUrl(address)).toBe(shown);
});
