/** Which files of the built page are served, as what, and how long a browser may keep them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPageFiles, servePageFile, type PageFiles } from "../../main/bridge/static-files.ts";

let folder: string;
let files: PageFiles;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pricebell-page-"));
  mkdirSync(path.join(folder, "page", "assets", "deep"), { recursive: true });
  writeFileSync(path.join(folder, "outside.txt"), "outside");
  for (const name of [
    ...["index.html", "about.html", "assets/a.js", "assets/deep/b.css", "c.json", "d.txt", "e.svg", "f.png"],
    ...["g.ico", "h.webp", "i.woff2", "j.map", "k", "l.HTML"],
  ])
    writeFileSync(path.join(folder, "page", name), name);
  symlinkSync(path.join(folder, "outside.txt"), path.join(folder, "page", "link.txt"));
  files = readPageFiles(path.join(folder, "page"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every file of a kind that a page has, by its path, and the index for the address alone", () => {
  const types = Object.fromEntries([...files].map(([address, { type }]) => [address, type]));
  expect(types).toEqual({
    "/": "text/html; charset=utf-8",
    "/index.html": "text/html; charset=utf-8",
    "/about.html": "text/html; charset=utf-8",
    "/assets/a.js": "text/javascript; charset=utf-8",
    "/assets/deep/b.css": "text/css; charset=utf-8",
    "/c.json": "application/json; charset=utf-8",
    "/d.txt": "text/plain; charset=utf-8",
    "/e.svg": "image/svg+xml",
    "/f.png": "image/png",
    "/g.ico": "image/x-icon",
    "/h.webp": "image/webp",
    "/i.woff2": "font/woff2",
  });
});

test("a folder that is not there is an empty list, one that cannot be listed is told", () => {
  expect(readPageFiles(path.join(folder, "none")).size).toBe(0);
  expect(() => readPageFiles(path.join(folder, "outside.txt"))).toThrow("ENOTDIR");
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string | undefined;
}

function serve(pathname: string, { method = "GET", etag }: { method?: string; etag?: string } = {}): Answer {
  const answer: Answer = { status: 0, headers: {}, body: undefined };
  const response = {
    setHeader: (name: string, value: unknown) => (answer.headers[name] = value),
    writeHead(status: number, headers: Record<string, unknown> = {}) {
      answer.status = status;
      Object.assign(answer.headers, headers);
      return response;
    },
    end: (body?: Buffer | string) => void (answer.body = body?.toString()),
  };
  const request = { method, headers: { "if-none-match": etag } };
  servePageFile(files, pathname, request as unknown as IncomingMessage, response as unknown as ServerResponse);
  return answer;
}

test("what has a hash in its name is kept for a year, everything else is asked for anew", () => {
  expect(serve("/assets/a.js")).toMatchObject({
    status: 200,
    body: "assets/a.js",
    headers: { "Cache-Control": "public, max-age=31536000, immutable", "Content-Length": 11 },
  });
  expect(serve("/about.html").headers).toMatchObject({ "Cache-Control": "no-cache" });
  expect(serve("/")).toEqual(serve("/index.html"));
});

test("HEAD tells the length and sends nothing, a known file is not sent again, another one's mark is none", () => {
  const { headers } = serve("/d.txt");
  expect(serve("/d.txt", { method: "HEAD" })).toEqual({ status: 200, headers, body: undefined });
  const etag = String(headers["ETag"]);
  expect(etag).toMatch(/^"[\w-]{43}"$/u);
  expect(serve("/d.txt", { etag })).toEqual({
    status: 304,
    headers: { "Cache-Control": "no-cache", ETag: etag },
    body: undefined,
  });
  expect(serve("/c.json", { etag }).status).toBe(200);
});

test("nothing there: 404, and 503 where the page itself was never built; neither is kept", () => {
  expect(serve("/none.html")).toMatchObject({ status: 404, headers: { "Cache-Control": "no-store" } });
  expect(serve("/none.html").body).toBe("There is nothing here.\n");
  files = new Map();
  expect(serve("/")).toMatchObject({ status: 503, headers: { "Cache-Control": "no-store" } });
  expect(serve("/").body).toMatch(/npm run build[^\n]*\n$/u);
});
