/**
 * What the feed costs per message, from the socket to the sink, against the floor of "ws receive + JSON.parse" on the same
 * frames in the same run. The sender is another process; rounds of the two alternate and their medians are compared, so that
 * what else the machine does weighs on both.
 */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";
import { Feed, type FeedSink } from "../../main/market/feed.ts";
import { securityPro } from "../../main/market/securitypro/venue.ts";
import { systemClock } from "../../main/clock.ts";
import { defaultSettings } from "../../preload/contract/settings.ts";
import { symbolAt, type Burst } from "./feed-frames.ts";
import { median, type Row } from "./row.ts";

const instruments = 200;
const framesARound = 20_000;
const rounds = 31;
const warmUpRounds = 6;

/** One side of the comparison: the path it dialled, and a promise for when so many messages have come through. */
interface Receiver {
  readonly path: string;
  receive(messages: number): Promise<void>;
  stop(): void;
}

/** Rows: the feed's ratio to the floor, and both in microseconds of CPU per message. */
export async function benchFeed(): Promise<Row[]> {
  const sender = fork(fileURLToPath(new URL("./feed-sender.ts", import.meta.url)));
  try {
    const port = await portOf(sender);
    const receivers = [await floorReceiver(port), await feedReceiver(port)] as const;
    const { floor, feed, ratio } = await measure(sender, receivers);
    for (const receiver of receivers) receiver.stop();
    return [
      { name: "feed: CPU per message, to ws receive + JSON.parse", value: ratio, unit: "x", target: 1.25 },
      { name: "floor: ws receive + JSON.parse", value: floor, unit: "us", target: null },
      { name: "feed: socket to sink", value: feed, unit: "us", target: null },
    ];
  } finally {
    sender.kill();
  }
}

/** Microseconds of CPU per message, and the middle of the rounds' ratios. */
interface Measured {
  readonly floor: number;
  readonly feed: number;
  readonly ratio: number;
}

async function measure(sender: ChildProcess, receivers: readonly [Receiver, Receiver]): Promise<Measured> {
  const samples: [number[], number[]] = [[], []];
  let from = 0;
  for (let round = 0; round < rounds + warmUpRounds; round++) {
    // Who goes first alternates: the second finds warmer caches.
    for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const { path, receive } = receivers[side];
      const burst: Burst & { to: string } = { to: path, frames: framesARound, from, instruments };
      const received = receive(framesARound);
      const before = process.cpuUsage();
      sender.send(burst);
      await received;
      const used = process.cpuUsage(before);
      if (round >= warmUpRounds) samples[side].push((used.user + used.system) / framesARound);
    }
    from += framesARound;
  }
  const [floors, feeds] = samples;
  // Round by round: what the machine did besides in a round weighed on both of its halves.
  const ratio = median(feeds.map((value, at) => value / (floors[at] ?? Number.NaN)));
  return { floor: median(floors), feed: median(feeds), ratio };
}

async function floorReceiver(port: number): Promise<Receiver> {
  const path = "/floor";
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const counter = new Countdown();
  socket.on("message", (data) => {
    const frame = JSON.parse((data as Buffer).toString()) as { price?: string };
    if (frame.price !== undefined) counter.down();
  });
  return { path, receive: (messages) => counter.from(messages), stop: () => socket.terminate() };
}

async function feedReceiver(port: number): Promise<Receiver> {
  const path = "/feed";
  const counter = new Countdown();
  const sink: FeedSink = { onTick: () => counter.down(), onLost: () => undefined, onStatus: () => undefined };
  const feed = new Feed({
    clock: systemClock,
    random: Math.random,
    venue: securityPro,
    settings: { ...defaultSettings, wsUrl: `ws://127.0.0.1:${port}${path}`, restUrl: `http://127.0.0.1:${port}` },
    apiKey: null,
    sink,
    lastKnown: [],
    aliveUntilMs: null,
  });
  for (let at = 0; at < instruments; at++) feed.watch(`securitypro:${symbolAt(at)}`);
  feed.start();
  // The sender answers every REST request with 404: once all are through, nothing but frames costs anything.
  const isReady = () => feed.status().instruments.every((one) => one.detail !== null);
  while (!isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
  return { path, receive: (messages) => counter.from(messages), stop: () => feed.stop() };
}

/** Resolves when as many messages have come as were announced. */
class Countdown {
  #left = 0;
  #done: () => void = () => undefined;

  from(messages: number): Promise<void> {
    this.#left = messages;
    return new Promise((resolve) => (this.#done = resolve));
  }

  down(): void {
    if (--this.#left === 0) this.#done();
  }
}

async function portOf(sender: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    sender.once("message", (message) => resolve((message as { port: number }).port));
    sender.once("exit", (code) => reject(new Error(`the sender ended with ${code}`)));
  });
}
