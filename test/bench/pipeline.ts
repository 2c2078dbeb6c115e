/**
 * What a message costs from the socket to the decision, against the floor of "ws receive + JSON.parse" on the same frames in
 * the same run. The sender is another process; rounds of all receivers alternate and the medians of their ratios count, so
 * that what else the machine does weighs on all of them.
 */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { mixedRules, levelRules } from "./bench-rules.ts";
import type { Burst } from "./feed-frames.ts";
import { appReceiver, floorReceiver, type Receiver } from "./receivers.ts";
import { median, type Row } from "./print-rows.ts";

const framesARound = 20_000;
const rounds = 15;
const warmUpRounds = 5;
const steadyPerSecond = 5_000;
const steadySeconds = 1;
const steadyRounds = 15;

/** All rows: bursts on 200 instruments, on one, and of frames that are not read the usual way; and a steady stream. */
export async function benchPipeline(): Promise<Row[]> {
  return [...(await benchSteady()), ...(await bursts(200)), ...(await bursts(1)), ...(await unusualBursts())];
}

async function bursts(instruments: number): Promise<Row[]> {
  const where = instruments === 1 ? "all on one instrument" : `over ${instruments} instruments`;
  return withSender(async (sender, port) => {
    const receivers = [
      await floorReceiver(port),
      await appReceiver({ name: "no rules", port, instruments, rules: [] }),
      await appReceiver({ name: "10,000 rules", port, instruments, rules: levelRules(10_000, instruments) }),
      await appReceiver({ name: "100,000 rules", port, instruments, rules: levelRules(100_000, instruments) }),
      await appReceiver({ name: "10,000 of every kind", port, instruments, rules: mixedRules(10_000, instruments) }),
      await appReceiver({ name: "100,000 of every kind", port, instruments, rules: mixedRules(100_000, instruments) }),
    ] as const;
    const us = await measure(sender, receivers, { instruments });
    for (const receiver of receivers) receiver.stop();
    const [floor, none, ten, hundred, tenMixed, hundredMixed] = receivers.map(({ name }) => us.get(name) ?? []) as [
      number[],
      number[],
      number[],
      number[],
      number[],
      number[],
    ];
    return [
      { name: `floor, bursts ${where}`, value: median(floor), unit: "us of CPU a message", target: null },
      { name: `bursts ${where}, no rules`, value: ratio(none, floor), unit: "x floor", target: null },
      { name: `bursts ${where}, 10,000 level rules`, value: ratio(ten, floor), unit: "x floor", target: 1.4 },
      { name: `bursts ${where}, 100,000 level rules`, value: ratio(hundred, ten), unit: "x 10,000", target: 1.2 },
      {
        name: `bursts ${where}, 10,000 rules of every kind`,
        value: ratio(tenMixed, floor),
        unit: "x floor",
        target: 1.4,
      },
      {
        name: `bursts ${where}, 100,000 rules of every kind`,
        value: ratio(hundredMixed, tenMixed),
        unit: "x 10,000",
        target: 1.2,
      },
    ];
  });
}

/** What it costs where each frame has to go through `JSON.parse` here too: no frame that the venue documents does, so no target. */
async function unusualBursts(): Promise<Row[]> {
  const instruments = 200;
  return withSender(async (sender, port) => {
    const receivers = [
      await floorReceiver(port),
      await appReceiver({ name: "10,000 rules", port, instruments, rules: levelRules(10_000, instruments) }),
    ];
    const us = await measure(sender, receivers, { instruments, unusual: true });
    for (const receiver of receivers) receiver.stop();
    const value = ratio(us.get("10,000 rules") ?? [], us.get("floor") ?? []);
    return [
      {
        name: "bursts of frames with a field we do not know, 10,000 level rules",
        value,
        unit: "x floor",
        target: null,
      },
    ];
  });
}

