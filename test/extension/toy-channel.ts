/** A channel to a service as a stranger would add one, in one file: its "service" is a file that each message is appended to. */
import { appendFileSync } from "node:fs";
import type { RemoteAnswer, RemoteChannelKind, SendOutcome } from "../../main/delivery/channels/remote-channel.ts";
import { ok } from "../../preload/contract/result.ts";

export interface ToyService {
  /** How it goes once the message is in the file; it is taken by default. */
  readonly answer?: () => Promise<SendOutcome>;
  /** A second message of the same key is dropped there: the file has it once. */
  readonly dropsRepeats?: boolean;
  /** What is heard of people, once it is listened to. */
  readonly hear?: (hear: (answer: RemoteAnswer) => void) => void;
  /** Ids of what was cleared. */
  readonly cleared?: string[];
  /** How that goes; nothing is left to be done by default. */
  readonly clearing?: () => Promise<SendOutcome>;
}

export function toyChannel({
  answer,
  dropsRepeats = false,
  hear,
  cleared = [],
  clearing,
}: ToyService = {}): RemoteChannelKind {
  const field = { help: null, isRequired: true, preset: "", maxLength: 500 } as const;
  return {
    id: "toy",
    label: "Toy file",
    summary: "Needs a file.",
    fields: [
      { ...field, id: "file", label: "File", kind: "url", isSecret: false },
      { ...field, id: "password", label: "Password", kind: "text", isSecret: true },
    ],
    abilities: { canReplace: false, dropsRepeats, canClear: true, answers: ["acknowledge"], repeatsCritical: false },
    limits: [],
    check: () => ok(null),
    secretsOf: ({ password = "" }) => [password],
    open({ file = "" }) {
      return {
        send({ id, key, title, isAgain, actions }) {
          appendFileSync(
            file,
            `${JSON.stringify({ id, key, title: isAgain ? `(again) ${title}` : title, actions })}\n`,
          );
          return answer?.() ?? Promise.resolve({ kind: "accepted", receipt: `receipt-${id}` });
        },
        clear({ id }) {
          cleared.push(id);
          return clearing?.() ?? Promise.resolve({ kind: "accepted", receipt: null });
        },
        listen(heard) {
          hear?.(heard);
          return () => undefined;
        },
        close: () => undefined,
      };
    },
  };
}
