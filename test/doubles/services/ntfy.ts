/**
 * ntfy as its documentation (docs.ntfy.sh/publish, /subscribe/api) and its source describe it: 2.16 and newer with sequence ids, and
 * 2.13, which ignores a sequence where it does not know it and has no path for one.
 */
import type { ServerResponse } from "node:http";
import { NtfySchedule } from "./ntfy-schedule.ts";
import { ServiceServer, type Reply, type ServiceOptions, type ServiceRequest } from "./service-server.ts";

export interface NtfyMessage {
  readonly id: string;
  readonly topic: string;
  readonly event: "message" | "message_clear" | "message_delete";
  readonly sequence: string | null;
  /** When it was, or is to be, delivered, Unix time by the server's own clock. */
  readonly seconds: number;
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly actions: readonly { readonly label: string; readonly url: string; readonly body: string }[];
}

export class NtfyService {
  readonly server: ServiceServer;
  /** Everything that was published, in order; what replaces another stands beside it. */
  readonly history: NtfyMessage[] = [];
  /** 2.13: no sequences. */
  isOld = false;
  /** Where set, everything has to come with it. */
  token: string | null = null;
  /** What is answered to whoever publishes too much; null: nobody does. */
  limit: "bucket" | "daily" | null = null;
  hasAttachments = true;
  /** What is to be delivered later. */
  readonly schedule = new NtfySchedule();
  readonly #streams = new Map<ServerResponse, string>();
  #count = 0;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(options: ServiceOptions = {}, port = 0): Promise<NtfyService> {
    const service: NtfyService = new NtfyService(
      await ServiceServer.start((request, response) => service.#handle(request, response), options, port),
    );
    return service;
  }

  /** What a phone shows: of each sequence the newest, and of what is cleared nothing. */
  shown(topic: string): readonly NtfyMessage[] {
    const last = new Map<string, NtfyMessage>();
    for (const message of this.history) {
      if (message.topic !== topic) continue;
      const key = message.sequence ?? message.id;
      if (message.event === "message") last.set(key, message);
      else last.delete(key);
    }
    return [...last.values()];
  }

  /** The server's clock goes on, and what is due is delivered. */
  advance(ms: number): void {
    for (const message of this.schedule.advance(ms)) this.#deliver(message);
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  keepAlive(): void {
    for (const response of this.#streams.keys()) response.write(`${JSON.stringify({ event: "keepalive" })}\n`);
  }

  dropStreams(): void {
    for (const response of this.#streams.keys()) response.destroy();
  }

  #handle(request: ServiceRequest, response: ServerResponse): Reply | null {
    const [topic = "", second, third] = request.path.slice(1).split("/");
    if (
      this.token !== null &&
      request.headers.authorization !== `Bearer ${this.token}` &&
      !this.#isWriteOnly(topic, request)
    )
      return error(401, 40101, "unauthorized");
    if (request.method === "GET" && second === "json" && request.query.get("poll") === "1")
      return this.#poll(topic, request);
    if (request.method === "GET" && second === "json") return this.#stream(topic, request, response);
    if (this.limit !== null)
      return this.limit === "daily"
        ? error(429, 42908, "limit reached: daily message quota reached")
        : error(429, 42901, "limit reached: too many requests");
    if (second !== undefined && this.isOld) return error(404, 40401, "page not found");
    const sequence = second ?? null;
    if (request.method === "PUT" && third === "clear") return this.#add(topic, sequence, "message_clear", request);
    if (request.method === "DELETE" && sequence !== null) this.schedule.remove(topic, sequence);
    if (request.method === "DELETE") return this.#add(topic, sequence, "message_delete", request);
    if (request.method !== "POST" || third !== undefined) return error(404, 40401, "page not found");
    if (Buffer.byteLength(request.body) > 4_096 && !this.hasAttachments)
      return error(400, 40014, "invalid request: attachments not allowed");
    return this.#add(topic, sequence, "message", request);
  }

  /** Answers are posted by phones, which have no token: their topic can be written by anybody. */
  #isWriteOnly(topic: string, { method }: ServiceRequest): boolean {
    return topic.startsWith("answers-") && method === "POST";
  }

  #add(topic: string, sequence: string | null, event: NtfyMessage["event"], { headers, body }: ServiceRequest): Reply {
    this.#count += 1;
    const id = `msg${String(this.#count).padStart(9, "0")}`;
    const actions = decodeHeader(headers["actions"]);
    const due = this.schedule.dueSeconds(headers["in"] === undefined ? undefined : String(headers["in"]));
    if (due === "invalid") return error(400, 40004, "invalid delay parameter: unable to parse delay");
    const message: NtfyMessage = {
      id,
      topic,
      event,
      sequence,
      seconds: due ?? this.schedule.nowSeconds,
      title: decodeHeader(headers["title"]),
      message: body,
      priority: Number(headers["priority"] ?? 3),
      actions: actions === "" ? [] : (JSON.parse(actions) as NtfyMessage["actions"]),
    };
    if (due === null) this.#deliver(message);
    else this.schedule.add({ message, dueSeconds: due });
    return { status: 200, body: lineOf(message) };
  }

  #deliver(message: NtfyMessage): void {
    this.history.push(message);
    for (const [response, open] of this.#streams)
      if (open === message.topic) response.write(`${JSON.stringify(lineOf(message))}\n`);
  }

  /** What is there, and an end; `sched=1`: what is to be delivered later as well. */
  #poll(topic: string, { query }: ServiceRequest): Reply {
    const since = query.get("since") ?? "all";
    const waiting =
      query.get("sched") === "1" && this.schedule.isListed ? this.schedule.of(topic).map(({ message }) => message) : [];
    const found = [...this.history.filter((message) => message.topic === topic), ...waiting].filter(
      ({ seconds }) => since === "all" || seconds >= Number(since),
    );
    return { status: 200, body: found.map((message) => `${JSON.stringify(lineOf(message))}\n`).join("") };
  }

  #stream(topic: string, { query }: ServiceRequest, response: ServerResponse): null {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.write(`${JSON.stringify({ event: "open", topic })}\n`);
    const since = query.get("since");
    const from = since === "all" ? 0 : this.history.findIndex(({ id }) => id === since) + 1;
    for (const { id, topic: of, event, message } of this.history.slice(from))
      if (of === topic) response.write(`${JSON.stringify({ id, event, topic, message })}\n`);
    this.#streams.set(response, topic);
    response.on("close", () => this.#streams.delete(response));
    return null;
  }
}

/** As the server tells it; the sequence only where it is another one than the id. */
function lineOf({ id, topic, event, sequence, seconds, message }: NtfyMessage): object {
  const named = sequence === null ? {} : { sequence_id: sequence };
  return { id, time: seconds, expires: seconds + 43_200, event, topic, ...named, message };
}

function error(http: number, code: number, words: string): Reply {
  return { status: http, body: { code, http, error: words, link: "https://ntfy.sh/docs/publish/" } };
}

/** RFC 2047, as the server reads headers; the header parser gives bytes as Latin 1. */
function decodeHeader(given: string | string[] | undefined): string {
  const value = Buffer.from(String(given ?? ""), "latin1").toString();
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/g, (_, base64: string) => Buffer.from(base64, "base64").toString());
}
