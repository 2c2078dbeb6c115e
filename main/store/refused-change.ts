/** What a person does is not tried again by the app, as what it writes for itself is: they have to be told that it is not in force. */
import { message } from "../../preload/contract/messages/message.ts";
import { fail, type Result } from "../../preload/contract/result.ts";

/** `problem`: what is wrong and how it is put right, in sentences. */
export function refusedChange(problem: string): Result<never> {
  return fail("store-failed", message("store.not-changed", { problem }));
}
