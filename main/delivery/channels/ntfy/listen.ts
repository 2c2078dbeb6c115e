/** Holds the answer topic's stream (NDJSON) open, and takes it up again where it ended. */
import { message as words } from "../../../../preload/contract/messages/message.ts";
import { readLines } from "../../../network/http-lines.ts";
import { jsonOf, outcomeOf } from "../http-outcome.ts";
import { repeatRounds } from "../repeat-rounds.ts";
import type { RemoteAnswer, RemoteChannelHost } from "../remote-channel.ts";
import { readAnswer } from "./answers.ts";
import { bucketWaitMs } from "./send.ts";
import type { NtfyServer } from "./server.ts";

/** The server sends a keepalive about every 45 s; without two of them the connection is dead. */
const silentMs = 100_000;
const pausesMs = [2_000, 5_000, 15_000, 60_000] as const;
/** Presses of the same button that are told apart from it; a stream that is taken up again may repeat some. */
const maxRemembered = 500;

export function listenToNtfy(
  server: NtfyServer,
  host: RemoteChannelHost,
  onAnswer: (answer: RemoteAnswer) => void,
  trouble: (words: string | null) => void,
): () => void {
  const heard = new Set<string>();
  let failures = 0;
  const onLine = (line: string): void => {
    const said = jsonOf({ text: line });
    if (said?.["event"] === "open") {
      failures = 0;
      trouble(null);
    }
    if (said?.["event"] !== "message" || typeof said["message"] !== "string" || typeof said["id"] !== "string") return;
    const text = said["message"];
    const answer = heard.has(text) ? null : readAnswer(text, server, host.clock.now().wallMs);
    if (answer !== null) {
      heard.add(text);
      const [oldest] = heard;
      if (heard.size > maxRemembered && oldest !== undefined) heard.delete(oldest);
      onAnswer(answer);
    }
    // After it is heard: a crash in between hears it once more, and never not at all.
    host.cursor.set(said["id"]);
  };
  return repeatRounds(host.clock, async (signal) => {
    const since = host.cursor.get() ?? "all";
    const ended = await readLines(
      {
        method: "GET",
        url: `${server.base}/${server.answerTopic}/json?since=${encodeURIComponent(since)}`,
        headers: server.headers,
        ...(server.ca === "" ? {} : { ca: server.ca }),
      },
      { agent: host.agent, clock: host.clock, signal, silentMs, onLine },
    );
    if (signal.aborted) return 0;
    failures += 1;
    const outcome = outcomeOf(ended, { service: server.host, nowMs: host.clock.now().wallMs, own: () => null });
    // Every server ends a stream now and then; that it cannot be opened again is worth saying.
    if (failures > 1) trouble(words("ntfy.answers-lost", { why: "words" in outcome ? outcome.words : "" }));
    const askedMs = outcome.kind === "later" && outcome.code === "http-429" ? (outcome.afterMs ?? bucketWaitMs) : 0;
    return Math.max(askedMs, pausesMs[Math.min(failures, pausesMs.length) - 1] ?? 0);
  });
}