/** One frame at a time, as from a venue that trades evenly: waking up is most of the cost. */
async function benchSteady(): Promise<Row[]> {
  return withSender(async (sender, port) => {
    const instruments = 200;
    const receivers = [
      await floorReceiver(port),
      await appReceiver({ name: "10,000 rules", port, instruments, rules: levelRules(10_000, instruments) }),
    ];
    const samples = new Map<string, number[]>();
    let from = 0;
    for (let round = 0; round < steadyRounds; round++) {
      for (const receiver of round % 2 === 0 ? receivers : receivers.toReversed()) {
        const frames = steadyPerSecond * steadySeconds;
        const us = await cpuOf(sender, receiver, { frames, from, instruments, perSecond: steadyPerSecond });
        // The first rounds of each are for the compiler.
        if (round > 2) samples.set(receiver.name, [...(samples.get(receiver.name) ?? []), us]);
      }
      from += steadyPerSecond * steadySeconds;
    }
    for (const receiver of receivers) receiver.stop();
    const floor = samples.get("floor") ?? [];
    return [
      {
        name: `floor, a steady ${steadyPerSecond} a second`,
        value: median(floor),
        unit: "us of CPU a message",
        target: null,
      },
      {
        name: `a steady ${steadyPerSecond} a second, 10,000 level rules`,
        value: ratio(samples.get("10,000 rules") ?? [], floor),
        unit: "x floor",
        target: 1.15,
      },
    ];
  });
}

/** What is sent in every round of a measurement. */
export type Sent = Pick<Sending, "instruments" | "unusual" | "venue">;

/** CPU of each receiver, by its name and round by round; and the number of the first frame that was not sent. */
class Samples extends Map<string, number[]> {
  nextFrom = 0;
}

export async function measure(
  sender: ChildProcess,
  receivers: readonly Receiver[],
  sent: Sent,
  counted = rounds,
): Promise<Samples> {
  const samples = new Samples(receivers.map(({ name }): [string, number[]] => [name, []]));
  let from = 0;
  for (let round = 0; round < counted + warmUpRounds; round++) {
    // Who goes first changes from round to round: the later ones find warmer caches.
    const turn = round % receivers.length;
    for (const receiver of [...receivers.slice(turn), ...receivers.slice(0, turn)]) {
      const us = await cpuOf(sender, receiver, { frames: framesARound, from, ...sent, perSecond: null });
      if (round >= warmUpRounds) samples.get(receiver.name)?.push(us);
    }
    from += framesARound;
  }
  samples.nextFrom = from;
  return samples;
}

export interface Sending extends Pick<Burst, "unusual" | "venue"> {
  readonly frames: number;
  readonly from: number;
  readonly instruments: number;
  /** Null: as fast as the socket takes them. */
  readonly perSecond: number | null;
}

/** Microseconds of CPU of this process, kernel included, for each message of one round. */
export async function cpuOf(sender: ChildProcess, receiver: Receiver, sending: Sending): Promise<number> {
  const received = receiver.receive(sending.frames);
  const before = process.cpuUsage();
  sender.send({ to: receiver.path, ...sending });
  await received;
  const used = process.cpuUsage(before);
  return (used.user + used.system) / sending.frames;
}

/** Median of the ratios round by round: both sides of a round were measured within the same moments. */
export function ratio(values: readonly number[], floors: readonly number[]): number {
  return median(values.map((value, index) => value / (floors[index] ?? Number.NaN)));
}

/** With a sender in a process of its own, which ends with `run`. */
export async function withSender<T>(run: (sender: ChildProcess, port: number) => Promise<T>): Promise<T> {
  const sender = fork(fileURLToPath(new URL("./feed-sender.ts", import.meta.url)));
  try {
    const port = await new Promise<number>((resolve, reject) => {
      sender.once("message", (message) => resolve((message as { port: number }).port));
      sender.once("exit", (code) => reject(new Error(`the sender ended with ${code}`)));
    });
    return await run(sender, port);
  } finally {
    sender.kill();
  }
}

if (import.meta.main) {
  const { printRows } = await import("./print-rows.ts");
  printRows("Pipeline", await benchPipeline());
}
