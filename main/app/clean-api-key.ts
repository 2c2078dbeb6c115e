/** An API key as people paste it: with the spaces or the line end around it, or with something that is no key at all. */
import { message } from "../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../preload/contract/result.ts";

/**
 * The key itself; empty where there is none. Anything but printable ASCII cannot stand in an HTTP header: the venue would
 * seem to be unreachable, when it is the key that was garbled on its way here.
 */
export function cleanKey(given: string): Result<string> {
  const key = given.trim();
  return /^[\x21-\x7e]*$/.test(key) ? ok(key) : fail("settings-invalid", message("answer.key-shape"), "apiKey");
}
