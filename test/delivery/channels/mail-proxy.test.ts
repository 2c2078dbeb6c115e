/** Mail through an HTTP proxy, to a real server: the proxy carries it, or says in words why it does not. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mail } from "../../../main/delivery/channels/mail/index.ts";
import { NetworkAgent } from "../../../main/network/agent.ts";
import { hasOpenssl, makeCertificate } from "../../doubles/certificate.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { ConnectProxy, type ConnectProxyOptions } from "../../doubles/connect-proxy.ts";
import { MailServer } from "../../doubles/services/mail-server.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

/** Resolved by nobody but the proxy: reached directly, it would fail. */
const name = "mail.pricebell.invalid";

describe.skipIf(!hasOpenssl)("through a proxy", () => {
  let folder: string;
  let server: MailServer;
  let proxy: ConnectProxy | null;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pricebell-mail-proxy-"));
    proxy = null;
  });
  afterEach(async () => {
    await proxy?.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function send(security: "tls" | "starttls", options: Partial<ConnectProxyOptions> = {}, credentials = "") {
    const tls = makeCertificate(folder, name);
    server = await MailServer.start({ ...tls, secure: security === "tls" });
    proxy = await ConnectProxy.start({ port: server.port, ...options });
    const route = { proxy: `http://${credentials}${proxy.host}`, source: "environment" as const };
    const agent = new NetworkAgent(() => Promise.resolve([route]));
    const values = {
      server: name,
      security,
      port: security === "tls" ? "465" : "587",
      user: "ann@example.com",
      password: "p4ssw0rd-of-ann",
      from: "bell@example.com",
      to: "ann@example.com",
      authority: tls.cert,
    };
    const channel = mail.open(values, { ...hostWith(new ManualClock()), agent });
    const outcome = await channel.send(remoteMessage(), new AbortController().signal);
    channel.close();
    expect(JSON.stringify(outcome)).not.toContain("p4ssw0rd");
    return outcome;
  }

  test.each([
    ["tls", "465"],
    ["starttls", "587"],
  ] as const)("(%s) it arrives, and the name is resolved by the proxy", async (security, port) => {
    expect(await send(security)).toMatchObject({ kind: "accepted" });
    expect(server.mails).toHaveLength(1);
    expect(proxy?.asked).toEqual([`${name}:${port}`]);
  });

  test("a proxy that wants a name and a password is given them", async () => {
    const outcome = await send("tls", { credentials: "ann:s3cret-of-the-proxy" }, "ann:s3cret-of-the-proxy@");
    expect(outcome).toMatchObject({ kind: "accepted" });
  });

  test.each([
    ["forbids it", { status: 403 }, "proxy-refused", "does not allow connections to this server"],
    ["cannot reach it", { status: 502 }, "proxy-refused", "could not connect to this server (HTTP 502)"],
    ["wants a password", { credentials: "ann:x" }, "proxy-refused", "password"],
  ])("a proxy that %s says so, and nothing goes past it", async (_what, options, code, words) => {
    expect(await send("tls", options)).toMatchObject({ kind: "later", code, words: expect.stringContaining(words) });
    expect(server.mails).toEqual([]);
  });
});
