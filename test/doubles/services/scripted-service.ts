/** A service that answers what a test says, one answer after the other: for answers that the fakes of real services never give. */
import { ServiceServer, type Reply, type ServiceRequest } from "./service-server.ts";

/** One request, its JSON read; null where there was none. */
export interface SeenCall {
  readonly call: string;
  readonly sent: unknown;
}

export class ScriptedService {
  readonly server: ServiceServer;
  readonly #replies: Reply[] = [];

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(): Promise<ScriptedService> {
    const service: ScriptedService = new ScriptedService(
      await ServiceServer.start(() => service.#replies.shift() ?? { status: 599, body: "the test has no such answer" }),
    );
    return service;
  }

  get requests(): readonly ServiceRequest[] {
    return this.server.requests;
  }

  /** Forgets what was before, and answers these from now on. */
  script(...replies: readonly Reply[]): void {
    this.server.requests.length = 0;
    this.#replies.splice(0, Infinity, ...replies);
  }

  /** `METHOD /path?query` of every request since, with what was sent. */
  get calls(): readonly SeenCall[] {
    return this.requests.map(({ method, path, query, body }) => ({
      call: `${method} ${path}${query.size === 0 ? "" : `?${query.toString()}`}`,
      sent: body === "" ? null : (JSON.parse(body) as unknown),
    }));
  }
}
