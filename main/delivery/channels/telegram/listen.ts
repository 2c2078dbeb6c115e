/** Polls for what people answer (`getUpdates`, held open for 50 s). One program alone may do so for a bot. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { repeatRounds } from "../repeat-rounds.ts";
import type { RemoteAnswer, RemoteChannelHost } from "../remote-channel.ts";
import type { TelegramBot } from "./bot.ts";
import type { TelegramMemory } from "./memory.ts";
import { readButtonData, updatesIn, type TelegramUpdate } from "./updates.ts";

const pollSeconds = 50;
/** The poll, and what the network takes. */
const pollDeadlineMs = 65_000;
const pausesMs = [2_000, 5_000, 15_000, 60_000] as const;
/** A poll from before a restart ends by itself; one that goes on is another program's. */
const conflictsBeforeTrouble = 3;

export interface TelegramListening {
  readonly bot: TelegramBot;
  readonly memory: TelegramMemory;
  readonly host: RemoteChannelHost;
  readonly onAnswer: (answer: RemoteAnswer) => void;
  readonly trouble: (words: string | null) => void;
}

export function listenToTelegram({ bot, memory, host, onAnswer, trouble }: TelegramListening): () => void {
  let failures = 0;
  const take = async ({ id, press }: TelegramUpdate, signal: AbortSignal): Promise<void> => {
    const said = press === null || !isPaired(press, memory.chat) ? null : readButtonData(press.data);
    const pressedOn = press?.message ?? null;
    if (said !== null)
      onAnswer({
        ...said,
        by: press?.from.name ?? null,
        // Left there, the buttons would ask everybody else in the chat for the same answer.
        ...(pressedOn === null ? {} : { receipt: String(pressedOn) }),
      });
    // Only now: a crash in between hears it once more, and never not at all.
    memory.offset = id + 1;
    if (press === null) return;
    // Whatever comes of it: a query that is too old is one that nobody waits for.
    const heardText = said === null ? {} : { text: words("telegram.heard") };
    await bot.call("answerCallbackQuery", { callback_query_id: press.queryId, ...heardText }, signal);
  };
  return repeatRounds(host.clock, async (signal) => {
    const asked = { offset: memory.offset, timeout: pollSeconds, allowed_updates: ["message", "callback_query"] };
    const { outcome, result } = await bot.call("getUpdates", asked, signal, pollDeadlineMs);
    if (signal.aborted) return 0;
    if (outcome.kind === "accepted") {
      failures = 0;
      trouble(null);
      const updates = updatesIn(result);
      for (const update of updates) await take(update, signal);
      // A poll that is answered at once with nothing was not held open, and must not become a hot loop.
      return updates.length > 0 ? 0 : 1_000;
    }
    failures += 1;
    const isConflict = outcome.code === "http-409";
    if (isConflict && failures >= conflictsBeforeTrouble) trouble(words("telegram.other-reader"));
    if (!isConflict && failures > 1) trouble(words("telegram.answers-lost", { why: outcome.words }));
    const askedMs = outcome.kind === "later" ? (outcome.afterMs ?? 0) : 0;
    const pauseMs = Math.max(askedMs, pausesMs[Math.min(failures, pausesMs.length) - 1] ?? 0);
    // Two that poll in turn would go on ending each other.
    return isConflict ? Math.round(pauseMs * (1 + Math.random())) : pauseMs;
  });
}

/** A private chat has its person's number. In a group everybody was asked. */
function isPaired({ chat, from }: NonNullable<TelegramUpdate["press"]>, paired: string | null): boolean {
  return chat === paired && (chat.startsWith("-") || from.id === chat);
}
