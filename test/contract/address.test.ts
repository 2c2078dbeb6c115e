import { expect, test } from "vitest";
import { isReadableOnTheWay, openKeyWarning } from "../../preload/contract/address.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";

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
  const open = { ...defaultSettings, wsUrl: "ws://feed.example/ws" };
  expect(openKeyWarning(open, { needsKey: true }, true)).toMatch(/unencrypted.*Use wss:\/\/ if/);
  expect(openKeyWarning({ ...open, restUrl: "http://feed.example" }, { needsKey: true }, true)).toContain(
    "wss:// and https://",
  );
  expect(openKeyWarning(open, { needsKey: true }, false)).toBeNull();
  expect(openKeyWarning(open, { needsKey: false }, true)).toBeNull();
  expect(openKeyWarning(defaultSettings, { needsKey: true }, true)).toBeNull();
});
