import { expect, test } from "vitest";
import {
  addressProblem,
  enteredAddressProblem,
  isReadableOnTheWay,
  openKeyWarning,
} from "../../preload/contract/address.ts";

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

test.each([
  ["restUrl", "https://feed.example/v1", null],
  ["restUrl", "https://feed.example/v1?a=1", "Leave out ? and"],
  ["restUrl", "https://feed.example?", "Leave out ? and"],
  ["restUrl", "https://feed.example#a?b", "Leave out # and"],
  ["wsUrl", "wss://feed.example/ws?a=1", null],
  ["wsUrl", "wss://feed.example/ws?a=1#b", "Leave out # and"],
] as const)("%s may be entered as %s: %j; what is stored is let be", (field, address, words) => {
  const problem = enteredAddressProblem(field, address);
  expect(problem).toEqual(words === null ? null : (expect.stringContaining(words) as string));
  expect(addressProblem(field, address)).toBeNull();
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
