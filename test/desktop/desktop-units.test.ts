/** The desktop's small parts, each by itself: sleep, the window's place, releases, options, whether there is a tray. */
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readOptions } from "../../main/desktop/options.ts";
import { setupPower } from "../../main/desktop/power.ts";
import { trayHostRegistered } from "../../main/desktop/status-notifier.ts";
import { findRelease, isNewer, repositoryOf } from "../../main/desktop/updates.ts";
import { firstState, readWindowState, visibleBounds, writeWindowState } from "../../main/desktop/window-state.ts";
import { sessionBusMissing, startSessionBus } from "../doubles/session-bus.ts";
import { TrayHost } from "../doubles/electron/tray-host.ts";
import { venues } from "../../main/market/venues/index.ts";
import { nothingFixed } from "../../main/app/venues/venue-config.ts";
import { onlyVenue, venueAt } from "../doubles/fixed-venues.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pricebell-parts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the system's word on sleep is taken", () => {
  const monitor = new EventEmitter();
  const woke: string[] = [];
  setupPower({
    powerMonitor: monitor as never,
    onSuspend: () => woke.push("sleep"),
    onResume: () => woke.push("resume"),
  });
  monitor.emit("suspend");
  monitor.emit("resume");
  expect(woke).toEqual(["sleep", "resume"]);
});

describe("the window's place", () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];

  test("kept whole, and a broken file costs a position and nothing else", () => {
    const file = join(folder, "window.json");
    const state = { bounds: { x: 1, y: 2, width: 800, height: 600 }, maximized: true, closeExplained: true };
    expect(writeWindowState(file, state)).toBe(true);
    expect(readWindowState(file)).toEqual(state);
    for (const text of ["", "{", "null", "[1]", '{"bounds":{"x":"1"}}']) {
      writeFileSync(file, text);
      expect(readWindowState(file)).toEqual(firstState);
    }
    expect(writeWindowState(join(folder, "no/such/folder.json"), state)).toBe(false);
  });

  test.each([
    [{ x: 100, y: 100, width: 800, height: 600 }, true],
    [{ x: -700, y: 100, width: 800, height: 600 }, true],
    [{ x: -790, y: 100, width: 800, height: 600 }, false],
    [{ x: 100, y: -50, width: 800, height: 600 }, false],
    [{ x: 2000, y: 100, width: 800, height: 600 }, false],
    [{ x: 100, y: 1060, width: 800, height: 600 }, false],
    [{ x: 100, y: 100, width: 10, height: 10 }, false],
  ])("%j can be taken hold of: %s", (bounds, visible) => {
    expect(visibleBounds(bounds, screens)).toEqual(visible ? bounds : null);
  });
});

describe("releases", () => {
  test.each([
    ["1.2.4", "1.2.3", true],
    ["v1.10.0", "1.9.9", true],
    ["1.2.3", "1.2.3", false],
    ["1.2.2", "1.2.3", false],
    ["1.3.0-beta.1", "1.2.3", false],
    ["latest", "1.2.3", false],
  ])("%s is newer than %s: %s", (candidate, current, newer) => {
    expect(isNewer(candidate, current)).toBe(newer);
  });

  test("the page is made from the repository that the build names, whatever the answer says", async () => {
    const answer = { tag_name: "v9.0.0", html_url: "https://evil.example/" };
    expect(await findRelease(() => Promise.resolve(answer), "a/b", "1.0.0")).toEqual({
      version: "9.0.0",
      page: "https://github.com/a/b/releases/tag/v9.0.0",
    });
    for (const odd of [null, {}, { tag_name: 9 }, { tag_name: "../../x" }])
      expect(await findRelease(() => Promise.resolve(odd), "a/b", "1.0.0")).toBeNull();
    expect(await findRelease(() => Promise.reject(new Error("offline")), "a/b", "1.0.0")).toBeNull();
  });

  test("no repository, no question", () => {
    expect(repositoryOf({ repository: { url: "git+https://github.com/a/b.git" } })).toBe("a/b");
    for (const odd of [null, {}, { repository: "https://github.com.evil/a/b" }, { repository: { url: 1 } }])
      expect(repositoryOf(odd)).toBeNull();
  });
});

test("the command line: Chromium's own switches are left alone, the key's other address is the venue's own host", () => {
  const options = readOptions([
    "--no-sandbox",
    "--venue-url",
    "ws://127.0.0.1:9/x",
    "--hidden",
    "--symbols=A-B,C-D",
    "--enable-features=X",
  ]);
  const at = { wsUrl: "ws://127.0.0.1:9/x", restUrl: "http://127.0.0.1:9" };
  expect(options).toEqual({
    hidden: true,
    dataDir: null,
    venues: { ok: true, fixed: venueAt("securitypro", at), symbols: ["A-B", "C-D"] },
  });
  expect(readOptions(["--demo"]).venues).toMatchObject({ fixed: onlyVenue("demo") });
  expect(readOptions([]).venues).toEqual({ ok: true, fixed: nothingFixed, symbols: [] });
});

test.each([
  ["--venue-url=wss://name:pass-word@venue.test/ws", "--venue-url: Leave name and password out of the address."],
  ["--rest-url=https://:pass-word@venue.test", "--rest-url: Leave name and password out of the address."],
  ["--venue-url=venue.test", "--venue-url: An address that begins with ws:// or wss:// is wanted."],
  ["--venue=nowhere", `--venue knows the venues ${venues.map(({ id }) => id).join(", ")}, not nowhere.`],
])("a start with %s is refused: %s", (argument, message) => {
  expect(readOptions([argument]).venues).toEqual({ ok: false, message });
});

test.skipIf(sessionBusMissing() !== null)(
  "a tray is there only where the desktop says that it shows icons",
  async () => {
    expect(await trayHostRegistered("darwin", {})).toBe(true);
    expect(await trayHostRegistered("linux", {})).toBe(false);
    expect(await trayHostRegistered("linux", { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, "none")}` })).toBe(
      false,
    );
    const bus = await startSessionBus();
    try {
      expect(await trayHostRegistered("linux", bus.env)).toBe(false);
      const unwilling = await TrayHost.start(bus.address, false);
      expect(await trayHostRegistered("linux", bus.env)).toBe(false);
      await unwilling.stop();
      const willing = await TrayHost.start(bus.address);
      expect(await trayHostRegistered("linux", bus.env)).toBe(true);
      await willing.stop();
    } finally {
      await bus.stop();
    }
  },
);
