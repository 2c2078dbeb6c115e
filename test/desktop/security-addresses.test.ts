/** Electron's security checklist where it is about addresses alone: 15, what the system's browser is handed; 18, what the own scheme serves. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { mayOpenExternal } from "../../main/desktop/open-external.ts";
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
