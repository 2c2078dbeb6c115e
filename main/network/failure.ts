/** Why a connection outwards failed, in sentences a person can act on. The codes are Node's, OpenSSL's and BoringSSL's. */

/** The proxy between us and the venue answered CONNECT with something else than yes, or not at all. */
export class ProxyFailure extends Error {
  /** What the proxy answered, or null where it could not be reached. */
  readonly status: number | null;

  /** `proxyHost` without the credentials; `reason` a code, never a text that may quote an address. */
  constructor(proxyHost: string, status: number | null, reason: string) {
    super(proxySentence(proxyHost, status, reason));
    this.status = status;
  }
}

/** Asked for a kind of proxy that is not spoken here. */
export class ProxyUnsupported extends Error {}

/** What the far end's certificate said, noted before the error that came of it. */
const certificateEnds = new WeakMap<Error, string>();

export function noteCertificateEnd(error: Error, validTo: string): void {
  certificateEnds.set(error, validTo);
}

export interface NetworkFailure {
  readonly code: "proxy-refused" | "proxy-unreachable" | "proxy-unsupported" | "certificate-invalid";
  readonly message: string;
}

/** Null where it is neither the proxy's nor a certificate's. `error` may be wrapped in another one's `cause`. */
export function networkFailure(error: unknown, host: string): NetworkFailure | null {
  if (error instanceof ProxyUnsupported) return { code: "proxy-unsupported", message: error.message };
  if (error instanceof ProxyFailure)
    return { code: error.status === null ? "proxy-unreachable" : "proxy-refused", message: error.message };
  if (!(error instanceof Error)) return null;
  const message =
    "code" in error && typeof error.code === "string" ? certificateSentence(error, error.code, host) : null;
  if (message !== null) return { code: "certificate-invalid", message };
  return error.cause === undefined ? null : networkFailure(error.cause, host);
}

const ownAuthority =
  "If a company or a virus scanner reads along here, start Pricebell with NODE_EXTRA_CA_CERTS set to the file of its authority, " +
  "or with NODE_OPTIONS=--use-system-ca.";

function certificateSentence(error: Error, code: string, host: string): string | null {
  switch (code) {
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

function proxySentence(proxyHost: string, status: number | null, reason: string): string {
  const proxy = `The proxy ${proxyHost}`;
  if (status === null) return `${proxy} cannot be reached (${reason}). Check HTTPS_PROXY and ALL_PROXY.`;
  if (status === 407)
    return `${proxy} asks for a name and password, or refuses those it got (HTTP 407). They belong into the proxy's address.`;
  if (status === 403) return `${proxy} does not allow connections to the venue (HTTP 403). Ask who runs it.`;
  return `${proxy} could not connect to the venue (HTTP ${status}).`;
}
