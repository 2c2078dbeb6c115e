/** The proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of this process name; in lower case they win, as in curl. */
import { isIP } from "node:net";
import { getProxyForUrl } from "proxy-from-env";
import type { ProxyRoute } from "./proxy-route.ts";

/** Null where no variable names a proxy for this kind of address: then NO_PROXY says nothing either. */
export function environmentRoutes(url: URL): readonly ProxyRoute[] | null {
  const proxy = variable(`${url.protocol.replace(":", "")}_proxy`) ?? variable("all_proxy");
  if (proxy === null) return null;
  // Asked only about NO_PROXY: to `HOST:PORT` without a scheme it adds the address's own, and TLS is not spoken there.
  const exempt = domainsOf(url).some((domain) => getProxyForUrl(domain) === "");
  return [{ proxy: exempt ? null : proxy, source: "environment" }];
}

/** The address at its host and at each domain above it: `NO_PROXY=example.com` means its subdomains too, as with curl. */
function domainsOf(url: URL): readonly string[] {
  if (isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0) return [url.href];
  const labels = url.hostname.split(".");
  return labels.map((_, at) => {
    const domain = new URL(url);
    domain.hostname = labels.slice(at).join(".");
    return domain.href;
  });
}

function variable(name: string): string | null {
  return process.env[name] || process.env[name.toUpperCase()] || null;
}
