/**
 * The page's own scheme. `app://bundle/` serves the files that the build made and nothing else: a path is looked up in the
 * list of those files, never joined to a folder, so no spelling of `..` leads anywhere.
 */
import { readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { CustomScheme, Protocol } from "electron";
import { contentSecurityPolicy } from "../bridge/content-security-policy.ts";

export const scheme = "app";
export const pageOrigin = `${scheme}://bundle`;
export const pageUrl = `${pageOrigin}/`;

/** `bypassCSP` and `allowServiceWorkers` stay off; `standard` gives the page an origin of its own, `secure` a secure context. */
export const customScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Path in an address (`/assets/index.js`) to the file that answers it. */
export type Manifest = ReadonlyMap<string, string>;

/** Lists the built page once. Types that the page has no use for (source maps) are left out. */
export function readManifest(folder: string): Manifest {
  const manifest = new Map<string, string>();
  // One folder at a time: inside Electron's archive `readdir` does not promise to go down by itself.
  const list = (within: string): void => {
    for (const name of readdirSync(join(folder, within))) {
      const path = `${within}/${name}`;
      const file = join(folder, path);
      if (statSync(file).isDirectory()) list(path);
      else if (extname(name) in contentTypes) manifest.set(path, file);
    }
  };
  list("");
  const index = manifest.get("/index.html");
  if (index === undefined) throw new Error(`${folder} has no index.html: the page was not built`);
  manifest.set("/", index);
  return manifest;
}

/** The file for an address, or null. The whole origin must match and the path must be in the list, letter for letter. */
export function fileFor(manifest: Manifest, address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== `${scheme}:` || url.host !== "bundle" || url.username !== "" || url.password !== "") return null;
  return manifest.get(url.pathname) ?? null;
}

/** Answers one request of the page. Only GET and HEAD: a page has nothing to send here. */
export async function answer(manifest: Manifest, request: Request): Promise<Response> {
  const headers = {
    "content-security-policy": contentSecurityPolicy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
  };
  if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405, headers });
  const file = fileFor(manifest, request.url);
  if (file === null) return new Response(null, { status: 404, headers });
  const body = request.method === "HEAD" ? null : new Uint8Array(await readFile(file));
  return new Response(body, {
    headers: { ...headers, "content-type": contentTypes[extname(file)] ?? "application/octet-stream" },
  });
}

/** Serves the page. After `ready`; `customScheme` must have been registered before it. */
export function setupScheme(protocol: Pick<Protocol, "handle">, rendererDir: string): void {
  const manifest = readManifest(rendererDir);
  protocol.handle(scheme, (request) => answer(manifest, request));
}
