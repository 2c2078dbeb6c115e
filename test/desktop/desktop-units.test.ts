/** The desktop's small parts, each by itself: sleep, login, the window's place, releases, options, the guard against loops. */
import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog, logLimitBytes } from "../../main/desktop/log.ts";
import {
  autostartEntry,
  refreshStartAtLogin,
  setStartAtLogin,
  startedAtLogin,
  startsAtLogin,
  type LoginDeps,
} from "../../main/desktop/start-at-login.ts";
import { readOptions } from "../../main/desktop/options.ts";
import { setupPower } from "../../main/desktop/power.ts";
import {
  attempts,
  AttemptGuard,
  reportTimes,
  setupCrashRecovery,
  writeReport,
} from "../../main/desktop/crash-recovery.ts";
import { trayHostRegistered } from "../../main/desktop/status-notifier.ts";
import { findRelease, isNewer, repositoryOf } from "../../main/desktop/updates.ts";
import { firstState, readWindowState, visibleBounds, writeWindowState } from "../../main/desktop/window-state.ts";
import { ManualClock } from "../doubles/clock.ts";
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

// Its paths begin with a slash.
describe.skipIf(process.platform === "win32")("start at login on Linux", () => {
  const deps = (over: Partial<LoginDeps> = {}): LoginDeps => ({
    app: {
      isPackaged: true,
      setLoginItemSettings: () => undefined,
      getLoginItemSettings: () => ({ openAtLogin: false }) as never,
    },
    platform: "linux",
    env: { XDG_CONFIG_HOME: join(folder, "config") },
    home: folder,
    execPath: "/opt/Pricebell/pricebell",
    ...over,
  });

  test("written, read back, switched off by the desktop's own settings, taken away", () => {
    const file = join(folder, "config/autostart/app.pricebell.Pricebell.desktop");
    expect(setStartAtLogin(deps(), true)).toBe("on");
    expect(startsAtLogin(deps())).toBe("on");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false"),
    );
    expect(startsAtLogin(deps())).toBe("off");
    expect(setStartAtLogin(deps(), false)).toBe("off");
    expect(existsSync(file)).toBe(false);
    expect(setStartAtLogin(deps(), false)).toBe("off");
  });

  test("an entry follows the program, keeps what was changed in it, and none is made where there is none", () => {
    const file = join(folder, "config/autostart/app.pricebell.Pricebell.desktop");
    refreshStartAtLogin(deps());
    expect(existsSync(file)).toBe(false);
    setStartAtLogin(deps(), true);
    writeFileSync(file, readFileSync(file, "utf8").replace("enabled=true", "enabled=false\nX-GNOME-Autostart-Delay=9"));
    refreshStartAtLogin(deps({ execPath: "/opt/$&/pricebell" }));
    const text = readFileSync(file, "utf8");
    expect(text).toContain(String.raw`Exec="/opt/\\$&/pricebell" --hidden`);
    expect(text).toContain("X-GNOME-Autostart-Delay=9");
    expect(startsAtLogin(deps())).toBe("off");
    // Nor does a start from the sources point the entry of an installed app at itself.
    refreshStartAtLogin(deps({ app: { ...deps().app, isPackaged: false }, execPath: "/src/electron" }));
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("an entry under the former name is taken over as it is, and goes where the new one is already there", () => {
    const file = join(folder, "config/autostart/app.pricebell.Pricebell.desktop");
    const former = join(folder, "config/autostart/pricebell.desktop");
    setStartAtLogin(deps(), true);
    const text = readFileSync(file, "utf8").replace("enabled=true", "enabled=false");
    renameSync(file, former);
    writeFileSync(former, text);
    refreshStartAtLogin(deps());
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(existsSync(former)).toBe(false);
    writeFileSync(former, text);
    expect(setStartAtLogin(deps(), true)).toBe("on");
    expect(startsAtLogin(deps())).toBe("on");
    expect(existsSync(former)).toBe(false);
    writeFileSync(former, text);
    expect(setStartAtLogin(deps(), false)).toBe("off");
    expect([existsSync(file), existsSync(former)]).toEqual([false, false]);
  });

  test("never from a source checkout, and a home that cannot be written is said to be one", () => {
    expect(setStartAtLogin(deps({ app: { ...deps().app, isPackaged: false } }), true)).toBe("not-packaged");
    writeFileSync(join(folder, "file"), "");
    expect(setStartAtLogin(deps({ env: { XDG_CONFIG_HOME: join(folder, "file") } }), true)).toBe("failed");
  });

  test("a relative XDG_CONFIG_HOME is ignored, a path with odd characters is quoted for the desktop file", () => {
    setStartAtLogin(deps({ env: { XDG_CONFIG_HOME: "relative" } }), true);
    expect(existsSync(join(folder, ".config/autostart/app.pricebell.Pricebell.desktop"))).toBe(true);
    expect(autostartEntry(deps({ env: { APPIMAGE: '/a b/100%/$x"`.AppImage' } }))).toContain(
      String.raw`Exec="/a b/100%%/\\$x\\"\\` + '`.AppImage" --hidden',
    );
  });
});

test("macOS is asked whether this start was the system's at login: it hands over no arguments", () => {
  const at = (platform: NodeJS.Platform, wasOpenedAtLogin: boolean, isPackaged = true): boolean => {
    const app = {
      isPackaged,
      setLoginItemSettings: () => undefined,
      getLoginItemSettings: () => ({ wasOpenedAtLogin }) as never,
    };
    return startedAtLogin({ app, platform });
  };
  expect([
    at("darwin", true),
    at("darwin", false),
    at("darwin", true, false),
    at("linux", true),
    at("win32", true),
  ]).toEqual([true, false, false, false, false]);
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

test("three attempts within five minutes, and again once they have passed", () => {
  const guard = new AttemptGuard();
  expect([0, 1, 2, 3].map((ms) => guard.tryAt(ms))).toEqual([true, true, true, false]);
  expect(guard.tryAt(5 * 60_000 - 1)).toBe(false);
  expect(guard.tryAt(5 * 60_000)).toBe(true);
});

test("reports are named by their time, and other files are none", () => {
  expect(reportTimes(join(folder, "none"))).toEqual([]);
  writeReport(folder, 2_000, "b", "about");
  writeReport(folder, 1_000, "a string", "about");
  writeFileSync(join(folder, "crash-x.txt"), "");
  expect(reportTimes(folder)).toEqual([1_000, 2_000]);
});

describe("an error that nobody caught", () => {
  function crash(reports: string): string[] {
    const calls: string[] = [];
    const running = new EventEmitter();
    setupCrashRecovery({
      process: running as never,
      app: {
        relaunch: () => void calls.push(`start again with ${String(process.env["PRICEBELL_API_KEY"])}`),
        exit: (code) => void calls.push(`exit ${String(code)}`),
        getVersion: () => "0",
      },
      folder: reports,
      clock: new ManualClock(),
      log: () => undefined,
      keyGiven: "k3y",
      redact: (words) => words.replaceAll("s3cret", "(key)"),
      giveUp: (why) => void calls.push(`tell: ${why}`),
    });
    running.emit("uncaughtException", new Error("bug with s3cret"));
    running.emit("unhandledRejection", new Error("and another on the way out"));
    return calls;
  }

  test("ends the app and starts it again, once; after the fourth in five minutes the person is told instead", () => {
    for (let i = 0; i < attempts.most; i++) {
      expect(crash(folder)).toEqual(["start again with k3y", "exit 1"]);
      expect(process.env["PRICEBELL_API_KEY"]).toBeUndefined();
      // Each in a moment of its own, all of them within the five minutes.
      const last = new ManualClock().now().wallMs;
      writeReport(folder, last - i - 1, "an earlier one", "about");
      if (i < attempts.most - 1) rmSync(join(folder, `crash-${String(last)}.txt`));
    }
    expect(crash(folder)).toEqual([expect.stringMatching(/^tell: It ended four times/), "exit 1"]);
  });

  test("is written down with its stack, and without the secrets that it quotes", () => {
    crash(folder);
    const [report] = readdirSync(folder).filter((name) => name.startsWith("crash-"));
    const text = readFileSync(join(folder, report ?? ""), "utf8");
    expect(text).toMatch(/bug with \(key\)\n\s+at /u);
    expect(text).not.toContain("s3cret");
  });

  test("is told to the person where no report can be written, for nobody would count the starts", () => {
    writeFileSync(join(folder, "file"), "");
    expect(crash(join(folder, "file", "crashes"))).toEqual([
      expect.stringMatching(/^tell: An error ended it, and no report/),
      "exit 1",
    ]);
  });
});

test.skipIf(process.platform === "win32")(
  "a terminal that is gone ends no app: the log goes on in its file",
  async () => {
    const file = join(folder, "pricebell.log");
    const script = `
    import { createLog } from ${JSON.stringify(new URL("../../main/desktop/log.ts", import.meta.url).href)};
    const log = createLog(${JSON.stringify(file)}, () => 0, String);
    process.once("message", () => {
      log("first");
      setTimeout(() => { log("second"); process.disconnect(); }, 50);
    });
    process.send("ready");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const ended = once(child, "exit");
    await once(child, "message");
    child.stderr?.destroy();
    child.send("go");
    expect(await ended).toEqual([0, null]);
    expect(readFileSync(file, "utf8")).toMatch(/first\n.*second\n/);
  },
);

test("the log begins anew before it grows without end, and holds one line a message", () => {
  const file = join(folder, "logs/pricebell.log");
  const log = createLog(file, () => 0, String);
  log("first\nsecond");
  expect(readFileSync(file, "utf8")).toBe("1970-01-01T00:00:00.000Z first | second\n");
  writeFileSync(file, "x".repeat(logLimitBytes + 1));
  log("third");
  expect(readFileSync(file, "utf8")).toContain("third");
  expect(existsSync(`${file}.old`)).toBe(true);
});

test("the log holds no secret, and no character that a terminal would act on", () => {
  const file = join(folder, "logs/pricebell.log");
  createLog(
    file,
    () => 0,
    (words) => words.replaceAll("s3cret", "(key)"),
  )("key s3cret \u001B[2J\u202Ereversed");
  expect(readFileSync(file, "utf8")).toBe("1970-01-01T00:00:00.000Z key (key)  [2Jreversed\n");
});

test("a log that cannot be written ends no app", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => createLog(join(folder, "file", "logs", "pricebell.log"), () => 0, String)("said")).not.toThrow();
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
