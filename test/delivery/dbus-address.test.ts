/** Where a message bus is, as its address says it (D-Bus specification, "Server Addresses"). */
import { expect, test } from "vitest";
import { socketPaths } from "../../main/delivery/dbus/address.ts";

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
