/** The helper itself, mostly on a host of a few lines that can be made to fail: the real one has tests of its own, which rely on this. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, expect, test } from "vitest";
import { startHeadlessApp, type HeadlessApp, type HeadlessOptions } from "../headless-app.ts";

const folder = mkdtempSync(path.join(tmpdir(), "pricebell-helper-"));
const entry = path.join(folder, "host.mjs");
const ws = pathToFileURL(path.join(path.dirname(createRequire(import.meta.url).resolve("ws")), "wrapper.mjs")).href;
writeFileSync(
  entry,
  `import { createServer } from "node:http";
import { existsSync, writeFileSync } from "node:fs";
import { WebSocketServer } from ${JSON.stringify(ws)};
const folder = process.argv[process.argv.indexOf("--data-dir") + 1];
const runs = folder + "/runs";
const mode = process.env.MODE;
process.stderr.write("hello from " + (existsSync(runs) ? "the second run" : "the first run") + "\\n");
if (mode === "fail") { process.stderr.write("the folder is in use\\n"); process.exit(7); }
if (mode === "mute") setInterval(() => {}, 1000);
else if (mode === "chatty") console.log("Welcome!");
else start();
process.on("SIGTERM", () => { if (mode !== "stubborn") process.exit(0); });
function start() {
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== "Bearer secret") return response.writeHead(401).end("{}");
    let body = ""; for await (const part of request) body += part;
    response.end(JSON.stringify(request.url === "/api/app.info" ? { ok: true, value: { name: "host", body: JSON.parse(body), args: process.argv.slice(2), secondRun: server.secondRun } }
      : { ok: false, error: { code: "not-found", message: request.url } }));
  });
  new WebSocketServer({ server, path: "/api/push" }).on("connection", (socket) => {
    for (const unread of [1, 2, 3]) socket.send(JSON.stringify({ push: "app.changed", value: { unread } }));
  });
  server.listen(0, "127.0.0.1", () => {
    const secondRun = existsSync(runs);
    if (process.env.MARK) writeFileSync(runs, "1");
    server.secondRun = secondRun;
    console.log(JSON.stringify({ listening: { url: "http://127.0.0.1:" + server.address().port + "/", token: "secret" } }));
  });
}
`,
);

const running: HeadlessApp[] = [];
async function start(options: HeadlessOptions = {}): Promise<HeadlessApp> {
  const app = await startHeadlessApp({ entry, ...options });
  running.push(app);
  return app;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.dispose()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("calls with the token, and passes what was asked for", async () => {
  const app = await start({ args: ["--demo"] });
  const answer = await app.call("app.info", {});
  expect(answer).toMatchObject({
    ok: true,
    value: { body: {}, args: ["--data-dir", app.dataDir, "--port", "0", "--json", "--demo"] },
  });
  await expect(app.value("feed.reconnect", {})).rejects.toThrow("feed.reconnect: not-found");
  expect(await app.request("api/app.info", { headers: { authorization: "Bearer wrong" } })).toMatchObject({
    status: 401,
  });
});

test("hears pushes, past and to come, and says what came instead", async () => {
  const app = await start();
  const pushes = await app.pushes();
  expect(await pushes.next("app.changed", (info) => info.unread === 2)).toEqual({ unread: 2 });
  expect(await pushes.next("app.changed", (info) => info.unread === 1)).toEqual({ unread: 1 });
  await pushes.next("app.changed", (info) => info.unread === 3);
  expect(pushes.of("app.changed").map((info) => info.unread)).toEqual([1, 2, 3]);
  await expect(pushes.next("rules.removed", () => true, 20)).rejects.toThrow("there were: app.changed");
  const waiting = expect(pushes.next("rules.removed")).rejects.toThrow("ended");
  await app.kill("SIGKILL");
  await waiting;
});

test("runs the real host, which ends when asked and says nothing on its error output", async () => {
  const app = await startHeadlessApp({ args: ["--demo"], env: { PRICEBELL_API_KEY: undefined } });
  running.push(app);
  expect(await app.value("app.info", {})).toMatchObject({ host: "headless", demo: true, dataDir: app.dataDir });
  const pushes = await app.pushes();
  const batch = await pushes.next("market.ticks");
  expect(batch.keys.length).toBeGreaterThan(0);
  expect(await app.stop()).toEqual({ code: 0, signal: null });
  expect(app.stderr).toBe("");
});

test("survives its being killed: the same folder, another process", async () => {
  const app = await start({ env: { MARK: "1" } });
  const { pid, dataDir } = app;
  expect(await app.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
  await app.restart();
  expect(app.pid).not.toBe(pid);
  expect(await app.call("app.info", {})).toMatchObject({ ok: true, value: { secondRun: true } });
  expect(await app.stop()).toEqual({ code: 0, signal: null });
  expect(app.stderr).toBe("hello from the first run\nhello from the second run\n");
  await app.dispose();
  expect(existsSync(dataDir)).toBe(false);
});

test("says why it did not start: ended, mute, or talking past --json", async () => {
  await expect(start({ env: { MODE: "fail" } })).rejects.toThrow(
    /ended before it listened: \{"code":7,"signal":null\}[^]*the folder is in use/,
  );
  await expect(start({ env: { MODE: "mute" }, readyWithinMs: 300 })).rejects.toThrow("did not listen within 300 ms");
  await expect(start({ env: { MODE: "chatty" } })).rejects.toThrow('does not say where it listens: "Welcome!"');
});

test("one that does not end when asked is ended, and that is a failure", async () => {
  const app = await start({ env: { MODE: "stubborn" } });
  await expect(app.stop(200)).rejects.toThrow("did not end within 200 ms");
  expect(await app.exited).toEqual({ code: null, signal: "SIGKILL" });
});
