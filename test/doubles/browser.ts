/**
 * A real Chromium for tests: the one that comes as a package, unpacked once; else Debian's. `PRICEBELL_CHROMIUM` names
 * another.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright";
import { startPatienceMs } from "./patience.ts";

/** Without sandbox, because tests run as root in containers; without anything that talks to the network by itself. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const debianPath = "/usr/bin/chromium";

export interface LaunchedBrowser {
  readonly browser: Browser;
  /** For example `153.0.7300.0`. */
  readonly version: string;
  readonly executablePath: string;
  /** Ends the browser with all its pages. Safe to call twice. */
  close(): Promise<void>;
}

/** Launches Chromium; rejects with what was tried and why it failed. */
export async function launchBrowser(extraArgs: readonly string[] = []): Promise<LaunchedBrowser> {
  const given = process.env["PRICEBELL_CHROMIUM"];
  const candidates: (() => Promise<string>)[] =
    given === undefined ? [packagedChromium, () => Promise.resolve(debianPath)] : [() => Promise.resolve(given)];
  const failures: string[] = [];
  for (const candidate of candidates) {
    try {
      const executablePath = await candidate();
      const browser = await chromium.launch({
        executablePath,
        args: [...args, ...extraArgs],
        timeout: startPatienceMs,
        env: environment(executablePath),
      });
      return { browser, version: browser.version(), executablePath, close: () => browser.close() };
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`No Chromium could be launched:\n${failures.join("\n")}`);
}

/** Where the packaged Chromium lies, unpacked at the first call on this machine (about 5 s, 210 MB in the temp folder). */
async function packagedChromium(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const manifest: unknown = JSON.parse(await readFile(path.join(path.dirname(entry), "..", "package.json"), "utf8"));
  const { version } = manifest as { version: string };
  const folder = path.join(tmpdir(), `pricebell-chromium-${version}-${userInfo().uid}`);
  await unpackOnce(folder, async (into) => {
    // The package unpacks into the temp folder of its process and takes what lies there for whole, so it gets one of its own.
    const script = `const { default: packaged } = await import(${JSON.stringify(pathToFileURL(entry).href)}); await packaged.executablePath();`;
    await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, TMPDIR: into },
    });
    await writeFile(path.join(into, "fonts.conf"), fontsConfiguration(path.join(folder, "fonts")));
  });
  // The temp folder is everybody's: what another user has put there under this name is not run.
  if ((await stat(folder)).uid !== userInfo().uid) throw new Error(`${folder} belongs to another user.`);
  return path.join(folder, "chromium");
}

/**
 * Fills `folder` unless it is there already. It appears whole or not at all, however many processes do this at once and
 * wherever one of them dies: each fills a folder of its own, and the first to be done gives its folder the name.
 */
export async function unpackOnce(folder: string, unpack: (into: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const mine = await mkdtemp(`${folder}.`);
  try {
    await unpack(mine);
    await rename(mine, folder);
  } catch (error) {
    await rm(mine, { recursive: true, force: true });
    // Somebody else was first, and theirs is as good.
    if (!existsSync(folder)) throw error;
  }
}

/** The packaged fonts where the machine has none: without any, a page shows no text at all. */
function environment(executablePath: string): Record<string, string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const own = path.join(path.dirname(executablePath), "fonts.conf");
  if (!existsSync("/etc/fonts/fonts.conf") && existsSync(own)) env["FONTCONFIG_FILE"] = own;
  return env;
}

function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig><dir>${folder}</dir><cachedir>${folder}-cache</cachedir></fontconfig>\n`;
}
