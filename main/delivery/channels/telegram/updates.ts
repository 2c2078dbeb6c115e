/** What people sent to a bot, as far as it is for us: presses of our buttons, and `/start CODE`. Shapes: core.telegram.org/bots/api#update. */
import { messageActions, type MessageAction } from "../../channel.ts";

export interface TelegramUpdate {
  readonly id: number;
  readonly press: {
    readonly queryId: string;
    readonly chat: string;
    /** Telegram's number of the message that the button is on; null where it is not said. */
    readonly message: number | null;
    readonly from: Person;
    readonly data: string;
  } | null;
  readonly text: { readonly chat: string; readonly from: Person; readonly words: string } | null;
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

type Shape = Readonly<Record<string, unknown>>;
const shapeOf = (value: unknown): Shape =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Shape) : {};
const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** What cannot be read is left out, but for its number: it has to be confirmed, or it comes again for ever. */
export function updatesIn(result: unknown): readonly TelegramUpdate[] {
  return (Array.isArray(result) ? result : []).map(shapeOf).flatMap((update): TelegramUpdate[] => {
    const id = update["update_id"];
    if (typeof id !== "number") return [];
    const query = shapeOf(update["callback_query"]);
    const message = shapeOf(update["message"]);
    const pressedOn = shapeOf(query["message"])["message_id"];
    const chatOf = (of: unknown): string => textOf(shapeOf(shapeOf(of)["chat"])["id"]);
    return [
      {
        id,
        press:
          textOf(query["id"]) === ""
            ? null
            : {
                queryId: textOf(query["id"]),
                chat: chatOf(query["message"]),
                message: typeof pressedOn === "number" ? pressedOn : null,
                from: personOf(query["from"]),
                data: textOf(query["data"]),
              },
        text:
          textOf(message["text"]) === ""
            ? null
            : { chat: chatOf(message), from: personOf(message["from"]), words: textOf(message["text"]) },
      },
    ];
  });
}

function personOf(value: unknown): Person {
  const { id, username, first_name: first } = shapeOf(value);
  return { id: textOf(id), name: textOf(username) === "" ? textOf(first) : `@${textOf(username)}` };
}

/** A button's data has 64 bytes: one for the action, the rest for the message. Null: the id is too long for it. */
export function buttonData(action: MessageAction, id: string): string | null {
  return id.length > 63 ? null : `${messageActions.indexOf(action)}${id}`;
}

export function readButtonData(data: string): { readonly messageId: string; readonly action: MessageAction } | null {
  const action = messageActions[Number(data.slice(0, 1))];
  const messageId = data.slice(1);
  return action === undefined || !/^[A-Za-z0-9_-]{1,63}$/.test(messageId) ? null : { messageId, action };
}
