/** What an installer would carry: packed for real on a stub of the runtime, then read back. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AfterPackContext } from "electron-builder";
import afterPack, { readFuses } from "../../main/desktop/packaging/after-pack.ts";
import { fuseWire } from "../../main/desktop/packaging/fuses.ts";
import { identity } from "../../main/desktop/identity.ts";
import { projectRoot, buildDesktop } from "../doubles/built-app.ts";
import { startPatienceMs } from "../doubles/patience.ts";

const require = createRequire(import.meta.url);
const asar = require("@electron/asar") as {
  listPackage(archive: string, options: object): string[];
  extractFile(archive: string, file: string): Buffer;
};

let folder: string;
let app: string;
let archive: string;

beforeAll(async () => {
  await buildDesktop();
  folder = mkdtempSync(join(tmpdir(), "pricebell-pack-"));
  await promisify(execFile)(
    process.execPath,
    [join(projectRoot, "test/packaging/pack.ts"), join(folder, "stub"), join(folder, "out")],
    {
      cwd: projectRoot,
      timeout: startPatienceMs,
    },
  );
  app = join(folder, "out", "linux-unpacked");
  archive = join(app, "resources", "app.asar");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packed = (): string[] => asar.listPackage(archive, { isPack: false });

test("the archive holds the bundles, the page and SQLite's scripts; nothing of sources, tests, maps or other modules", () => {
  const files = packed();
  for (const file of [
    "/package.json",
    "/dist/main/electron.js",
    "/dist/main/app.js",
    "/dist/preload/index.cjs",
    "/dist/renderer/index.html",
    "/dist/main/icons/tray-live.png",
  ]) {
    expect(files).toContain(file);
  }
  expect(files.filter((file) => /\/(?:headless|host-process)\.js$|compile-cache/.test(file))).toEqual([]);
  const allowed =
    /^\/(package\.json|dist|dist\/(main|preload|renderer)(\/.*)?|node_modules|node_modules\/better-sqlite3(\/(package\.json|LICENSE|lib(\/.*)?|prebuilds(\/linux-x64\.node)?))?)$/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  expect(
    files.filter((file) =>
      /\.(ts|map|svelte)$|test|\.env|\.building/i.test(file.replace("/node_modules/better-sqlite3", "")),
    ),
  ).toEqual([]);
});

/** Named with their licence alone: these packages are published without its text. */
const packagesWithoutText = { main: ["proxy-agent-negotiate - 1.1.0 (MIT)"], window: ["fancy-canvas - 2.1.0 (MIT)"] };

