/** A way to an address: directly or through a proxy, as the environment or the system's settings name it. */
import { ProxyUnsupported } from "./failure.ts";

/** Who named a proxy: what is wrong with it is put right there. */
export type ProxySource = "environment" | "system";

export interface ProxyRoute {
  /** `http://[NAME:PASSWORD@]HOST:PORT`; a kind that is not spoken here has its own scheme. Null: directly. */
  readonly proxy: string | null;
  readonly source: ProxySource;
}

/** The routes to an `http:` or `https:` address, the preferred one first; null: nothing is said about it. */
export type ProxyResolver = (url: URL) => Promise<readonly ProxyRoute[] | null>;

export interface Proxy {
  readonly url: URL;
  readonly source: ProxySource;
}

/** Null: directly. Throws {@link ProxyUnsupported} for a kind of proxy that is not spoken here; its words quote no password. */
function proxyOf({ proxy, source }: ProxyRoute): Proxy | null {
  if (proxy === null) return null;
  const url = URL.parse(proxy.includes("://") ? proxy : `http://${proxy}`);
  if (url?.protocol === "http:" || url?.protocol === "https:") return { url, source };
  throw new ProxyUnsupported(source, url?.protocol.replace(":", "") ?? null);
}

/** The routes that can be taken, in order. Throws for the first that cannot, where none can. */
export function usableProxies(routes: readonly ProxyRoute[]): readonly (Proxy | null)[] {
  const usable: (Proxy | null)[] = [];
  let unsupported: ProxyUnsupported | null = null;
  for (const route of routes) {
    try {
      usable.push(proxyOf(route));
    } catch (error) {
      if (!(error instanceof ProxyUnsupported)) throw error;
      unsupported ??= error;
    }
  }
  if (usable.length === 0 && unsupported !== null) throw unsupported;
  return usable;
}
