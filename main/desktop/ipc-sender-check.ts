/** Who may call: the main frame of our own window, at our own origin. Pure, so that every way around it can be tested. */
import { message } from "../../preload/contract/messages/message.ts";
import type { IpcMainInvokeEvent, WebContents } from "electron";
import { fail, type Result } from "../../preload/contract/result.ts";
import { isOwnPage } from "./navigation.ts";

export interface GuardDeps {
  /** The web contents of our one window; null while there is none. */
  readonly contents: () => WebContents | null;
  readonly call: (name: string, input: unknown) => Promise<Result<unknown>>;
  readonly log: (line: string) => void;
}

type Sender = Pick<IpcMainInvokeEvent, "senderFrame" | "sender">;

/* eslint-disable house/words-in-messages -- which of these it was stands in the log alone */
/** Why a call is not answered; null where sender and origin are ours. */
export function refusal(event: Sender, own: WebContents | null): string | null {
  if (own === null || own.isDestroyed() || event.sender !== own) return "a window that is not ours";
  const frame = event.senderFrame;
  // Null once the frame has navigated away or is gone: nobody is left to answer.
  if (frame === null) return "a frame that is gone";
  if (frame !== own.mainFrame) return "a frame inside the page";
  if (!isOwnPage(frame.url)) return "a foreign origin";
  return null;
}
/* eslint-enable house/words-in-messages */

/** Answers a call or refuses it. Each reason is logged once: a page gone wrong may call a thousand times a second. */
export function createGuard(deps: GuardDeps): (event: Sender, args: readonly unknown[]) => Promise<Result<unknown>> {
  const logged = new Set<string>();
  return async (event, args) => {
    const why = refusal(event, deps.contents());
    if (why !== null) {
      if (!logged.has(why)) deps.log(`A call from ${why} was refused; nothing was changed.`);
      logged.add(why);
      return fail("forbidden", message("request.foreign-window"));
    }
    const [name, input] = args;
    if (typeof name !== "string" || args.length !== 2) return fail("request-invalid", message("request.not-a-call"));
    return deps.call(name, input);
  };
}
