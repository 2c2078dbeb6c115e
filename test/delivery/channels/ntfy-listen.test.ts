/** Holding the stream of ntfy's answers open: what is asked, which lines are answers, how long it waits, and what is told of trouble. */
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listenToNtfy } from "../../../main/delivery/channels/ntfy/listen.ts";
import { ntfyServerOf, type NtfyServer } from "../../../main/delivery/channels/ntfy/server.ts";
import type { RemoteAnswer } from "../../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ServiceServer, type Reply } from "../../doubles/services/service-server.ts";
import { until } from "../../doubles/until.ts";
import { hostWith } from "./conformance/subject.ts";

let service: ServiceServer;
let server: NtfyServer;
let clock: ManualClock;
let stored: { value: string | null };
let stream: ServerResponse | null;
let replies: Reply[];
let heard: RemoteAnswer[];
let troubles: (string | null)[];
let end: () => void;

beforeEach(async () => {
  replies = [];
  stream = null;
  service = await ServiceServer.start((_request, response) => {
    const reply = replies.shift();
    if (reply !== undefined) return reply;
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.flushHeaders();
    stream = response;
    response.on("close", () => {
      if (stream === response) stream = null;
    });
    return null;
  });
  server = ntfyServerOf({ server: service.origin, topic: "bell", token: "tk_1" }, "a1b2c3d4");
  clock = new ManualClock();
  stored = { value: null };
  heard = [];
  troubles = [];
  end = () => undefined;
});
afterEach(async () => {
  end();
  await service.stop();
});

function listen(): void {
  end = listenToNtfy(
    server,
    hostWith(clock, stored),
    (answer) => heard.push(answer),
    (words) => troubles.push(words),
  );
}
const opened = (): Promise<void> => until(() => stream !== null, "the stream to open");
const paused = (ms: number): Promise<void> => until(() => clock.nextDelayMs === ms, `the pause of ${ms} ms`);
const say = (...lines: readonly object[]): void =>
  void stream?.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

let count = 0;
/** A line as a button of ours makes it. */
function pressed(messageId: string, rest: object = {}): { readonly event: string; readonly id: string } {
  const signed = `acknowledge.${messageId}.${Math.floor(clock.now().wallMs / 1_000).toString(36)}`;
  count += 1;
  return { event: "message", id: `m${count}`, ...rest, ...{ message: `${signed}.${server.sign(signed)}` } };
}
/** Everything that was said before it has been read. */
async function allRead(): Promise<void> {
  const last = pressed("event-last");
  say({ ...last, message: "no answer of ours" });
  await until(() => stored.value === last.id, "the last line to be read");
}
const ids = (): string[] => heard.map(({ messageId }) => messageId);

test("all is asked for first, with the login, and later only what came after the last line", async () => {
  listen();
  await opened();
  say(pressed("event-1", { id: "m&1" }));
  await until(() => stored.value === "m&1", "the line to be read");
  stream?.end();
  await paused(2_000);
  clock.advance(2_000);
  await opened();
  const path = `/${server.answerTopic}/json`;
  expect(service.requests.map((request) => [request.method, request.path, request.query.get("since")])).toEqual([
    ["GET", path, "all"],
    ["GET", path, "m&1"],
  ]);
  expect(service.requests[0]?.headers.authorization).toBe("Bearer tk_1");
});

test("a line is an answer where it is a whole message; what cannot be one is passed over", async () => {
  listen();
  await opened();
  say(pressed("event-1", { event: "open" }), pressed("event-2", { event: "keepalive" }), pressed("event-3", { id: 5 }));
  say({ event: "message", id: "m", message: 7 });
  stream?.write("no JSON\n[]\n\n");
  const one = pressed("event-4");
  say(one, { ...one, id: "again" }, pressed("event-5"));
  await allRead();
  expect(ids()).toEqual(["event-4", "event-5"]);
});

test("the last 500 answers are not heard twice", async () => {
  listen();
  await opened();
  const lines = Array.from({ length: 501 }, (_, at) => pressed(`event-${at}`));
  say(...lines);
  await allRead();
  expect(heard).toHaveLength(501);
  heard = [];
  for (const at of [1, 500, 0]) say(lines[at] ?? {});
  await allRead();
  expect(ids(), "the oldest has been forgotten").toEqual(["event-0"]);
});

describe("where it cannot be opened", () => {
  test("it waits 2, 5, 15 and 60 s, and tells of it from the second time on, with the reason", async () => {
    replies = Array.from({ length: 5 }, () => ({ status: 403, body: "" }));
    listen();
    for (const [at, ms] of [2_000, 5_000, 15_000, 60_000, 60_000].entries()) {
      await paused(ms);
      expect(troubles).toHaveLength(at);
      clock.advance(ms);
    }
    for (const words of troubles) expect(words).toMatch(/cannot be heard: .*\(HTTP 403\)/);
    await opened();
  });

  test("and could be in between, it begins anew, and says that it can", async () => {
    replies = [
      { status: 500, body: "" },
      { status: 500, body: "" },
    ];
    listen();
    for (const ms of [2_000, 5_000]) {
      await paused(ms);
      clock.advance(ms);
    }
    await opened();
    await allRead();
    expect(troubles, "only the server's own word says that it is open").toHaveLength(1);
    say({ event: "open" });
    await until(() => troubles.at(-1) === null, "the trouble to be taken back");
    expect(troubles).toHaveLength(2);
    stream?.end();
    await paused(2_000);
    expect(troubles, "a stream that ends is no trouble").toHaveLength(2);
  });

  test.each<[string, Reply, number]>([
    ["asked too often", { status: 429, body: "" }, 5_000],
    ["asked too often, with a time", { status: 429, body: "", headers: { "retry-after": "40" } }, 40_000],
    ["asked too often, with a short time", { status: 429, body: "", headers: { "retry-after": "1" } }, 2_000],
    ["a fault with a time", { status: 503, body: "", headers: { "retry-after": "40" } }, 2_000],
    ["a login that is none", { status: 401, body: "", headers: { "retry-after": "40" } }, 2_000],
  ])("%s: it waits as long as that asks", async (_what, reply, ms) => {
    replies = [reply];
    listen();
    await paused(ms);
  });
});

test("ended by us, it is closed, asks no more and tells of no trouble", async () => {
  replies = [{ status: 500, body: "" }];
  listen();
  await paused(2_000);
  clock.advance(2_000);
  await opened();
  end();
  await until(() => stream === null && clock.pending === 0, "the stream to close");
  expect([service.requests.length, troubles]).toEqual([2, []]);
});
