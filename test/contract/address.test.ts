import { expect, test } from "vitest";
import { isReadableOnTheWay, openKeyWarning } from "../../preload/contract/address.ts";

test.each([
  ["wss://api.securitypro.com/market/ws", false],
  ["ws://api.securitypro.com/market/ws", true],
  ["https://10.0.0.8:8443", false],
  ["http://10.0.0.8:8080", true],
  ["ws://localhost:1/ws", false],
  ["ws://127.0.0.1:1/ws", false],
  ["http://[::1]:1", false],
  ["http://127.0.0.1.example.com", true],
  ["http://localhost.example.com", true],
  ["no address", false],
])("what is sent to %s can be read on the way: %s", (address, readable) => {
  expect(isReadableOnTheWay(address)).toBe(readable);
});

test("a warning only where there is a key to lose, naming what would be better", () => {
  const own = { wsUrl: "wss://feed.example/ws", restUrl: "https://feed.example" };
  const open = { ...own, wsUrl: "ws://feed.example/ws" };
  expect(openKeyWarning({ addresses: open, hasApiKey: true })).toMatch(/unencrypted.*Use wss:\/\/ if/);
  expect(openKeyWarning({ addresses: { ...open, restUrl: "http://feed.example" }, hasApiKey: true })).toContain(
    "wss:// and https://",
  );
  expect(openKeyWarning({ addresses: open, hasApiKey: false })).toBeNull();
  expect(openKeyWarning({ addresses: null, hasApiKey: true })).toBeNull();
  expect(openKeyWarning({ addresses: own, hasApiKey: true })).toBeNull();
});
