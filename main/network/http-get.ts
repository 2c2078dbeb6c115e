/** One GET over the connection that everything outwards takes. Redirects are never followed: they would carry the key along. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { networkAgent, type NetworkAgent } from "./agent.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /**
   * Null where it is longer than was asked for. Empty where the status is not 2xx and {@link HttpGetOptions.readsErrorBody} does
   * not ask for it: that text is nobody's business.
   */
  readonly text: string | null;
}

export interface HttpGetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly maxBodyBytes: number;
  /** Which statuses beside 2xx have a text that is read, at most {@link maxErrorBodyBytes} of it. */
  readonly readsErrorBody?: (status: number) => boolean;
  readonly agent?: NetworkAgent;
}

/** An error says its code and a sentence. Longer is a page for browsers. */
const maxErrorBodyBytes = 16 * 1024;

/** Rejects with the socket's, the proxy's or the certificate's error (see failure.ts), or with the signal's. */
export async function httpGet(url: string, options: HttpGetOptions): Promise<HttpAnswer> {
  const { headers, signal, maxBodyBytes, readsErrorBody, agent = networkAgent } = options;
  signal.throwIfAborted();
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, { headers, agent: agent.agentFor(url), signal }, resolve);
  sent.on("error", reject);
  sent.end();
  const response = await promise;
  const status = response.statusCode ?? 0;
  const isError = status < 200 || status > 299;
  if (isError && readsErrorBody?.(status) !== true) {
    response.destroy();
    return { status, headers: response.headers, text: "" };
  }
  const maxBytes = isError ? Math.min(maxErrorBodyBytes, maxBodyBytes) : maxBodyBytes;
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      response.destroy();
      return { status, headers: response.headers, text: null };
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return { status, headers: response.headers, text: text + decoder.decode() };
}
