/** Who may speak to the server at all, header by header as it was sent. */
import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { allowedHosts, checkRequest, isCrossSite } from "../../main/bridge/request-guard.ts";

const hosts = allowedHosts(8080);

/** A request with these headers, in the order in which they came over the wire: name, value, name, value. */
const requestOf = (rawHeaders: readonly string[], url?: string): IncomingMessage =>
  ({ rawHeaders, url }) as unknown as IncomingMessage;

const host = ["Host", "127.0.0.1:8080"];
const origin = ["Origin", "http://127.0.0.1:8080"];
const other = ["Accept", "host", "X-A", "1"];

test.each<[string, string[], string | undefined, 400 | 403 | "own-page" | "no-origin"]>([
  ["a script", host, "/x?y", "no-origin"],
  ["a script, its Host after other headers", [...other, ...host], "/x?y", "no-origin"],
  ["a page of ours", [...host, ...origin], "/x?y", "own-page"],
  ["a page of ours, whatever the case of the names", ["hOST", host[1]!, "oRIGIN", origin[1]!], "/x?y", "own-page"],
  ["a page of ours under another of its names", [...host, "Origin", "http://localhost:8080"], "/x?y", 403],
  ["a page of another site", [...host, "Origin", "http://evil.com"], "/x?y", 403],
  ["two Origins", [...host, ...origin, ...origin], "/x?y", 403],
  ["no Host, though a value says so", [...other, "X-B", "Host"], "/x?y", 400],
  ["two Hosts", [...host, ...host], "/x?y", 400],
  ["another name of this computer", ["Host", "evil.com:8080"], "/x?y", 403],
  ["another name of this computer and two of them", ["Host", "evil.com:8080", ...host], "/x?y", 400],
  ["a whole address", host, "http://evil.com/x", 400],
  ["no target", host, undefined, 400],
])("%s", (_what, headers, url, outcome) => {
  const checked = checkRequest(requestOf(headers, url), hosts);
  expect(checked.pass ? checked.source : checked.status).toBe(outcome);
  if (checked.pass) expect(checked.target).toBe("/x?y");
});

test.each<[string[], boolean]>([
  [[], false],
  [["same-origin"], false],
  [["none"], false],
  [["same-site"], true],
  [["cross-site"], true],
  [["same-origin", "cross-site"], true],
  [["cross-site", "same-origin"], true],
])("a browser that says %j of where it comes from speaks for another site: %s", (sites, isCross) => {
  const headers = sites.flatMap((site) => ["Sec-Fetch-Site", site]);
  expect(isCrossSite(requestOf([...host, ...headers]))).toBe(isCross);
});

test("on the port of the scheme itself a browser leaves it out; on any other it has to be there", () => {
  const names = ["127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:80", "localhost", "localhost:80"];
  expect([...allowedHosts(80)].toSorted()).toEqual(names);
  expect([...hosts].toSorted()).toEqual(["127.0.0.1:8080", "[::1]:8080", "localhost:8080"]);
});
