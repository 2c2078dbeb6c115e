/**
 * Tells of a new release and opens its page. Nothing is downloaded and nothing installs itself: without a signature that we
 * check ourselves, an update is the easiest way in.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "electron";
import type { Clock } from "../lib/clock.ts";
import { httpGet, type HttpGetOptions } from "../network/http-get.ts";

/** Asked a minute after the start, so that a start without a network is no lost day, and then once a day. Milliseconds. */
const firstAfterMs = 60_000;
const everyMs = 24 * 3_600_000;

export interface Release {
  readonly version: string;
  /** The page of the release, on the same host as the repository. */
  readonly page: string;
}

/** `1.2.3` as numbers; null for anything else, pre-releases included: those are not offered. */
function versionOf(text: string): readonly [number, number, number] | null {
  const match = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Whether `candidate` is a later release than `current`. */
export function isNewer(candidate: string, current: string): boolean {
  const a = versionOf(candidate);
  const b = versionOf(current);
  if (a === null || b === null) return false;
  for (const i of [0, 1, 2] as const) if (a[i] !== b[i]) return a[i] > b[i];
  return false;
}

/** Where releases are told of: `owner/name` on GitHub, from the `repository` field of package.json; null where it names none. */
export function repositoryOf(packageJson: unknown): string | null {
  if (typeof packageJson !== "object" || packageJson === null || !("repository" in packageJson)) return null;
  const { repository } = packageJson;
  const url = typeof repository === "string" ? repository : (repository as { url?: unknown } | null)?.url;
  if (typeof url !== "string") return null;
  return /^(?:git\+)?https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url)?.[1] ?? null;
}

/**
 * The newest release, where it is newer than this one. Null where there is none or it cannot be known: being offline is no
 * reason to bother anyone.
 */
export async function findRelease(
  getJson: (url: string) => Promise<unknown>,
  repository: string,
  current: string,
): Promise<Release | null> {
  let latest: unknown;
  try {
    latest = await getJson(`https://api.github.com/repos/${repository}/releases/latest`);
  } catch {
    // Offline, rate-limited or blocked: asked again the next day.
    return null;
  }
  const tag = (latest as { tag_name?: unknown } | null)?.tag_name;
  if (typeof tag !== "string" || !isNewer(tag, current)) return null;
  // The address is made here, not taken from the answer: the answer may say anything.
  return {
    version: tag.replace(/^v/, ""),
    page: `https://github.com/${repository}/releases/tag/${encodeURIComponent(tag)}`,
  };
}

/** Looks for releases while the app runs; each is told of once. Does nothing where package.json names no repository. */
export function setupUpdates(deps: {
  readonly clock: Clock;
  readonly app: Pick<App, "getAppPath" | "getVersion" | "isPackaged">;
  readonly log: (line: string) => void;
  readonly tell: (version: string, page: string, repository: string) => Promise<void>;
}): void {
  if (!deps.app.isPackaged) return;
  const repository = repositoryOf(JSON.parse(readFileSync(join(deps.app.getAppPath(), "package.json"), "utf8")));
  if (repository === null) {
    deps.log("This build names no place to look for releases.");
    return;
  }
  let told: string | null = null;
  const look = async (): Promise<void> => {
    const release = await findRelease((url) => getJson(url), repository, deps.app.getVersion());
    if (release === null || release.version === told) return;
    told = release.version;
    await deps.tell(release.version, release.page, repository);
  };
  deps.clock.after(firstAfterMs, () => void look());
  deps.clock.every(everyMs, () => void look());
}

/** Rejects where the answer is anything else than 200 and JSON. `agent`: as in {@link httpGet}. */
export async function getJson(url: string, agent?: HttpGetOptions["agent"]): Promise<unknown> {
  const { status, text } = await httpGet(url, {
    // GitHub refuses who gives no name.
    headers: { accept: "application/vnd.github+json", "user-agent": "Pricebell" },
    signal: AbortSignal.timeout(15_000),
    maxBodyBytes: 4 * 1024 * 1024,
    ...(agent === undefined ? {} : { agent }),
  });
  if (text === null || status !== 200) throw new Error(`HTTP ${String(status)}`);
  return JSON.parse(text) as unknown;
}
