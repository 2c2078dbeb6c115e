/** The proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of this process name; in lower case they win, as in curl. */
import { getProxyForUrl } from "proxy-from-env";
import type { ProxyRoute } from "./proxy-route.ts";

/** Null where no variable names a proxy for this kind of address: then NO_PROXY says nothing either. */
export function environmentRoutes(url: URL): readonly ProxyRoute[] | null {
  const proxy = variable(`${url.protocol.replace(":", "")}_proxy`) ?? variable("all_proxy");
  if (proxy === null) return null;
  // Asked only about NO_PROXY: to `HOST:PORT` without a scheme it adds the address's own, and TLS is not spoken there.
  const exempt = getProxyForUrl(url.href) === "";
  return [{ proxy: exempt ? null : proxy, source: "environment" }];
}

function variable(name: string): string | null {
  return process.env[name] || process.env[name.toUpperCase()] || null;
}
