import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createApi } from "../../preload/api.ts";
import {
  createHttpTransport,
  type HttpTransport,
  type HttpTransportOptions,
  type PageAddress,
} from "../../preload/http-transport.ts";
import { sessionLifeMs } from "../../main/bridge/http-sessions.ts";
import { createPageSession } from "../../preload/page-session.ts";
import { ManualClock } from "../doubles/clock.ts";
import { patienceMs } from "../doubles/patience.ts";
import { aQuote, aRule } from "./handlers-double.ts";
import { startHarness, type Harness } from "./http-harness.ts";
import { tabStorage } from "./tab-storage.ts";

/** The part of a browser that matters here: it adds Origin, and a tab has a storage that outlives a reload. */
class Browser {
  readonly origin: string;
  readonly asked: string[] = [];
  readonly storage = tabStorage();

  constructor(origin: string) {
    this.origin = origin;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    this.asked.push(String(input));
    const headers = new Headers(init?.headers);
    headers.set("origin", this.origin);
    headers.set("sec-fetch-site", "same-origin");
    return fetch(input, { ...init, headers });
  };

  /** Node's own WebSocket takes headers, which a browser's does not. */
  readonly dial = (url: string, protocols: string[]): WebSocket =>
    new WebSocket(url, { protocols, headers: { origin: this.origin } } as never);

  get session(): string {
    return this.storage.getItem("pricebell.session") ?? "";
  }
}

class Address implements PageAddress {
  text: string;
  #listener: () => void = () => undefined;
  constructor(text: string) {
    this.text = text;
  }
  hash(): string {
    return this.text;
  }
  clear(): void {
    this.text = "";
  }
  onChange(listener: () => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }
  paste(text: string): void {
    this.text = text;
    this.#listener();
  }
}

let harness: Harness;
let browser: Browser;
let states: string[];
let resyncs: number;
const open: HttpTransport[] = [];

beforeEach(async () => {
  harness = await startHarness();
  browser = new Browser(harness.origin);
  states = [];
  resyncs = 0;
});
afterEach(async () => {
  for (const transport of open.splice(0)) transport.close();
  await harness.stop();
});

function start(address: Address, more: Partial<HttpTransportOptions> = {}): HttpTransport {
  const transport = createHttpTransport({
    origin: harness.origin,
    onState: (state) => states.push(state),
    onResync: () => resyncs++,
    // The limit is also how long the host has to say why a dial failed, however busy the machine is.
    redialMs: { first: 5, limit: patienceMs },
    fetch: browser.fetch,
    dial: browser.dial,
    page: address,
    session: createPageSession({ storage: browser.storage, channel: null }),
    ...more,
  });
  open.push(transport);
  return transport;
}

const withToken = () => new Address(`#token=${harness.token}`);

