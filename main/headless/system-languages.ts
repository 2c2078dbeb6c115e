/** Which languages the system wants where no Electron says it. */

/**
 * The most wanted first. As gettext reads the environment: `LANGUAGE` is a list, and of `LC_ALL`, `LC_MESSAGES` and `LANG` the first that
 * is set counts. macOS and Windows set none of them for a program that is started by a click: there the runtime knows.
 */
export function systemLanguages(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const set = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "");
  const wanted = [...(env["LANGUAGE"] ?? "").split(":"), set ?? Intl.DateTimeFormat().resolvedOptions().locale];
  return wanted.filter((tag) => tag !== "");
}
