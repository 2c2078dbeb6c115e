/** Six services, each on loopback and each failing in its own way from time to time. */
import type { FieldValues, RemoteChannelKind } from "../../main/delivery/channels/remote-channel.ts";
import type { Clock } from "../../main/lib/clock.ts";
import { discordSubject } from "../delivery/channels/conformance/subjects/discord.ts";
import { ntfySubjects } from "../delivery/channels/conformance/subjects/ntfy.ts";
import { slackSubject } from "../delivery/channels/conformance/subjects/slack.ts";
import { telegramSubject } from "../delivery/channels/conformance/subjects/telegram.ts";
import { webhookSubject } from "../delivery/channels/conformance/subjects/webhook.ts";
import type { Subject } from "../delivery/channels/conformance/subject.ts";
import { NtfyService } from "../doubles/services/ntfy.ts";
import type { Fault } from "../doubles/services/service-server.ts";

export interface FailingService {
  readonly name: string;
  readonly kind: RemoteChannelKind;
  readonly values: FieldValues;
  /** It fails by answering nothing: an attempt ends at its deadline. */
  readonly isStalling?: boolean;
  /** How many messages it has taken. */
  readonly taken: () => number;
  readonly fail: () => Promise<void>;
  readonly recover: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Fault => ({
  do: "reply",
  reply: { status, body, headers },
});

/** Of a service without a key for its messages none that may have been taken was not: a second unknown attempt is the last one. */
const failures: readonly (readonly [string, Subject | undefined, Fault])[] = [
  [
    "Telegram, 429s",
    telegramSubject,
    reply(429, {
      ok: false,
      error_code: 429,
      description: "Too Many Requests: retry after 5",
      parameters: { retry_after: 5 },
    }),
  ],
  ["Discord, 5xx", discordSubject, reply(500, { message: "500: Internal Server Error", code: 0 })],
  ["Slack, resets", slackSubject, { do: "take-and-reset" }],
  ["webhook, stalls", webhookSubject, { do: "hang-before-headers" }],
  ["ntfy, 200 with an error inside", ntfySubjects[0], reply(200, { code: 50001, http: 500, error: "internal" })],
];

export async function startFailingServices(): Promise<readonly FailingService[]> {
  const started = failures.map(async ([name, subject, fault]): Promise<FailingService> => {
    if (subject === undefined) throw new Error(`${name}: no such subject`);
    const running = await subject.start();
    const { server } = running;
    const set = (present: Fault | null): Promise<void> => {
      server.fault = present;
      return Promise.resolve();
    };
    return {
      name,
      ...running.at(server.origin),
      isStalling: fault.do === "hang-before-headers",
      taken: () => running.shown().length,
      fail: () => set(fault),
      recover: () => set(null),
      stop: () => running.stop(),
    };
  });
  return Promise.all([...started, startNtfyWithOutages()]);
}

/** Nothing listens on its port while it is out. */
async function startNtfyWithOutages(): Promise<FailingService> {
  const [subject] = ntfySubjects;
  if (subject === undefined) throw new Error("no ntfy");
  const first = await subject.start();
  const { port, origin } = first.server;
  const setup = first.at(origin);
  await first.stop();
  let service: NtfyService | null = await NtfyService.start({}, port);
  let takenBefore = 0;
  return {
    name: "ntfy, outages",
    ...setup,
    taken: () => takenBefore + (service?.history.length ?? 0),
    async fail() {
      takenBefore += service?.history.length ?? 0;
      const ending = service;
      service = null;
      await ending?.server.stop();
    },
    async recover() {
      service ??= await NtfyService.start({}, port);
    },
    stop: () => service?.server.stop() ?? Promise.resolve(),
  };
}

/** Fails for a while and works for a while, at random, until it is stopped; then it works. Milliseconds by `clock`. */
export function failNowAndThen(service: FailingService, clock: Clock, random: () => number): () => Promise<void> {
  let isStopped = false;
  let wake = (): void => undefined;
  const pause = async (ms: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = clock.after(ms, resolve);
    wake = resolve;
    await promise;
    timer.cancel();
  };
  const run = async (): Promise<void> => {
    while (!isStopped) {
      await pause(3_000 + random() * 25_000);
      if (isStopped) break;
      await service.fail();
      await pause(2_000 + random() * 20_000);
      await service.recover();
    }
  };
  const running = run();
  return () => {
    isStopped = true;
    wake();
    return running;
  };
}
