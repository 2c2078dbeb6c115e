/** The gate to a venue's REST before a real HTTP server, with a clock of the test's own: `beforeEach(startRestGate)`. */
import { onTestFinished } from "vitest";
import { HttpRestGate, type HttpRestGateOptions } from "../../../main/market/feed/rest-gate.ts";
import type { RestAnswer, RestOutcome, RestRequest } from "../../../main/market/venues/session.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { VenueServer, type RestAnswer as ServerAnswer } from "../../doubles/venue-server.ts";

export let server: VenueServer;
export let clock: ManualClock;
export let gate: HttpRestGate;

const never = new AbortController().signal;

export async function startRestGate(): Promise<void> {
  const started = await VenueServer.start();
  onTestFinished(() => started.stop());
  server = started;
  answering({ body: { good: true } });
  clock = new ManualClock();
  useGate();
}

/** A gate beside the one in use. */
export const gateWith = (options: Partial<HttpRestGateOptions> = {}): HttpRestGate =>
  new HttpRestGate({
    clock,
    restUrls: [server.restUrl],
    limit: { max: 100, perMs: 1_000 },
    takesKey: false,
    ...options,
  });

/** Another gate is in use from here on. */
export function useGate(options: Partial<HttpRestGateOptions> = {}): void {
  gate = gateWith(options);
}

export const get = (path: string, request: Partial<RestRequest> = {}): Promise<RestOutcome<RestAnswer>> =>
  gate.get({ path, ...request }, never);

export const answering = (answer: ServerAnswer): void => void (server.rest = () => answer);

/** Of the requests that arrived, in order. */
export const paths = (): string[] => server.requests.map(({ path }) => path);

export const arrived = (count: number): Promise<void> =>
  until(() => server.requests.length === count, `${count} requests (${paths().join(" ")})`);
