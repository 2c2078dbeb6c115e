/** A Discord webhook as discord.com/developers/docs/resources/webhook describes it. */
import { ServiceServer, type Reply, type ServiceOptions, type ServiceRequest } from "./service-server.ts";

export interface DiscordMessage {
  readonly id: string;
  readonly content: string;
  readonly isSilent: boolean;
}

export class DiscordService {
  readonly server: ServiceServer;
  readonly path = "/api/webhooks/1029384756/aBcD-eFgHiJkLmNoPqRsTuVwXyZ0123456789_token";
  readonly messages = new Map<string, DiscordMessage>();
  /** How many people, or roles, a message has called. */
  pings = 0;
  isDeleted = false;
  /** Seconds, with decimals; null: nobody sends too much. */
  retryAfter: number | null = null;
  /** The message was not saved: with `wait` that is an error, without it nobody is told. */
  isUnsaved = false;
  #count = 0;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(options: ServiceOptions = {}, port = 0): Promise<DiscordService> {
    const service: DiscordService = new DiscordService(
      await ServiceServer.start((request) => service.#handle(request), options, port),
    );
    return service;
  }

  #handle({ method, path, query, body }: ServiceRequest): Reply {
    if (!path.startsWith(this.path) || this.isDeleted) return refuse(404, 10_015, "Unknown Webhook");
    if (this.retryAfter !== null)
      return {
        status: 429,
        headers: { "retry-after": String(Math.ceil(this.retryAfter)) },
        body: { message: "You are being rate limited.", retry_after: this.retryAfter, global: false },
      };
    const given = body === "" ? {} : (JSON.parse(body) as Record<string, unknown>);
    const content = typeof given["content"] === "string" ? given["content"] : "";
    if (method !== "GET" && (content === "" || [...content].length > 2_000))
      return refuse(400, 50_035, "Invalid Form Body");
    if (method === "POST") {
      const doesWait = query.get("wait") === "true";
      if (this.isUnsaved) return doesWait ? refuse(500, 0, "500: Internal Server Error") : { status: 204, body: "" };
      this.#count += 1;
      const message = this.#save(`90000000000000${String(this.#count)}`, content, given);
      return doesWait ? { status: 200, body: message } : { status: 204, body: "" };
    }
    const id = path.slice(this.path.length).replace("/messages/", "");
    const before = this.messages.get(id);
    if (before === undefined) return refuse(404, 10_008, "Unknown Message");
    return { status: 200, body: method === "GET" ? before : this.#save(id, content, given) };
  }

  #save(id: string, content: string, given: Record<string, unknown>): DiscordMessage {
    const allowed = given["allowed_mentions"] as { parse?: unknown[] } | undefined;
    // Left out, everything that looks like a mention is one.
    if (allowed?.parse?.length !== 0) this.pings += content.match(/@everyone|@here|<@[&!]?\d+>/g)?.length ?? 0;
    const message = { id, content, isSilent: (Number(given["flags"] ?? 0) & 4_096) !== 0 };
    this.messages.set(id, message);
    return message;
  }
}

function refuse(status: number, code: number, message: string): Reply {
  return { status, body: { code, message } };
}

/** As the app shows it: escapes read, the bold of our title left out. */
export function discordText(content: string): string {
  return content.replace(/^\*\*([^\n]*)\*\*\n/, "$1\n").replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
