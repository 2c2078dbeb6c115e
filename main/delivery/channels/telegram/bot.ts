/** One bot: calls of its API and what the answers mean. Facts: core.telegram.org/bots/api. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { httpSend, type HttpSendResult, type ServiceAnswer } from "../../../network/http-send.ts";
import { jsonRequest, quoting } from "../http-call.ts";
import { clampedWaitMs, jsonOf, outcomeOf } from "../http-outcome.ts";
import type { RemoteChannelHost, SendOutcome } from "../remote-channel.ts";

export interface TelegramAnswer {
  readonly outcome: SendOutcome;
  /** `result`, where it was accepted. */
  readonly result: unknown;
  /** Telegram's own words, where it refused. */
  readonly description: string;
  /** The chat's new number, where it has become a large group. */
  readonly movedTo: string | null;
}

export class TelegramBot {
  readonly #origin: string;
  readonly #token: string;
  readonly #host: RemoteChannelHost;
  readonly #quote: ReturnType<typeof quoting>;

  constructor(origin: string, token: string, host: RemoteChannelHost) {
    this.#origin = origin;
    this.#token = token;
    this.#host = host;
    this.#quote = quoting(secretsOfToken(token));
  }

  async call(method: string, payload: object, signal: AbortSignal, deadlineMs?: number): Promise<TelegramAnswer> {
    const { agent, clock } = this.#host;
    const request = jsonRequest("POST", `${this.#origin}/bot${this.#token}/${method}`, payload);
    const answer = await httpSend(request, {
      agent,
      clock,
      signal,
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
    const outcome = outcomeOf(answer, {
      service: "Telegram",
      nowMs: clock.now().wallMs,
      own: (own) => this.#meaning(own),
    });
    return { outcome, ...saidIn(answer) };
  }

  #meaning(answer: ServiceAnswer): SendOutcome | null {
    const said = jsonOf(answer);
    if (said === null || !answer.isWhole) return null;
    if (said["ok"] === true) return { kind: "accepted", receipt: receiptIn(said["result"]) };
    const { error_code: status, description } = said;
    const about = typeof description === "string" ? description.toLowerCase() : "";
    const given = { service: "Telegram", status: answer.status };
    switch (status) {
      case 401:
      case 404:
        return { kind: "broken", code: `http-${status}`, words: words("outcome.unauthorized", given) };
      case 403:
        return { kind: "broken", code: "http-403", words: this.#quote(words("telegram.blocked"), description) };
      case 400:
        // What is there is as it should be.
        if (/message is not modified/.test(about)) return { kind: "accepted", receipt: null };
        if (/chat not found|not enough rights/.test(about))
          return {
            kind: "broken",
            code: "chat-unknown",
            words: this.#quote(words("telegram.chat-unknown"), description),
          };
        return { kind: "refused", code: "http-400", words: this.#quote(words("outcome.refused", given), description) };
      case 429: {
        const seconds = parameters(said)["retry_after"];
        const limited = words("outcome.rate-limited", { service: "Telegram" });
        const afterMs = typeof seconds === "number" ? clampedWaitMs(seconds * 1_000) : null;
        return { kind: "later", code: "http-429", words: limited, afterMs };
      }
      default:
        return null;
    }
  }
}

/** The whole token, and the half of it that is secret. */
export function secretsOfToken(token: string): readonly string[] {
  return [token, token.split(":")[1] ?? ""].filter((text) => text !== "");
}

function saidIn(answer: HttpSendResult): Omit<TelegramAnswer, "outcome"> {
  const said = answer.kind === "answered" ? (jsonOf(answer) ?? {}) : {};
  const { migrate_to_chat_id: movedTo } = parameters(said);
  return {
    result: said["result"],
    description: typeof said["description"] === "string" ? said["description"].toLowerCase() : "",
    movedTo: typeof movedTo === "number" ? String(movedTo) : null,
  };
}

function parameters(said: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const found = said["parameters"];
  return typeof found === "object" && found !== null ? (found as Readonly<Record<string, unknown>>) : {};
}

function receiptIn(result: unknown): string | null {
  if (typeof result !== "object" || result === null || !("message_id" in result)) return null;
  return typeof result.message_id === "number" ? String(result.message_id) : null;
}
