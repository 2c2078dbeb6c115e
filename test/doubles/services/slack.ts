/** A Slack incoming webhook as docs.slack.dev describes it: it says `ok` and no more. */
import { ServiceServer, type Reply, type ServiceOptions, type ServiceRequest } from "./service-server.ts";

interface SlackText {
  readonly type: string;
  readonly text: string;
}
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly { readonly type: string; readonly text: SlackText }[];
}

export class SlackService {
  readonly server: ServiceServer;
  readonly path = "/services/T01ABCDEF/B02GHIJKL/mNoPqRsTuVwXyZ0123456789";
  readonly messages: SlackMessage[] = [];
  pings = 0;
  /** Answered in place of `ok`, with its status. */
  refusal: { readonly status: number; readonly text: string; readonly headers?: Record<string, string> } | null = null;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(options: ServiceOptions = {}, port = 0): Promise<SlackService> {
    const service: SlackService = new SlackService(
      await ServiceServer.start((request) => service.#handle(request), options, port),
    );
    return service;
  }

  #handle({ method, path, body }: ServiceRequest): Reply {
    if (this.refusal !== null)
      return { status: this.refusal.status, headers: this.refusal.headers ?? {}, body: this.refusal.text };
    if (method !== "POST" || path !== this.path) return { status: 404, body: "no_service" };
    const message = JSON.parse(body) as SlackMessage;
    const sections = message.blocks.map(({ text }) => text);
    if (message.text === "" || sections.some(({ text }) => text === "" || text.length > 3_000))
      return { status: 400, body: "invalid_blocks" };
    // In the text of a message, and in blocks that are not plain.
    const marked = [message.text, ...sections.filter(({ type }) => type !== "plain_text").map(({ text }) => text)];
    this.pings += marked.join("\n").match(/<[!@#][^>]+>/g)?.length ?? 0;
    this.messages.push(message);
    return { status: 200, body: "ok" };
  }
}

/** As the app shows it: entities read. */
export function slackText({ blocks }: SlackMessage): string {
  const text = blocks.map((block) => block.text.text).join("\n");
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
