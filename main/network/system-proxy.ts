/** The proxies of the system's network settings, whoever can ask for them. */
import { message } from "../../preload/contract/messages/message.ts";
import { ProxySettingsUnreadable } from "./failure.ts";
import type { ProxyRoute } from "./proxy-route.ts";

/** A proxy script may have to be fetched first. With the proxy's own limit it has to fit into a dial. */
export const settingsAnswerMs = 3_000;

/** Answers as a proxy script does: `PROXY proxy.example:8080; DIRECT`. */
export type SystemProxyLookup = (url: string) => Promise<string>;

/** Kinds of a proxy script's answer to schemes; `PROXY` and `HTTP` are plain to the proxy, `SOCKS` is version 4. */
const schemes: Readonly<Record<string, string>> = { PROXY: "http", HTTP: "http", SOCKS: "socks4" };

/** `DIRECT`, `PROXY host:port`, `HTTPS host:port`, `SOCKS5 host:port` and the like, separated by `;`, preferred first. */
export function parseProxyScriptAnswer(answer: string): readonly ProxyRoute[] {
  return answer
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [kind = "", host = ""] = part.split(/\s+/);
      const upper = kind.toUpperCase();
      const proxy = upper === "DIRECT" ? null : `${schemes[upper] ?? kind.toLowerCase()}://${host}`;
      return { proxy, source: "system" };
    });
}

/** Rejects with {@link ProxySettingsUnreadable} where the system cannot say, or not in time. */
export async function systemRoutes(
  lookUp: SystemProxyLookup,
  url: URL,
  limitMs = settingsAnswerMs,
): Promise<readonly ProxyRoute[]> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const unanswered = (): void =>
    reject(new ProxySettingsUnreadable(message("proxy.settings.no-answer", { seconds: limitMs / 1000 })));
  const timer = setTimeout(unanswered, limitMs);
  try {
    return parseProxyScriptAnswer(await Promise.race([lookUp(url.href), late]));
  } catch (error) {
    if (error instanceof ProxySettingsUnreadable) throw error;
    throw new ProxySettingsUnreadable(message("proxy.settings.unreadable"));
  } finally {
    clearTimeout(timer);
  }
}
