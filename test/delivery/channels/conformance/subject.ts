/** What the conformance suite has to know of a channel to run on it: a line in `subjects/index.ts` for each. */
import { expect } from "vitest";
import type {
  FieldValues,
  RemoteChannelHost,
  RemoteChannelKind,
  RemoteMessage,
  SendOutcome,
  SoundPlayer,
} from "../../../../main/delivery/channels/remote-channel.ts";
import type { Clock } from "../../../../main/lib/clock.ts";
import { NetworkAgent } from "../../../../main/network/agent.ts";
import { ManualClock } from "../../../doubles/clock.ts";
import type { ServiceOptions, ServiceServer } from "../../../doubles/services/service-server.ts";
import { until } from "../../../doubles/until.ts";

/** A channel and what a person would have entered. */
export interface Setup {
  readonly kind: RemoteChannelKind;
  readonly values: FieldValues;
}

/** One way in which this service, by its own documentation, does not take a message. */
export interface Refusal {
  readonly name: string;
  readonly arrange: () => void;
  readonly outcome: Partial<Record<"kind" | "code" | "afterMs", unknown>>;
}

export interface RunningSubject {
  readonly server: ServiceServer;
  /** The channel set up for a server at this origin, `http://127.0.0.1:PORT`. `ca`: PEM of its authority, where the channel takes one. */
  readonly at: (origin: string, ca?: string) => Setup;
  readonly refusals: readonly Refusal[];
  /** What people see of what arrived, in order: markup applied, entities read. */
  readonly shown: () => readonly string[];
  /** How many people were called by a mention. */
  readonly pings: () => number;
  readonly stop: () => Promise<void>;
}

export interface Subject {
  readonly name: string;
  readonly start: (options?: ServiceOptions) => Promise<RunningSubject>;
  /** A 2xx is all that it says: no body can be wrong. */
  readonly believesStatus?: boolean;
  /** So long it asks to be left alone after an error of its own; left out: it does not say. Milliseconds. */
  readonly serverErrorWaitMs?: number;
  /** The longest text that it takes, in its unit; title and body apart where they are counted apart. */
  readonly longest: { readonly most: number; readonly measure: (text: string) => number };
}

/** No window is open. */
const noWindow: SoundPlayer = {
  state: () => "no-window",
  onChanged: () => () => undefined,
  play: () => Promise.resolve("no-window"),
};

/** A host whose time is the test's. `stored`: what the channel keeps over restarts. */
export function hostWith(clock: Clock, stored: { value: string | null } = { value: null }): RemoteChannelHost {
  return {
    clock,
    agent: new NetworkAgent(() => Promise.resolve(null)),
    installationId: "a1b2c3d4",
    cursor: { get: () => stored.value, set: (value) => (stored.value = value) },
    sounds: noWindow,
  };
}

export function remoteMessage(rest: Partial<RemoteMessage> = {}): RemoteMessage {
  return {
    id: "event-0001-aaaa-bbbb",
    key: "key-0001-aaaa-bbbb",
    title: "BTC-USD rose to 45,000",
    body: "45,000.50 at 12:00:01\nTell me once when it rises to 45,000",
    urgency: "normal",
    isSilent: false,
    actions: [],
    isAgain: false,
    receipt: null,
    events: [],
    topic: "alert.fired",
    happenedAtMs: Date.parse("2026-01-05T12:00:00.000Z"),
    ...rest,
  };
}

export interface SendOptions {
  readonly message?: RemoteMessage;
  readonly signal?: AbortSignal;
  readonly clock?: ManualClock;
}

/** One attempt over a channel of its own; whatever comes of it, its words are whole and hold no secret. */
export async function attempt({ kind, values }: Setup, options: SendOptions = {}): Promise<SendOutcome> {
  expect(kind.check(values)).toEqual({ ok: true, value: null });
  const channel = kind.open(values, hostWith(options.clock ?? new ManualClock()));
  const outcome = await channel.send(
    options.message ?? remoteMessage(),
    options.signal ?? new AbortController().signal,
  );
  channel.close();
  expectNoSecret(JSON.stringify(outcome), { kind, values });
  if (outcome.kind !== "accepted") expect(outcome.words).toMatch(/^\S.+\S$/s);
  return outcome;
}

function expectNoSecret(text: string, { kind, values }: Setup): void {
  const secrets = kind.secretsOf(values);
  for (const form of secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))
    expect(text).not.toContain(form);
}

/**
 * Waits for `done` while pauses pass on the test's clock. `deadlineMs`: what a request that is under way may still take; that time
 * stands still, or a busy machine would have it run out.
 */
export async function throughPauses(
  clock: ManualClock,
  deadlineMs: number,
  done: () => boolean,
  what: string,
): Promise<void> {
  await until(() => {
    if (done()) return true;
    const { nextDelayMs } = clock;
    if (nextDelayMs !== null && nextDelayMs !== deadlineMs) clock.advance(nextDelayMs);
    return done();
  }, what);
}