describe("a page in a browser", () => {
  test("exchanges the token once, takes it out of the address, calls and hears", async () => {
    const address = withToken();
    const api = createApi(start(address));
    const heard: unknown[] = [];
    const leave = api.rules.onChanged((rule) => heard.push(rule));
    expect(await api.rules.list({})).toEqual({ ok: true, value: [aRule] });
    expect(address.text).toBe("");
    expect(states).toEqual(["connecting", "connected"]);
    expect(browser.asked.map((url) => url.slice(harness.origin.length))).toEqual(["/api/session", "/api/rules.list"]);
    expect(browser.asked.join()).not.toContain(harness.token);
    harness.publisher.publish("rules.changed", aRule);
    await vi.waitFor(() => expect(heard).toEqual([aRule]), patienceMs);
    leave();
    harness.publisher.publish("rules.changed", aRule);
    harness.publisher.publish("market.watchlist", [aQuote]);
    await api.rules.list({});
    expect(heard).toHaveLength(1);
    expect(resyncs).toBe(0);
  });

  test("is heard first and asked then: no change falls between the snapshot and the pushes", async () => {
    const transport = start(withToken());
    const answer = transport.invoke("market.snapshot", {});
    await answer;
    expect(harness.publisher.wants("market.ticks")).toBe(true);
    expect(harness.recorded[0]).toMatchObject({ call: "market.snapshot" });
    expect(harness.recorded[0]?.context.clientId).toMatch(/^[0-9a-f]{32}$/u);
  });

  test("dials again when the host comes back, asks for everything anew, and is let in by its session", async () => {
    const transport = start(withToken());
    await transport.invoke("rules.list", {});
    const { port } = harness.server;
    const { dir } = harness;
    await harness.server.stop();
    await vi.waitFor(() => expect(states.at(-1)).toBe("reconnecting"), patienceMs);
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: false, error: { code: "host-unreachable" } });
    harness = await startHarness({ port, dir });
    await vi.waitFor(() => expect(states.at(-1)).toBe("connected"), patienceMs);
    expect(resyncs).toBe(1);
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: true });
  });

  test("without the token says so, and is let in when the address is pasted into the same tab", async () => {
    const address = new Address("");
    const transport = start(address);
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: false, error: { code: "unauthorized" } });
    expect(states).toEqual(["connecting", "unauthorized"]);
    address.paste(`#token=${harness.token}`);
    await vi.waitFor(() => expect(states.at(-1)).toBe("connected"), patienceMs);
    expect(resyncs).toBe(1);
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: true });
  });

  test("loaded anew, it is let in by what the tab kept, which is not the token", async () => {
    start(withToken()).close();
    await vi.waitFor(() => expect(browser.session).not.toBe(""), patienceMs);
    expect(browser.session).not.toContain(harness.token);
    states.length = 0;
    expect(await start(new Address("")).invoke("rules.list", {})).toMatchObject({ ok: true });
    expect(states).toEqual(["connecting", "connected"]);
  });

  test("with an old token and a good session goes on", async () => {
    browser.storage.setItem("pricebell.session", await harness.session());
    const transport = start(new Address("#token=old"));
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: true });
    expect(states).toEqual(["connecting", "connected"]);
  });

  test("forgets a session that is refused, as after a new token, and is let in by the new one", async () => {
    browser.storage.setItem("pricebell.session", "of.another.token");
    const address = new Address("");
    const transport = start(address);
    await vi.waitFor(() => expect(states.at(-1)).toBe("unauthorized"), patienceMs);
    expect(states).not.toContain("connected");
    expect(browser.session).toBe("");
    address.paste(`#token=${harness.token}`);
    await vi.waitFor(() => expect(states.at(-1)).toBe("connected"), patienceMs);
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: true });
  });

  test("goes on with the session that an answer renews", async () => {
    const clock = new ManualClock();
    await harness.stop();
    harness = await startHarness({ clock });
    browser = new Browser(harness.origin);
    const transport = start(withToken());
    await transport.invoke("rules.list", {});
    const first = browser.session;
    clock.stepWall(sessionLifeMs / 2 + 1);
    await transport.invoke("rules.list", {});
    expect(browser.session).not.toBe(first);
    clock.stepWall(sessionLifeMs / 2);
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: true });
  });

  test("notices a host that hangs with its sockets open", async () => {
    let hangs = false;
    const transport = start(withToken(), {
      quietMs: 30,
      fetch: (input, init) => (hangs ? Promise.reject(new TypeError("timed out")) : browser.fetch(input, init)),
    });
    await transport.invoke("rules.list", {});
    await vi.waitFor(
      () => expect(harness.recorded.filter(({ call }) => call === "app.info").length).toBeGreaterThan(1),
      patienceMs,
    );
    expect(states.at(-1)).toBe("connected");
    hangs = true;
    await vi.waitFor(() => expect(states).toContain("reconnecting"), patienceMs);
  });

  test("closed, it hangs up, dials no more and answers nothing", async () => {
    const transport = start(withToken());
    await transport.invoke("rules.list", {});
    transport.close();
    await vi.waitFor(() => expect(harness.gone).toHaveLength(1), patienceMs);
    expect(await transport.invoke("rules.list", {})).toMatchObject({ ok: false, error: { code: "host-unreachable" } });
    expect(states).toEqual(["connecting", "connected"]);
  });
});

test("each connection has a name of its own, also where the host may still hold the one before", async () => {
  // Takes connections and never answers: a dial to it hangs.
  const held: Socket[] = [];
  const silent = createServer((socket) => void held.push(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const names: (string | null)[] = [];
  const address = new Address("");
  start(address, {
    dial(url, protocols) {
      names.push(new URL(url).searchParams.get("client"));
      return names.length === 1 ? new WebSocket(`ws://127.0.0.1:${port}/`) : browser.dial(url, protocols);
    },
  });
  await vi.waitFor(() => expect(names).toHaveLength(1), patienceMs);
  address.paste(`#token=${harness.token}`);
  await vi.waitFor(() => expect(states.at(-1)).toBe("connected"), patienceMs);
  expect(new Set(names).size).toBe(2);
  for (const socket of held) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});
