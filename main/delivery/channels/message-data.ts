/** A message as data, for what is no person: a webhook's body, a program's line. What stands here is an interface and keeps its names. */
import type { AlertEvent } from "../../../preload/contract/event.ts";
import { cutBody, cutText, textOf, utf16Units } from "./message-text.ts";
import type { RemoteMessage } from "./remote-channel.ts";

export interface MessageData {
  /** `alert.fired`, `alert.expired`, `blind.began`, `blind.ended`, `test`, `digest`. */
  readonly type: string;
  /** When it happened, ISO. */
  readonly timestamp: string;
  readonly data: {
    /** The same for everything that is said of one thing; `key` tells its versions apart. */
    readonly id: string;
    readonly key: string;
    readonly title: string;
    readonly body: string;
    readonly urgency: string;
    readonly events: readonly EventData[];
    /** How many more events there are than stand in the list. */
    readonly moreEvents: number;
  };
}

interface EventData {
  readonly id: string;
  readonly kind: string;
  readonly venue: string | null;
  readonly symbol: string | null;
  readonly price: string | null;
  readonly priceAt: string | null;
  readonly decidedAt: string;
  readonly condition: unknown;
  readonly note: string;
  readonly gap: AlertEvent["gap"];
  readonly blind: AlertEvent["blind"];
}

/** As it stands in JSON, without the quotes. */
const jsonBytes = (sign: string): number => Buffer.byteLength(JSON.stringify(sign)) - 2;

/** Its JSON has at most `maxBytes`, title and text first. */
export function messageData(message: RemoteMessage, maxBytes: number): MessageData {
  const { title, body } = textOf(message, false);
  const all = message.events.map(eventData);
  const dataWith = (count: number): MessageData => ({
    type: message.topic,
    timestamp: new Date(message.happenedAtMs).toISOString(),
    data: {
      id: message.id,
      key: message.key,
      title: cutText(title, 500, utf16Units),
      body: cutBody(message, body, maxBytes / 2, jsonBytes),
      urgency: message.urgency,
      events: all.slice(0, count),
      moreEvents: all.length - count,
    },
  });
  let count = all.length;
  while (count > 0 && Buffer.byteLength(JSON.stringify(dataWith(count))) > maxBytes) count = Math.floor(count * 0.8);
  return dataWith(count);
}

/** Without how it was delivered: that is about other channels. */
function eventData({ id, kind, instrument, tick, decidedAt, rule, gap, blind }: AlertEvent): EventData {
  return {
    id,
    kind,
    venue: instrument?.venue ?? null,
    symbol: instrument?.symbol ?? null,
    price: tick?.price ?? null,
    priceAt: tick?.at ?? null,
    decidedAt,
    condition: rule?.condition ?? null,
    note: cutText(rule?.note ?? "", 500, utf16Units),
    gap,
    blind,
  };
}
