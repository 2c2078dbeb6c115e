/** The key that goes with a letter in the shortcuts of the window. */
import { message } from "../../preload/contract/messages/message.ts";

/** Whether this is one of Apple's systems, whose shortcuts have another key. */
export const isApple = navigator.platform.startsWith("Mac");

/** As it is written on the keyboard. */
export function commandKey(): string {
  return isApple ? "⌘" : message("key.control");
}
