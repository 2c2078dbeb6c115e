/** Telegram's Bot API as core.telegram.org/bots/api and the server's source describe it, for one bot. */
import type { ServerResponse } from "node:http";
import { ServiceServer, type Reply, type ServiceOptions, type ServiceRequest } from "./service-server.ts";

export interface TelegramMessage {
  readonly id: number;
  readonly chat: string;
  readonly text: string;
  readonly isSilent: boolean;
  readonly buttons: readonly { readonly text: string; readonly callback_data: string }[];
}

export class TelegramService {
  readonly server: ServiceServer;
  readonly token = "123456789:AAExampleExampleExampleExampleExamp";
  readonly messages = new Map<number, TelegramMessage>();
  readonly answeredQueries: string[] = [];
  /** Those that have pressed Start, or added the bot. */
  readonly chats = new Set<string>();
  /** Chats that the bot may not write to any more. */
  readonly blocked = new Set<string>();
  /** A group's number before and after it grew. */
  readonly moved = new Map<string, string>();
  /** Seconds; null: nobody sends too much. */
  retryAfter: number | null = null;
  isTokenRevoked = false;
  readonly #updates: { readonly update_id: number }[] = [];
  #count = 100;
  #poll: { readonly response: ServerResponse; readonly offset: number } | null = null;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(options: ServiceOptions = {}, port = 0): Promise<TelegramService> {
    const service: TelegramService = new TelegramService(
      await ServiceServer.start((request, response) => service.#handle(request, response), options, port),
    );
    return service;
  }

  get isPolled(): boolean {
    return this.#poll !== null;
  }

  /** Updates that nobody has confirmed yet. */
  get unconfirmed(): number {
    return this.#updates.length;
  }

  write(chat: string, text: string, from = { id: Number(chat), first_name: "Ann" }): void {
    this.#push({ message: { message_id: 1, chat: { id: Number(chat) }, from, text } });
  }

  press(messageId: number, data: string, from = { id: 4_711, first_name: "Ann" }): void {
    const chat = { id: Number(this.messages.get(messageId)?.chat) };
    const id = `query-${String(this.#count)}`;
    this.#push({ callback_query: { id, from, message: { message_id: messageId, chat }, data } });
  }

  #push(update: object): void {
    this.#count += 1;
    this.#updates.push({ update_id: this.#count, ...update });
    if (this.#poll !== null) this.#answerPoll(this.#poll.response, this.#poll.offset);
  }

  #handle({ path, body }: ServiceRequest, response: ServerResponse): Reply | null {
    const [bot, method = ""] = path.slice(1).split("/");
    if (bot !== `bot${this.token}` || this.isTokenRevoked) return refuse(401, "Unauthorized");
    const given = JSON.parse(body) as Record<string, unknown>;
    switch (method) {
      case "getMe":
        return accept({ id: 123456789, is_bot: true, username: "bell_test_bot" });
      case "getUpdates":
        return this.#getUpdates(Number(given["offset"] ?? 0), Number(given["timeout"] ?? 0), response);
      case "answerCallbackQuery":
        this.answeredQueries.push(String(given["callback_query_id"]));
        return accept(true);
      case "sendMessage":
      case "editMessageText":
      case "editMessageReplyMarkup":
        return this.#write(method, given);
      default:
        return refuse(404, "Not Found");
    }
  }

  #write(method: string, given: Record<string, unknown>): Reply {
    if (this.retryAfter !== null)
      return refuse(429, `Too Many Requests: retry after ${this.retryAfter}`, { retry_after: this.retryAfter });
    const chat = String(given["chat_id"]);
    const movedTo = this.moved.get(chat);
    if (movedTo !== undefined)
      return refuse(400, "Bad Request: group chat was upgraded to a supergroup chat", {
        migrate_to_chat_id: Number(movedTo),
      });
    if (!this.chats.has(chat)) return refuse(400, "Bad Request: chat not found");
    if (this.blocked.has(chat)) return refuse(403, "Forbidden: bot was blocked by the user");
    const isNew = method === "sendMessage";
    const text = String(given["text"] ?? "");
    if (method !== "editMessageReplyMarkup" && (text === "" || text.length > 4_096))
      return refuse(400, "Bad Request: message is too long");
    if (given["parse_mode"] !== undefined) return refuse(400, "Bad Request: can't parse entities");
    const id = isNew ? (this.#count += 1) : Number(given["message_id"]);
    const before = this.messages.get(id);
    if (!isNew && before === undefined) return refuse(400, "Bad Request: message to edit not found");
    const markup = given["reply_markup"] as { inline_keyboard: TelegramMessage["buttons"][] } | undefined;
    const message: TelegramMessage = {
      id,
      chat,
      text: given["text"] === undefined ? (before?.text ?? "") : text,
      isSilent: given["disable_notification"] === true,
      buttons: markup?.inline_keyboard.flat() ?? [],
    };
    if (message.buttons.some(({ callback_data: data }) => Buffer.byteLength(data) > 64))
      return refuse(400, "Bad Request: BUTTON_DATA_INVALID");
    if (!isNew && before?.text === message.text && JSON.stringify(before.buttons) === JSON.stringify(message.buttons))
      return refuse(400, "Bad Request: message is not modified");
    this.messages.set(id, message);
    return accept({ message_id: id, chat: { id: Number(chat) } });
  }

  #getUpdates(offset: number, timeout: number, response: ServerResponse): Reply | null {
    // A second reader ends the first one's poll, and is told so itself.
    const other = this.#poll;
    this.#poll = null;
    if (other !== null) {
      const conflict = refuse(409, "Conflict: terminated by other getUpdates request");
      other.response.writeHead(409, { "content-type": "application/json", connection: "close" });
      other.response.end(JSON.stringify(conflict.body));
    }
    // Asking for what comes after them confirms those before.
    while ((this.#updates[0]?.update_id ?? Infinity) < offset) this.#updates.shift();
    if (timeout === 0 || this.#updates.length > 0) return accept(this.#updates);
    this.#poll = { response, offset };
    response.on("close", () => {
      if (this.#poll?.response === response) this.#poll = null;
    });
    return null;
  }

  #answerPoll(response: ServerResponse, offset: number): void {
    this.#poll = null;
    response.writeHead(200, { "content-type": "application/json", connection: "close" });
    const result = this.#updates.filter(({ update_id: id }) => id >= offset);
    response.end(JSON.stringify({ ok: true, result }));
  }
}

function accept(result: unknown): Reply {
  return { status: 200, body: { ok: true, result } };
}

function refuse(code: number, description: string, parameters?: object): Reply {
  return { status: code, body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) } };
}
