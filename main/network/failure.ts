/** Why a connection outwards failed, in sentences a person can act on. The codes are Node's, OpenSSL's and BoringSSL's. */

import type { ProxySource } from "./proxy-route.ts";

/** What a proxy did instead of making the connection. */
type ProxyOutcome = { readonly status: number } | { readonly answerMs: number } | { readonly error: unknown };

/** The proxy between us and the venue answered CONNECT with something else than yes, or not at all. */
export class ProxyFailure extends Error {
  /** What the proxy answered, or null where it could not be reached. */
  readonly status: number | null;

  /** `proxyHost` without the credentials. */
  constructor(proxyHost: string, source: ProxySource, outcome: ProxyOutcome) {
    super(proxySentence(proxyHost, source, outcome));
    this.status = "status" in outcome ? outcome.status : null;
  }
}

/** Asked for a kind of proxy that is not spoken here. */
export class ProxyUnsupported extends Error {
  /** `kind` as in `socks5`; null: what is named is no address. */
  constructor(source: ProxySource, kind: string | null) {
    const named = source === "system" ? "The system's network settings name" : "HTTPS_PROXY or ALL_PROXY names";
    const what = kind === null ? "an address that is none" : `a proxy of the kind ${kind}`;
    const next = "If there is an HTTP proxy too, start Pricebell with HTTPS_PROXY set to http://HOST:PORT.";
    super(`${named} ${what}; Pricebell speaks with HTTP proxies alone. ${next}`);
  }
}

/** The system did not say which proxy to use. */
export class ProxySettingsUnreadable extends Error {
  constructor(reason: string) {
    super(
      `The system's proxy settings are not known (${reason}). Check them, above all the address of a proxy script, ` +
        "or start Pricebell with HTTPS_PROXY set to http://HOST:PORT.",
    );
  }
}

/** What the far end's certificate said, noted before the error that came of it. */
const certificateEnds = new WeakMap<Error, string>();

export function noteCertificateEnd(error: Error, validTo: string): void {
  certificateEnds.set(error, validTo);
}

export interface NetworkFailure {
  readonly code:
    "proxy-refused" | "proxy-unreachable" | "proxy-unsupported" | "proxy-settings-unreadable" | "certificate-invalid";
  readonly message: string;
}

/** Null where it is neither the proxy's nor a certificate's. `error` may be wrapped in another one's `cause`. */
export function networkFailure(error: unknown, host: string): NetworkFailure | null {
  if (error instanceof ProxyUnsupported) return { code: "proxy-unsupported", message: error.message };
  if (error instanceof ProxySettingsUnreadable) return { code: "proxy-settings-unreadable", message: error.message };
  if (error instanceof ProxyFailure)
    return { code: error.status === null ? "proxy-unreachable" : "proxy-refused", message: error.message };
  if (!(error instanceof Error)) return null;
  const message = certificateSentence(error, host);
  if (message !== null) return { code: "certificate-invalid", message };
  return error.cause === undefined ? null : networkFailure(error.cause, host);
}

const ownAuthority =
  "If a company or a virus scanner reads along here, start Pricebell with NODE_EXTRA_CA_CERTS set to the file of its authority, " +
  "or with NODE_OPTIONS=--use-system-ca.";

function certificateSentence(error: Error, host: string): string | null {
  switch (codeOf(error)) {
    case "CERT_HAS_EXPIRED": {
      const ended = dayOf(certificateEnds.get(error));
      const words = ended === null ? "has ended" : `ended on ${ended}`;
      return `The certificate of ${host} ${words}. Check this computer's date; if it is right, the operator has to renew it.`;
    }
    case "CERT_NOT_YET_VALID":
      return `The certificate of ${host} is not valid yet. Check this computer's date and time.`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `The certificate shown by ${host} is for another host. Check the address; a network with a sign-in page does this too.`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return `The certificate of ${host} is signed by an authority that is not known here. ${ownAuthority}`;
    case "CERT_REVOKED":
      return `The certificate of ${host} was revoked.`;
    default:
      return null;
  }
}

/** `May 3 10:00:00 2026 GMT`, as Node gives it, to `3 May 2026`. */
function dayOf(validTo: string | undefined): string | null {
  const ms = Date.parse(validTo ?? "");
  if (Number.isNaN(ms)) return null;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(
    ms,
  );
}

function proxySentence(proxyHost: string, source: ProxySource, outcome: ProxyOutcome): string {
  const proxy = `The proxy ${proxyHost}`;
  const check =
    source === "system" ? "Check the proxy in the system's network settings." : "Check HTTPS_PROXY and ALL_PROXY.";
  if ("answerMs" in outcome) return `${proxy} did not answer within ${outcome.answerMs / 1000} s. ${check}`;
  if ("error" in outcome) {
    const { error } = outcome;
    const certificate = error instanceof Error ? certificateSentence(error, proxyHost) : null;
    return certificate ?? `${proxy} cannot be reached (${codeOf(error) ?? "it broke off"}). ${check}`;
  }
  const { status } = outcome;
  if (status === 407) {
    const next =
      source === "system"
        ? "Start Pricebell with HTTPS_PROXY set to http://NAME:PASSWORD@HOST:PORT; the system's settings do not give it them."
        : "They belong into the proxy's address.";
    return `${proxy} asks for a name and password, or refuses those it got (HTTP 407). ${next}`;
  }
  if (status === 403) return `${proxy} does not allow connections to the venue (HTTP 403). Ask who runs it.`;
  return `${proxy} could not connect to the venue (HTTP ${status}).`;
}

/** The code alone: a message may quote an address. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
