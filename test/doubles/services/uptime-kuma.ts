/**
 * A push monitor of uptime-kuma: what comes with its token counts, `status=up` (or none) as a beat, anything else as down; a token that it does not
 * know is a 404. Down by itself when no beat came for its interval, by a clock that the test moves.
 */
import { ServiceServer, type Reply, type ServiceRequest } from "./service-server.ts";

const pushToken = "Zk9QxW3rT7";

export class UptimeKumaService {
  readonly server: ServiceServer;
  readonly beats: { readonly status: string; readonly msg: string }[] = [];
  intervalMs = 120_000;
  alarms = 0;
  #sinceMs = 0;
  #isUp = false;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(): Promise<UptimeKumaService> {
    const service: UptimeKumaService = new UptimeKumaService(
      await ServiceServer.start((request) => service.#handle(request)),
    );
    return service;
  }

  /** As uptime-kuma shows it to be copied. */
  get address(): string {
    return `${this.server.origin}/api/push/${pushToken}?status=up&msg=OK&ping=`;
  }

  advance(ms: number): void {
    this.#sinceMs += ms;
    if (this.#isUp && this.#sinceMs > this.intervalMs) this.#down();
  }

  #handle({ path, query }: ServiceRequest): Reply {
    if (path !== `/api/push/${pushToken}`)
      return { status: 404, body: { ok: false, msg: "Monitor not found or not active." } };
    const status = query.get("status") ?? "up";
    this.beats.push({ status, msg: query.get("msg") ?? "OK" });
    if (status !== "up") this.#down();
    else {
      this.#isUp = true;
      this.#sinceMs = 0;
    }
    return { status: 200, body: { ok: true } };
  }

  #down(): void {
    if (this.#isUp) this.alarms += 1;
    this.#isUp = false;
  }
}
