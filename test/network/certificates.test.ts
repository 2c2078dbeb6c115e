/** Real TLS servers with certificates made here, none of which can be trusted: each is told of in a sentence. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { NetworkAgent } from "../../main/network/agent.ts";
import { networkFailure } from "../../main/network/failure.ts";
import { httpGet } from "../../main/network/http-get.ts";
import { hasOpenssl, makeCertificate } from "../doubles/certificate.ts";

describe.skipIf(!hasOpenssl)("certificates", () => {
  let folder: string;
  let server: Server;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pricebell-tls-"));
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    rmSync(folder, { recursive: true, force: true });
  });

  /** A server with a certificate that is its own authority, for `name`, good between these days (YYYYMMDD). */
  async function serve(name: string, from: string, until: string): Promise<{ address: string; ca: string }> {
    const certificate = makeCertificate(folder, name, from, until);
    server = createServer({ ...certificate }, (_request, response) => response.end("{}"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { address: `localhost:${String((server.address() as AddressInfo).port)}`, ca: certificate.cert };
  }

  /** What is said of it over HTTP and over a WebSocket, where `ca` is the authority that is known (default: the system's). */
  async function told(address: string, ca?: string): Promise<(string | undefined)[]> {
    const agent = new NetworkAgent(() => Promise.resolve(null), ca === undefined ? {} : { ca });
    const options = { headers: {}, signal: new AbortController().signal, maxBodyBytes: 1000, agent };
    const overHttp = await httpGet(`https://${address}`, options).then(
      () => undefined,
      (error: unknown) => networkFailure(error, "localhost")?.message,
    );
    const socket = new WebSocket(`wss://${address}`, { agent: agent.agentFor(`wss://${address}`) });
    const [error] = (await once(socket, "error")) as [Error];
    return [overHttp, networkFailure(error, "localhost")?.message];
  }

  const both = (message: unknown): unknown[] => [message, message];

  test("one that has ended, with its last day", async () => {
    const { address, ca } = await serve("localhost", "20250101", "20250503");
    expect(await told(address, ca)).toEqual(
      both(expect.stringMatching(/^The certificate of localhost ended on 3 May 2025\. Check this computer's date/)),
    );
  });

  test("one that is not valid yet", async () => {
    const { address, ca } = await serve("localhost", "20900101", "20910101");
    expect(await told(address, ca)).toEqual(both(expect.stringContaining("is not valid yet")));
  });

  test("one of another host", async () => {
    const { address, ca } = await serve("other.example", "20250101", "20910101");
    expect(await told(address, ca)).toEqual(both(expect.stringContaining("is for another host")));
  });

  test("one of an authority that is not known here, with what to do about a company's own", async () => {
    const { address } = await serve("localhost", "20250101", "20910101");
    const words = expect.stringMatching(
      /authority that is not known here.*NODE_EXTRA_CA_CERTS.*--use-system-ca/,
    ) as unknown;
    expect(await told(address)).toEqual(both(words));
  });
});
