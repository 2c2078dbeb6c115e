/** The words that the line understands, of every language there are messages in, and how they are written in the one in use. */
import { languageInUse } from "../../../preload/contract/messages/language.ts";
import { messagesOf, type MessageKey } from "../../../preload/contract/messages/message.ts";
import { composerWords } from "../../../preload/contract/messages/en/composer-words.ts";

/** What a word stands for: the key of its messages without `word.`. */
export type WordMeaning = keyof typeof composerWords extends `word.${infer Name}` ? Name : never;

const keys = Object.keys(composerWords) as (keyof typeof composerWords)[];
const separator = "|";

/** As words are compared: without case, and with full-width letters as the others. */
export function comparable(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function spellings(key: MessageKey, language: keyof typeof messagesOf): string[] {
  const found = messagesOf[language][key];
  return (typeof found === "string" ? found : found.other).split(separator);
}

/** Every phrase with all that it may mean: "to" ends a range in one place and begins a destination in another. */
const meanings: ReadonlyMap<string, ReadonlySet<WordMeaning>> = (() => {
  const all = new Map<string, Set<WordMeaning>>();
  for (const language of Object.keys(messagesOf) as (keyof typeof messagesOf)[]) {
    for (const key of keys) {
      for (const phrase of spellings(key, language)) {
        const known = all.get(comparable(phrase)) ?? new Set();
        all.set(comparable(phrase), known.add(key.slice("word.".length) as WordMeaning));
      }
    }
  }
  return all;
})();

export const maxPhraseWords = 3;

export function meaningsOf(phrase: string): ReadonlySet<WordMeaning> | undefined {
  return meanings.get(comparable(phrase));
}

/** The word as it is written in the language in use. */
export function wordFor(meaning: WordMeaning): string {
  return spellings(`word.${meaning}`, languageInUse().language)[0] ?? meaning;
}
