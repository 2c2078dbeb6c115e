/** What the compiler says of the messages while they are written, said again where a bundle is built: there, types are only removed. */
import { languages } from "./language.ts";
import { messagesOf } from "./message.ts";
import type { Message } from "./message-types.ts";

/** What is missing or differs from English, a line each; empty where the messages are whole. */
export function messageProblems(
  of: Readonly<Record<string, Readonly<Record<string, Message>>>> = messagesOf,
  tags: readonly string[] = languages,
): string[] {
  const english = of["en"] ?? {};
  return tags.flatMap((language) => {
    const translated = of[language] ?? {};
    const extra = Object.keys(translated).filter((key) => !(key in english));
    return [
      ...extra.map((key) => `${language}: English has no message "${key}"`),
      ...Object.entries(english).flatMap(([key, original]) => {
        const found = translated[key];
        if (found === undefined) return [`${language}: the message "${key}" is missing`];
        const wanted = parametersOf(original);
        const given = parametersOf(found);
        return wanted === given ? [] : [`${language}: "${key}" takes {${given}}, and in English {${wanted}}`];
      }),
    ];
  });
}

function parametersOf(message: Message): string {
  const texts = typeof message === "string" ? [message] : Object.values(message);
  const names = texts.flatMap((text) => [...text.matchAll(/\{([a-zA-Z]\w*)\}/g)].map((match) => match[1] ?? ""));
  return [...new Set(typeof message === "string" ? names : ["count", ...names])].sort().join("}, {");
}
