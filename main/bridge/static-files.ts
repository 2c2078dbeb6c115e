/** The built page, by a list made once at the start: a request picks an entry or nothing, it never makes a path. */
import { message } from "../../preload/contract/messages/message.ts";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";

const typeOfExtension: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
}

/** By the path in the address, e.g. `/assets/index-3f2a.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Reads the folder into memory (the built page is small). A missing folder gives an empty list; links and unknown types are left out. */
export function readPageFiles(folder: string): PageFiles {
  const files = new Map<string, PageFile>();
  let entries;
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return files;
    throw error;
  }
  for (const entry of entries) {
    const type = typeOfExtension[path.extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const body = readFileSync(file);
    const address = `/${path.relative(folder, file).split(path.sep).join("/")}`;
    files.set(address, { body, type, etag: `"${createHash("sha256").update(body).digest("base64url")}"` });
  }
  const index = files.get("/index.html");
  if (index !== undefined) files.set("/", index);
  return files;
}

/** Answers a GET or HEAD. `pathname` is the target as sent, without its query: nothing is decoded. */
export function servePageFile(
  files: PageFiles,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const file = files.get(pathname);
  if (file === undefined) {
    answerText(
      response,
      pathname === "/" ? 503 : 404,
      message(pathname === "/" ? "page.not-built" : "page.nothing-here"),
    );
    return;
  }
  // The build puts a hash of the content into the names under assets/; everything else is asked for anew.
  const caching = pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  response.setHeader("Cache-Control", caching);
  response.setHeader("ETag", file.etag);
  if (request.headers["if-none-match"] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { "Content-Type": file.type, "Content-Length": file.body.length });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" })
    .end(`${text}\n`);
}
