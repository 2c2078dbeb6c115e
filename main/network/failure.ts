/** Why a connection outwards failed, in sentences a person can act on. The codes are Node's, OpenSSL's and BoringSSL's. */

import { languageInUse } from "../../preload/contract/messages/language.ts";
import { message } from "../../preload/contract/messages/message.ts";
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
    const what = kind === null ? message("proxy.no-address") : message("proxy.of-kind", { kind });
    const key = source === "system" ? "proxy.system-names" : "proxy.environment-names";
    super(message(key, { what, next: message("proxy.use-http") }));
  }
}

/** The system did not say which proxy to use. */
export class ProxySettingsUnreadable extends Error {
  constructor(reason: string) {
    super(message("proxy.settings-unreadable", { reason }));
  }
}

/** What the far end's certificate said, noted before the error that came of it. */
const certificateEnds = new WeakMap<Error, string>();

export function noteCertificateEnd(error: Error, validTo: string): void {
  certificateEnds.set(error, validTo);
}

export interface NetworkFailure {
  readonly code:
    | "proxy-refused"
    | "proxy-unreachable"
    | "proxy-unsupported"
    | "proxy-settings-unreadable"
    | "certificate-invalid";
  readonly message: string;
}

/** Null where it is neither the proxy's nor a certificate's. `error` may be wrapped in another one's `cause`. */
export function networkFailure(error: unknown, host: string): NetworkFailure | null {
  if (error instanceof ProxyUnsupported) return { code: "proxy-unsupported", message: error.message };
  if (error instanceof ProxySettingsUnreadable) return { code: "proxy-settings-unreadable", message: error.message };
  if (error instanceof ProxyFailure)
    return { code: error.status === null ? "proxy-unreachable" : "proxy-refused", message: error.message };
  if (!(error instanceof Error)) return null;
  const sentence = certificateSentence(error, host);
  if (sentence !== null) return { code: "certificate-invalid", message: sentence };
  return error.cause === undefined ? null : networkFailure(error.cause, host);
}

function certificateSentence(error: Error, host: string): string | null {
  switch (codeOf(error)) {
    case "CERT_HAS_EXPIRED": {
      const day = dayOf(certificateEnds.get(error));
      return day === null ? message("certificate.ended", { host }) : message("certificate.ended-on", { host, day });
    }
    case "CERT_NOT_YET_VALID":
      return message("certificate.not-yet", { host });
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return message("certificate.other-host", { host });
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return message("certificate.authority", { host });
    case "CERT_REVOKED":
      return message("certificate.revoked", { host });
    default:
      return null;
  }
}

/** `May 3 10:00:00 2026 GMT`, as Node gives it, to `3 May 2026`, in the language of the sentence. */
function dayOf(validTo: string | undefined): string | null {
  const ms = Date.parse(validTo ?? "");
  if (Number.isNaN(ms)) return null;
  const { language } = languageInUse();
  const written = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, written).format(ms);
}

function proxySentence(proxyHost: string, source: ProxySource, outcome: ProxyOutcome): string {
  const check = message(source === "system" ? "proxy.check.system" : "proxy.check.environment");
  const proxy = proxyHost;
  if ("answerMs" in outcome) return message("proxy.no-answer", { proxy, seconds: outcome.answerMs / 1000, check });
  if ("error" in outcome) {
    const { error } = outcome;
    const certificate = error instanceof Error ? certificateSentence(error, proxyHost) : null;
    const reason = codeOf(error) ?? message("proxy.broke-off");
    return certificate ?? message("proxy.unreachable", { proxy, reason, check });
  }
  const { status } = outcome;
  if (status === 407) {
    const next = message(source === "system" ? "proxy.password.system" : "proxy.password.environment");
    return message("proxy.password", { proxy, next });
  }
  if (status === 403) return message("proxy.forbids", { proxy });
  return message("proxy.http", { proxy, status });
}

/** The code alone: a message may quote an address. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
