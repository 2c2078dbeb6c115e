/** Whether the app starts at login: the entry on Linux, and what macOS is asked. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  autostartEntry,
  refreshStartAtLogin,
  setStartAtLogin,
  startedAtLogin,
  startsAtLogin,
  type LoginDeps,
} from "../../main/desktop/start-at-login.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pricebell-parts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
