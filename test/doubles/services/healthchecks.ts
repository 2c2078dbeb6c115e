/**
 * healthchecks.io as healthchecks.io/docs/http_api describes it: one check, found by its UUID. It is late after its period and down
 * after its grace, by a clock that the test moves; `/fail` is down at once; while paused it is never down.
 */
import { ServiceServer, type Reply, type ServiceOptions, type ServiceRequest } from "./service-server.ts";

export interface Ping {
  readonly action: "success" | "start" | "fail" | "log";
  readonly method: string;
  readonly body: string;
}

export const readWriteKey = "hcw_0dTQJ8mVxN3kLp";
export const checkId = "5f0c2a7e-3b1d-4c8e-9a65-0d1e2f3a4b5c";

export class HealthchecksService {
  readonly server: ServiceServer;
  readonly pings: Ping[] = [];
  periodMs = 60_000;
  graceMs = 60_000;
  /** Answered with 200 all the same: the form with the UUID says it in the body alone. */
  isRateLimited = false;
  #nowMs = 0;
  #lastMs = 0;
  #status: "new" | "up" | "down" | "paused" = "new";
  /** How often a person has been told that it is down. */
  alarms = 0;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(options: ServiceOptions = {}): Promise<HealthchecksService> {
    const service: HealthchecksService = new HealthchecksService(
      await ServiceServer.start((request) => service.#handle(request), options),
    );
    return service;
  }

  get address(): string {
    return `${this.server.origin}/ping/${checkId}`;
  }

  of(action: Ping["action"]): readonly Ping[] {
    return this.pings.filter((ping) => ping.action === action);
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    if (this.#status === "up" && this.#nowMs > this.#lastMs + this.periodMs + this.graceMs) this.#down();
  }

  #handle({ method, path, headers, body }: ServiceRequest): Reply {
    if (path === `/api/v3/checks/${checkId}/pause` && method === "POST") {
      if (headers["x-api-key"] !== readWriteKey) return { status: 401, body: { error: "wrong api key" } };
      this.#status = "paused";
      return { status: 200, body: { status: "paused" } };
    }
    const [, ping, id, suffix = "success"] = path.split("/");
    if (ping !== "ping" || id !== checkId) return { status: 200, body: "OK (not found)" };
    if (this.isRateLimited) return { status: 200, body: "OK (rate limited)" };
    const action = (["success", "start", "fail", "log"] as const).find((each) => each === suffix);
    if (action === undefined) return { status: 404, body: "not found" };
    this.pings.push({ action, method, body });
    // A log entry says nothing of the state, and puts nothing off.
    if (action === "success") this.#status = "up";
    if (action === "success" || action === "start") this.#lastMs = this.#nowMs;
    if (action === "fail" && this.#status !== "down") this.#down();
    return { status: 200, body: "OK" };
  }

  #down(): void {
    this.#status = "down";
    this.alarms += 1;
  }
}
