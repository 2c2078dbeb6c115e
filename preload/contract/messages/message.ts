/** A message in the language in use. */
import { formatCount } from "../locale-number.ts";
import { languageInUse, type Language } from "./language.ts";
import { english } from "./en/index.ts";
import { german } from "./de/index.ts";
import type { Message, ParametersOf } from "./message-types.ts";

export type English = typeof english;
export type MessageKey = keyof English;

/** Every message in every language: a language is a folder like `de/`, a line here, and its tag in `language.ts`. */
export const messagesOf: Readonly<Record<Language, Readonly<Record<MessageKey, Message>>>> = {
  en: english,
  de: german,
};

/** What a message with these parameters takes. A number is written as the locale writes how many there are of something. */
type ArgumentsOf<K extends MessageKey> = {
  readonly [Name in ParametersOf<English[K]>]: Name extends "count" ? number : string | number;
};

/** Parameters whose numbers count nothing: with grouped digits, or those of another script, nobody would find them again. */
const identifying: ReadonlySet<string> = new Set(["code", "owner", "pid", "port", "status"]);

const parameter = /\{([a-zA-Z]\w*)\}/g;
const pluralRules = new Map<Language, Intl.PluralRules>();

/**
 * The message with this key, its parameters put in. With a key that is one of several, as `condition.${kind}.when`, all
 * parameters of all of them have to be given.
 */
export function message<K extends MessageKey>(
  key: K,
  ...[values]: [ParametersOf<English[K]>] extends [never] ? [] : [ArgumentsOf<K>]
): string {
  const { language } = languageInUse();
  const found = messagesOf[language][key];
  if (values === undefined) return textOf(found, 0, language);
  const given: Readonly<Record<string, string | number>> = values;
  return textOf(found, Number(given["count"]), language).replace(parameter, (whole, name: string) => {
    const value = given[name] ?? whole;
    return typeof value === "string" || identifying.has(name) ? String(value) : formatCount(value);
  });
}

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}

function textOf(found: Message, count: number, language: Language): string {
  if (typeof found === "string") return found;
  let rules = pluralRules.get(language);
  if (rules === undefined) pluralRules.set(language, (rules = new Intl.PluralRules(language)));
  return found[rules.select(count)] ?? found.other;
}
