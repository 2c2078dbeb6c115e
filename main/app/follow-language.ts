/** The language of all that this process says follows the settings, also while it runs. */
import type { AppInfo } from "../../preload/contract/app-info.ts";
import { languageFor, takeLanguageFrom, type LanguageInUse } from "../../preload/contract/messages/language.ts";
import type { AppOptions } from "./app-interface.ts";
import type { SettingsService } from "./settings-service.ts";

/** Worked out when the settings change, not with each message. Gives what is in use. */
export function followLanguage(
  settings: Pick<SettingsService, "current" | "changed">,
  { language, systemLanguages = [] }: Pick<AppOptions, "language" | "systemLanguages">,
): () => LanguageInUse {
  const now = (): LanguageInUse => languageFor(language ?? settings.current.language, systemLanguages);
  let inUse = now();
  settings.changed.listen(() => {
    inUse = now();
  });
  takeLanguageFrom(() => inUse);
  return () => inUse;
}

/** For whoever shows what this run says beside words of their own. */
export function describeLanguage(
  { language, locale }: LanguageInUse,
  given: Pick<AppOptions, "language">,
): AppInfo["language"] {
  return { inUse: language, locale: locale ?? null, isFixed: given.language !== undefined };
}
