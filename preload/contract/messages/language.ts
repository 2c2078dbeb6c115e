/** The language in use. One for the whole process, so that a notification, the tray and the window agree. */

/** In the order in which they are offered. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** What each is called in itself: whoever looks for a language reads that one. */
export const languageNames: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

export interface LanguageInUse {
  readonly language: Language;
  /** BCP 47, by which numbers and dates are written; undefined: the system's own. */
  readonly locale: string | undefined;
}

let current: () => LanguageInUse = () => ({ language: "en", locale: undefined });

/** From now on every message and number is asked of this; it is asked each time, so that a change needs no restart. */
export function takeLanguageFrom(source: () => LanguageInUse): void {
  current = source;
}

export function languageInUse(): LanguageInUse {
  return current();
}

/** The first of the system's languages that there are messages in, the most wanted first; English where there is none. */
export function systemLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split(/[-_.@]/u, 1)[0];
    const found = languages.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return "en";
}

/**
 * What a setting comes to on a system that wants these languages (BCP 47, or POSIX as in `LANG`). Numbers and dates go on being
 * written as the system does it, except where the setting asks for another language than the system's: a German sentence
 * with English months in it would be neither.
 */
export function languageFor(setting: Language | "system", systemTags: readonly string[]): LanguageInUse {
  const system = systemLanguage(systemTags);
  if (setting === "system" || setting === system) return { language: system, locale: undefined };
  return { language: setting, locale: setting };
}
