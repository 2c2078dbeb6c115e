/** What a bot's channel keeps over restarts: up to which update people were heard, and which chat it writes to. */
import { createHash } from "node:crypto";
import type { RemoteChannelHost } from "../remote-channel.ts";

interface Kept {
  readonly offset: number;
  /** Found by `/start`, or where the chat has moved to. */
  readonly chat: string | null;
  /** The chat as it was entered when that was found: entering another one ends it. */
  readonly entered: string;
}

export class TelegramMemory {
  readonly #cursor: RemoteChannelHost["cursor"];
  readonly #entered: string;

  constructor(cursor: RemoteChannelHost["cursor"], entered: string) {
    this.#cursor = cursor;
    this.#entered = entered;
  }

  /** Null where none was entered and none was found yet. */
  get chat(): string | null {
    const { chat } = this.#read();
    return chat ?? (this.#entered === "" ? null : this.#entered);
  }
  set chat(chat: string | null) {
    this.#write({ ...this.#read(), chat });
  }

  /** The next update that is wanted; asking for it says that those before are done with. */
  get offset(): number {
    return this.#read().offset;
  }
  set offset(offset: number) {
    this.#write({ ...this.#read(), offset });
  }

  #read(): Kept {
    const none: Kept = { offset: 0, chat: null, entered: this.#entered };
    const [offset, chat, entered] = (this.#cursor.get() ?? "").split(" ");
    if (offset === undefined || !/^\d+$/.test(offset)) return none;
    const isSame = entered === tagOf(this.#entered);
    return { ...none, offset: Number(offset), chat: isSame && chat !== undefined && chat !== "-" ? chat : null };
  }

  #write({ offset, chat }: Kept): void {
    this.#cursor.set(`${offset} ${chat ?? "-"} ${tagOf(this.#entered)}`);
  }
}

/** Nothing is entered with spaces, and what is entered need not be kept twice. */
function tagOf(entered: string): string {
  return createHash("sha256").update(entered).digest("hex").slice(0, 12);
}
