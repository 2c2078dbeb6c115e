/** The JSON body of a request, never more of it than allowed. */
import { message } from "../../preload/contract/messages/message.ts";
import type { IncomingMessage } from "node:http";
import { fail, ok, type Result } from "../../preload/contract/result.ts";

/** No call of a page or a script needs more, save for {@link longCalls}; a rule is under 1 KiB. */
export const maxBodyBytes = 64 * 1024;

/** Calls that may be longer, and by how much. Only whoever has shown the token gets as far as sending one. */
const longCalls: ReadonlyMap<string, number> = new Map([
  ["rules.createMany", 8 * 1024 * 1024],
  ...["rules.removeMany", "rules.restoreMany", "rules.pauseMany", "rules.resumeMany", "rules.setNotifyMany"].map(
    // Ten thousand ids.
    (name) => [name, 1024 * 1024] as const,
  ),
]);

/** How long the body of this call may be. Bytes. */
export function bodyLimitOf(callName: string): number {
  return longCalls.get(callName) ?? maxBodyBytes;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads and parses; an empty body is `{}`. Rejects only when the connection breaks off meanwhile. `atMost`: bytes. */
export async function readJsonBody(request: IncomingMessage, atMost = maxBodyBytes): Promise<Result<unknown>> {
  const tooLarge = fail("too-large", message("request.too-large", { most: atMost }));
  if (Number(request.headers["content-length"]) > atMost) return tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not destroyed on the way out: the answer that says "too large" goes over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > atMost) return tooLarge;
    chunks.push(chunk);
  }
  if (bytes === 0) return ok({});
  try {
    return ok(JSON.parse(decoder.decode(Buffer.concat(chunks))));
  } catch {
    return fail("request-invalid", message("request.not-json"));
  }
}

/** Whether the body says that it is JSON: a form of another site cannot. */
export function saysJson(request: IncomingMessage): boolean {
  const type = request.headers["content-type"];
  return type !== undefined && /^application\/json\s*(?:;|$)/iu.test(type);
}
