/** What Telegram's Bot API answers, as it documents it. */
import type { Reply } from "../../doubles/services/service-server.ts";

/** Of the form that a bot's token has. */
export const token = "123456789:AAExampleExampleExampleExampleExamp";

export function taken(result: unknown): Reply {
  return { status: 200, body: { ok: true, result } };
}

export function refused(code: number, description: unknown, rest: object = {}): Reply {
  return { status: code, body: { ok: false, error_code: code, description, ...rest } };
}
