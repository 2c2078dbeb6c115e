/** Why a connection outwards failed where that is the proxy's or a certificate's doing, and what to do about it. */
import type { Message } from "../message-types.ts";

export const network = {
  // {what} and {next} are below.
  "proxy.system-names": "The system's network settings name {what}; Pricebell speaks with HTTP proxies alone. {next}",
  "proxy.environment-names": "HTTPS_PROXY or ALL_PROXY names {what}; Pricebell speaks with HTTP proxies alone. {next}",
  "proxy.no-address": "an address that is none",
  "proxy.of-kind": "a proxy of the kind {kind}",
  "proxy.use-http": "If there is an HTTP proxy too, start Pricebell with HTTPS_PROXY set to http://HOST:PORT.",
  "proxy.settings-unreadable":
    "The system's proxy settings are not known ({reason}). Check them, above all the address of a proxy script, or start Pricebell with HTTPS_PROXY set to http://HOST:PORT.",
  "proxy.settings.no-answer": "no answer in {seconds} s",
  "proxy.settings.unreadable": "they cannot be read",
  "proxy.no-answer": "The proxy {proxy} did not answer within {seconds} s. {check}",
  "proxy.unreachable": "The proxy {proxy} cannot be reached ({reason}). {check}",
  "proxy.broke-off": "it broke off",
  "proxy.check.system": "Check the proxy in the system's network settings.",
  "proxy.check.environment": "Check HTTPS_PROXY and ALL_PROXY.",
  "proxy.password": "The proxy {proxy} asks for a name and password, or refuses those it got (HTTP 407). {next}",
  "proxy.password.system":
    "Start Pricebell with HTTPS_PROXY set to http://NAME:PASSWORD@HOST:PORT; the system's settings do not give it them.",
  "proxy.password.environment": "They belong into the proxy's address.",
  "proxy.forbids": "The proxy {proxy} does not allow connections to this server (HTTP 403). Ask who runs it.",
  "proxy.http": "The proxy {proxy} could not connect to this server (HTTP {status}).",

  "certificate.ended":
    "The certificate of {host} has ended. Check this computer's date; if it is right, the operator has to renew it.",
  "certificate.ended-on":
    "The certificate of {host} ended on {day}. Check this computer's date; if it is right, the operator has to renew it.",
  "certificate.not-yet": "The certificate of {host} is not valid yet. Check this computer's date and time.",
  "certificate.other-host":
    "The certificate shown by {host} is for another host. Check the address; a network with a sign-in page does this too.",
  "certificate.authority":
    "The certificate of {host} is signed by an authority that is not known here. If a company or a virus scanner reads along here, start Pricebell with NODE_EXTRA_CA_CERTS set to the file of its authority, or with NODE_OPTIONS=--use-system-ca.",
  "certificate.revoked": "The certificate of {host} was revoked.",

  "network.the-venue": "the venue",
} as const satisfies Record<string, Message>;
