/** Binance's answers to what was asked over a socket: confirmations, its list of subscriptions, errors flat and nested. */
import { message as text } from "../../../../preload/contract/messages/message.ts";
import { jsonFields, jsonText, type JsonFields } from "../exact-json.ts";
import type { SessionMessage } from "../session.ts";
import type { Request, Requests, StreamOf, Subscription } from "./requests.ts";
import { streamName } from "./streams.ts";
import { notListed } from "./symbols.ts";

/** `isCurrent`: whether a subscription has not been ended since it was asked for. */
export function readAnswer(
  frame: JsonFields,
  requests: Requests,
  isCurrent: (subscription: Subscription) => boolean,
): SessionMessage {
  const request = requests.take(frame["id"]);
  const error = readError(frame);
  const answer = error === null ? onDone(request, frame["result"], isCurrent) : onError(error, request);
  if (request === null) return answer;
  const messages: SessionMessage[] = [answer];
  for (const symbol of request.notListed)
    messages.push({ kind: "refused", symbols: [symbol], message: notListed(symbol) });
  // It is alive, whatever it thinks of being asked for its list.
  if (error !== null && request.method === "LIST_SUBSCRIPTIONS")
    messages.push({ kind: "alive", at: null, reply: null });
  return messages.length === 1 ? answer : { kind: "batch", messages };
}

function onDone(
  request: Request | null,
  result: unknown,
  isCurrent: (subscription: Subscription) => boolean,
): SessionMessage {
  if (request === null) return { kind: "ignored" };
  if (request.method === "LIST_SUBSCRIPTIONS") return readList(result, request.expected, isCurrent);
  return onConfirmed(request, isCurrent);
}

function onConfirmed(
  request: Request & { method: "SUBSCRIBE" | "UNSUBSCRIBE" },
  isCurrent: (subscription: Subscription) => boolean,
): SessionMessage {
  const symbols = symbolsOf(request.streams);
  if (request.ends) return { kind: "unsubscribed", symbols };
  const current = request.streams.filter(({ subscription }) => isCurrent(subscription));
  if (request.method === "SUBSCRIBE") {
    for (const { subscription, kind } of current) if (subscription.asked.has(kind)) subscription.confirmed.add(kind);
  }
  return { kind: "subscribed", symbols: symbolsOf(current) };
}

/** What was confirmed when the list was asked for, was not ended since, and is not on it: it was lost, and is asked for again. */
function readList(
  result: unknown,
  expected: readonly StreamOf[],
  isCurrent: (subscription: Subscription) => boolean,
): SessionMessage {
  if (!Array.isArray(result)) return { kind: "alive", at: null, reply: null };
  const listed = new Set(result);
  const lost = expected.filter(
    ({ subscription, kind }) =>
      isCurrent(subscription) &&
      subscription.confirmed.has(kind) &&
      !listed.has(streamName(subscription.wireSymbol, kind)),
  );
  for (const { subscription, kind } of lost) subscription.confirmed.delete(kind);
  const alive = { kind: "alive", at: null, reply: null } as const;
  return lost.length === 0 ? alive : { ...alive, missing: symbolsOf(lost) };
}

interface AnswerError {
  readonly code: string;
  readonly message: string;
}

/** `{"code":2,"msg":"..."}`, or the same below `error`. */
function readError(frame: JsonFields): AnswerError | null {
  const error = jsonFields(frame["error"]) ?? frame;
  const code = jsonText(error["code"]);
  if (code === null) return null;
  return { code, message: jsonText(error["msg"]) ?? text("venue.error-code", { venue: "Binance", code }) };
}

/** -1003 and -1015 are its codes of too many requests. */
const rateCodes: ReadonlySet<string> = new Set(["-1003", "-1015"]);

function onError({ code, message }: AnswerError, request: Request | null): SessionMessage {
  if (rateCodes.has(code)) return { kind: "error", scope: "rate", message, retryAfterMs: null };
  if (request?.method === "SUBSCRIBE") return { kind: "refused", symbols: symbolsOf(request.streams), message };
  return { kind: "error", scope: "socket", message, retryAfterMs: null };
}

function symbolsOf(streams: readonly StreamOf[]): readonly string[] {
  return [...new Set(streams.map(({ subscription }) => subscription.symbol))];
}
