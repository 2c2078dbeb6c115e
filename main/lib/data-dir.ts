/** Where data lives unless told otherwise: one folder for both hosts, so that they see the same alerts. */
import path from "node:path";

/** Follows the XDG base directory specification on Linux, and the system's custom on macOS and Windows. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  if (platform === "win32")
    return path.win32.join(env["APPDATA"] || path.win32.join(home, "AppData", "Roaming"), "Pricebell");
  if (platform === "darwin") return path.posix.join(home, "Library", "Application Support", "Pricebell");
  const xdg = env["XDG_DATA_HOME"];
  // The specification: a relative path there is invalid and must be ignored.
  const base = xdg !== undefined && path.posix.isAbsolute(xdg) ? xdg : path.posix.join(home, ".local", "share");
  return path.posix.join(base, "pricebell");
}
