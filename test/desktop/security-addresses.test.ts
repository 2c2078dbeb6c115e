/** Electron's security checklist where it is about addresses alone: 15, what the system's browser is handed; 18, what the own scheme serves. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { mayOpenExternal, openExternal, openLinkedPage } from "../../main/desktop/open-external.ts";
import { fileFor, readManifest } from "../../main/desktop/scheme.ts";
import { buildPage, projectRoot } from "../doubles/built-app.ts";

beforeAll(() => buildPage());

test.each([
  ["https://github.com/a/b/releases/tag/v1.2.3", true],
  ["https://github.com/a/b/releases/tag/1.2.3", true],
  ["https://github.com/a/b/releases/tag/v1.2.3/../../../../x/y", false],
  ["https://github.com/a/b/releases/tag/v1.2.3?x=1", false],
  ["https://github.com/a/b/releases/tag/v1.2.3#x", false],
  ["https://github.com/a/b/releases", false],
  ["https://github.com/a/bb/releases/tag/v1.2.3", false],
  ["https://github.com/x/y/releases/tag/v1.2.3", false],
  ["https://github.com/", false],
  ["https://docs.securitypro.com/", false],
  ["http://github.com/a/b/releases/tag/v1.2.3", false],
  ["HTTPS://github.com/a/b/releases/tag/v1.2.3", false],
  ["https://GitHub.com/a/b/releases/tag/v1.2.3", false],
  ["https://github.com./a/b/releases/tag/v1.2.3", false],
  ["https://www.github.com/a/b/releases/tag/v1.2.3", false],
  ["https://github.com:443/a/b/releases/tag/v1.2.3", false],
  ["https://github.com:8443/a/b/releases/tag/v1.2.3", false],
  ["https://a@github.com/a/b/releases/tag/v1.2.3", false],
  ["https://a:b@github.com/a/b/releases/tag/v1.2.3", false],
  ["https://github.com@evil.example/a/b/releases/tag/v1.2.3", false],
  ["https://evil.example/https://github.com/a/b/releases/tag/v1.2.3", false],
  ["https://github.com/a%2Fb/releases/tag/v1.2.3", false],
  ["https://github.com/a/b%2freleases/tag/v1.2.3", false],
  ["https://github.com/a/b/releases%2ftag%2fv1.2.3", false],
  ["https://github.com/a/b/../../x/y/releases/tag/v1.2.3", false],
  ["https://github.com/a/b/releases/tag/../../../../x/y/releases/tag/v1.2.3", false],
  ["https://github.com/a/b/releases/tag/%2e%2e/v1.2.3", false],
  ["https://github.com/a/b/./releases/tag/v1.2.3", false],
  ["https://github.com//a/b/releases/tag/v1.2.3", false],
  ["https:\\\\github.com\\a\\b\\releases\\tag\\v1.2.3", false],
  ["https://github.com/A/b/releases/tag/v1.2.3", false],
  ["https://github.com/a/b/releases/tag/", false],
  ["https://github.com/a/b/releases/tag/v1.2.3/", false],
  ["https://github.com/a/b/releases/tag/v1.2.3\n", false],
  [" https://github.com/a/b/releases/tag/v1.2.3", false],
  ["https://github.com/a/b/releases/tag/v1.2.3-rc.1", false],
  ["https://github.com/a/b/releases/tag/v1234567.2.3", false],
  ["https://github.com/a/b/releases/download/v1.2.3/Pricebell.exe", false],
  ["file://github.com/a/b/releases/tag/v1.2.3", false],
  ["ftp://github.com/a/b/releases/tag/v1.2.3", false],
  ["view-source:https://github.com/a/b/releases/tag/v1.2.3", false],
  ["//github.com/a/b/releases/tag/v1.2.3", false],
  ["https://github.com.evil.example/", false],
  ["https://github.com@evil.example/", false],
  ["https://user:pass@github.com/", false],
  ["https://github.com:8443/", false],
  ["file:///etc/passwd", false],
  ["smb://host/share", false],
  ["javascript:alert(1)", false],
  ["ms-msdt:/id", false],
  ["\\\\host\\share", false],
  ["", false],
])("15 the system's browser is handed %s: %s", (address, allowed) => {
  expect(mayOpenExternal(address, "a/b")).toBe(allowed);
});

/** The system's browser, or a machine that has none. */
function browser(has = true) {
  const opened: string[] = [];
  const openIt = (address: string): Promise<void> => {
    opened.push(address);
    return has ? Promise.resolve() : Promise.reject(new Error("no browser"));
  };
  return { opened, openExternal: openIt };
}

test("15 what is not allowed never reaches the browser, and where there is none the caller is told", async () => {
  const page = "https://github.com/a/b/releases/tag/v1.2.3";
  const shell = browser();
  expect(await openExternal(shell, page, "a/b")).toBe(true);
  expect(await openExternal(shell, page, "a/c")).toBe(false);
  expect(shell.opened).toEqual([page]);
  expect(await openExternal(browser(false), page, "a/b")).toBe(false);
});

test.each([
  ["https://www.tradingview.com/", true],
  ["https://www.tradingview.com", false],
  ["https://www.tradingview.com/x", false],
  ["https://www.tradingview.com/?x=1", false],
  ["https://www.tradingview.com/#x", false],
  ["https://www.tradingview.com//", false],
  ["https://www.tradingview.com./", false],
  ["https://WWW.tradingview.com/", false],
  ["https://www.tradingview.com:443/", false],
  ["https://a@www.tradingview.com/", false],
  ["https://www.tradingview.com@evil.example/", false],
  ["http://www.tradingview.com/", false],
  ["file:///etc/passwd", false],
  ["", false],
])("15 the page's own link %s is opened: %s", (address, allowed) => {
  const shell = browser();
  expect(openLinkedPage(shell, address)).toBe(allowed);
  expect(shell.opened).toEqual(allowed ? [address] : []);
  expect(openLinkedPage(browser(false), address)).toBe(allowed);
});

test.each([
  ["app://bundle/", true],
  ["app://bundle/index.html", true],
  ["app://bundle/index.html?x=1#y", true],
  ["app://bundle/../package.json", false],
  ["app://bundle/%2e%2e/package.json", false],
  ["app://bundle/..%2fpackage.json", false],
  ["app://bundle/..\\package.json", false],
  ["app://bundle/index.html%00", false],
  ["app://bundle//etc/passwd", false],
  ["app://bundle/assets/", false],
  ["app://bundle:1/", false],
  ["app://user@bundle/", false],
  ["app://other/", false],
  ["app://BUNDLE.evil/", false],
  ["file:///etc/passwd", false],
  ["https://bundle/", false],
  ["nonsense", false],
])("18 own scheme instead of files: %s is served: %s", (address, served) => {
  const manifest = readManifest(join(projectRoot, "dist/renderer"));
  expect(fileFor(manifest, address) !== null).toBe(served);
});
