/** What a message is, and what the compiler makes sure of: every language has every message, with the same parameters. */

/**
 * The forms of a message with a number in it, by CLDR's plural categories (`Intl.PluralRules`); which one is taken depends on the
 * parameter `count`.
 */
export type PluralMessage = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** Text in which `{name}` stands for a parameter. */
export type Message = string | PluralMessage;

/** Braces around anything else, such as JSON in an example, are text. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string}${" " | '"' | "{"}${string}` ? never : Name) | NamesIn<Rest>
  : never;

/** The names of a message's parameters. */
export type ParametersOf<M> = M extends string
  ? NamesIn<M>
  : M extends PluralMessage
    ? "count" | NamesIn<Extract<M[keyof M], string>>
    : never;

/** For each message of a translation: `unknown` where it is right, else what is wrong, which the compiler then quotes. */
type Checked<English, Translation> = {
  readonly [K in keyof Translation]: K extends keyof English
    ? [ParametersOf<Translation[K]>] extends [ParametersOf<English[K]>]
      ? [ParametersOf<English[K]>] extends [ParametersOf<Translation[K]>]
        ? unknown
        : `lacks the parameter ${Exclude<ParametersOf<English[K]>, ParametersOf<Translation[K]>>}`
      : `English has no parameter ${Exclude<ParametersOf<Translation[K]>, ParametersOf<English[K]>>}`
    : "English has no such message";
};

/**
 * Takes the messages of another language. One that English does not have, one that is missing, and one with other parameters than
 * in English do not compile.
 */
export function translationOf<English>() {
  return <const T extends { readonly [K in keyof English]: Message }>(translation: T & Checked<English, T>): T =>
    translation;
}
