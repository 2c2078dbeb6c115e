/** The package brings no types of its own. */
declare module "proxy-from-env" {
  /** The proxy's address for this one by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY (lower case too); empty: none. */
  export function getProxyForUrl(url: string): string;
}