test("beside the archive are the notices of every package in the bundles, with the text of each licence", () => {
  const notices = (file: string): string => readFileSync(join(app, "resources/third-party-notices", file), "utf8");
  const bundles = [
    { notes: notices("main.md"), known: ["ws", "typebox", "big.js", "https-proxy-agent"], map: "dist/main/app.js.map" },
    { notes: notices("window.md"), known: ["svelte", "lightweight-charts"], map: null },
  ];
  for (const { notes, known, map } of bundles) {
    const sources =
      map === null ? [] : (JSON.parse(readFileSync(join(projectRoot, map), "utf8")) as { sources: string[] }).sources;
    const bundled = sources.map(
      (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(source)?.[1],
    );
    const names = new Set([...known, ...bundled.filter((name) => name !== undefined)]);
    const sections = notes.split(/^## /m).slice(1);
    for (const name of names)
      expect(
        sections.some((section) => section.startsWith(`${name} - `)),
        name,
      ).toBe(true);
    const withoutText = sections.filter((section) => !/without (restriction|warranty)|AS IS/i.test(section));
    expect(withoutText.map((section) => section.trim())).toEqual(
      map === null ? packagesWithoutText.window : packagesWithoutText.main,
    );
  }
  // Its licence asks for this too, and its package leaves it out.
  expect(notices("window.md")).toMatch(/TradingView Lightweight Charts™\nCopyright .* TradingView, Inc\./);
  expect(notices("better-sqlite3.txt")).toContain("Permission is hereby granted");
});

test("the packed package.json starts the bundle and carries nothing of development", () => {
  const manifest = JSON.parse(asar.extractFile(archive, "package.json").toString("utf8")) as Record<string, unknown>;
  // Without the type the bundle would be read as CommonJS and not start.
  expect(manifest).toMatchObject({
    type: "module",
    main: "dist/main/electron.js",
    desktopName: identity.desktopFile,
  });
  expect(manifest["devDependencies"]).toBeUndefined();
  expect(manifest["scripts"]).toBeUndefined();
});

test("outside of the archive is SQLite's native file for this system and nothing else", () => {
  const unpacked = join(app, "resources", "app.asar.unpacked");
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map((entry) => join(entry.parentPath, entry.name).slice(unpacked.length + 1))).toEqual([
    `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
  ]);
  expect(statSync(join(files[0]?.parentPath ?? "", files[0]?.name ?? "")).size).toBeGreaterThan(500_000);
});

test("all nine fuses are as the table says, read from the packed runtime", async () => {
  expect(fuseWire).toBe("010011001");
  expect(await readFuses(join(app, "pricebell"))).toBe(fuseWire);
});

test("the desktop file names the app as the running window does", () => {
  const text = readFileSync(join(folder, "out", "pricebell.desktop"), "utf8");
  expect(
    `${readFileSync(join(folder, "out", "desktop-file-name"), "utf8")}.desktop`.replace(".desktop.desktop", ".desktop"),
  ).toBe(identity.desktopFile);
  for (const line of [
    "Name=Pricebell",
    "Terminal=false",
    "Type=Application",
    "Icon=pricebell",
    "StartupWMClass=app.pricebell.Pricebell",
    "Categories=Office;Finance;",
  ]) {
    expect(text.split("\n")).toContain(line);
  }
  expect(text).toMatch(/^Exec=.*pricebell/m);
});

test("an installer for another system is refused: it would carry this one's native file", async () => {
  await expect(afterPack({ electronPlatformName: "sunos" } as AfterPackContext)).rejects.toThrow(
    "sunos cannot be packed on",
  );
});

test("the AppImage's own entry keeps Chromium's sandbox on", () => {
  expect(readFileSync(join(folder, "out", "appimage.desktop"), "utf8")).toMatch(/^Exec=AppRun %U$/m);
});

test("the configuration is for the app that the code says it is, on all three systems", () => {
  const text = readFileSync(join(projectRoot, "electron-builder.yml"), "utf8");
  expect(text).toContain(`appId: ${identity.appId}`);
  expect(text).toContain("afterPack: ./main/desktop/packaging/after-pack.ts");
  for (const line of [
    "npmRebuild: false",
    "target: [deb, AppImage, tar.gz]",
    "target: [dmg, zip]",
    "target: nsis",
    "hardenedRuntime: true",
    "createStartMenuShortcut: true",
    "deleteAppDataOnUninstall: false",
  ]) {
    expect(text).toContain(line);
  }
  expect(text).toMatch(/^ {2}guid: [0-9a-f-]{36}$/m);
});

test("the deb asks for what Electron's program and SQLite's native part are linked to", () => {
  const text = readFileSync(join(projectRoot, "electron-builder.yml"), "utf8");
  for (const needed of [
    "libc6 (>= 2.34)",
    "libasound2t64 | libasound2",
    "libgbm1",
    "libgtk-3-0t64 | libgtk-3-0",
    "libnss3",
  ])
    expect(text).toContain(`    - ${needed}\n`);
});

test("the workflow hands the packager the notary's key as a file, which is what it takes", () => {
  const text = readFileSync(join(projectRoot, ".github/workflows/ci.yml"), "utf8");
  expect(text).not.toMatch(/^ +APPLE_API_KEY: /m);
  expect(text).toMatch(/export APPLE_API_KEY="\$RUNNER_TEMP\/.*\.p8"/);
});

test("icons are there in every container and size", () => {
  const icons = join(projectRoot, "main/desktop/icons");
  expect(readFileSync(join(icons, "icon.ico")).subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]));
  expect(readFileSync(join(icons, "icon.icns")).subarray(0, 4).toString("latin1")).toBe("icns");
  for (const size of [16, 32, 48, 64, 128, 256, 512]) {
    const png = readFileSync(join(icons, `${String(size)}x${String(size)}.png`));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  }
});
