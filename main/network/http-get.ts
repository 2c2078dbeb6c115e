/** One GET over the connection that everything outwards takes. Redirects are never followed: they would carry the key along. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { networkAgent, type NetworkAgent } from "./agent.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Null where it is longer than was asked for. Empty where the status is not 2xx: that text is nobody's business. */
  readonly text: string | null;
}

export interface HttpGetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly maxBodyBytes: number;
  readonly agent?: NetworkAgent;
}

/** Rejects with the socket's, the proxy's or the certificate's error (see failure.ts), or with the signal's. */
export async function httpGet(url: string, options: HttpGetOptions): Promise<HttpAnswer> {
  const { headers, signal, maxBodyBytes, agent = networkAgent } = options;
  signal.throwIfAborted();
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, { headers, agent, signal }, resolve);
  sent.on("error", reject);
  sent.end();
  const response = await promise;
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) {
    response.destroy();
    return { status, headers: response.headers, text: "" };
  }
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) {
      response.destroy();
      return { status, headers: response.headers, text: null };
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return { status, headers: response.headers, text: text + decoder.decode() };
}
