/** Where a message bus is, as its address says it (D-Bus specification, "Server Addresses"). */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sessionBusAddress, socketPaths } from "../../main/delivery/dbus/address.ts";

test.each([
  ["unix:path=/run/user/1000/bus", ["/run/user/1000/bus"]],
  ["unix:abstract=/tmp/dbus-x,guid=0123", ["\0/tmp/dbus-x"]],
  ["unix:abstract=one;unix:path=/two", ["\0one", "/two"]],
  ["unix:path=/with%20space,guid=0123", ["/with space"]],
  ["unix:path=/100%", ["/100%"]],
  ["tcp:host=localhost,port=1;unix:path=/bus", ["/bus"]],
  ["unix:guid=0123", []],
  ["unixpath=/x;none:path=/y", []],
  ["", []],
])("%s", (address, paths) => {
  expect(socketPaths(address)).toEqual(paths);
});

test("the variable says where it is, else it is where systemd puts it, if it is there", () => {
  const dir = mkdtempSync(join(tmpdir(), "pricebell-bus-"));
  const here = { XDG_RUNTIME_DIR: dir };
  expect([{}, { DBUS_SESSION_BUS_ADDRESS: "" }, { XDG_RUNTIME_DIR: "" }, here].map(sessionBusAddress)).toEqual([
    ...[null, null, null, null],
  ]);
  writeFileSync(join(dir, "bus"), "");
  expect(sessionBusAddress(here)).toBe(`unix:path=${join(dir, "bus")}`);
  expect(sessionBusAddress({ ...here, DBUS_SESSION_BUS_ADDRESS: "" })).toBe(`unix:path=${join(dir, "bus")}`);
  expect(sessionBusAddress({ ...here, DBUS_SESSION_BUS_ADDRESS: "unix:path=/x" })).toBe("unix:path=/x");
  rmSync(dir, { recursive: true });
});

test("an alternative without a value names no path, and one with two of them its path", () => {
  expect(["unix:path", "unix:abstract=a,path=/p", "unix:path=/a%2Fb%41"].map(socketPaths)).toEqual([
    [""],
    ["/p"],
    ["/a/bA"],
  ]);
});
