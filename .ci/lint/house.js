/** The rules of this project's own, as a plugin for both linters: oxlint reads `.ts`, ESLint what only it can read, Svelte's markup. */
import { downwardOnly } from "./downward-only.js";
import { wordsInMessages } from "./words-in-messages.js";

export default {
  meta: { name: "house" },
  rules: { "downward-only": downwardOnly, "words-in-messages": wordsInMessages },
};
