/** The built window in a real Chromium, under the strict policy that it ships with, talking to a host that the test plays. */
import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContextOptions, Page } from "playwright";
import { contentSecurityPolicy } from "../../main/bridge/content-security-policy.ts";
import type { CallName, PushName } from "../../preload/contract/contract.ts";
import { pushNames } from "../../preload/contract/contract.ts";
import { buildPage, projectRoot } from "../doubles/built-app.ts";
import { launchBrowser } from "../doubles/browser.ts";
import type { FakeTransport } from "../doubles/transport.ts";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export interface PageHarness {
  readonly browser: Browser;
  readonly url: string;
  /** A window on its own context; `problems` gathers what must not happen. */
  open(host: FakeTransport, options?: BrowserContextOptions): Promise<Shown>;
  end(): Promise<void>;
}

export interface Shown {
  readonly page: Page;
  /** Errors of the page and violations of the policy. */
  readonly problems: string[];
  close(): Promise<void>;
}

/** Serves the window as it is built, builds it where the sources are newer, and starts the browser. */
export async function startPageHarness(): Promise<PageHarness> {
  await buildPage();
  const server = await serve(join(projectRoot, "dist/renderer"));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { browser } = await launchBrowser(["--disable-dev-shm-usage", "--font-render-hinting=none"]);
  return {
    browser,
    url,
    open: (host, options) => openWindow(browser, url, host, options),
    end: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = path === "/" ? "/index.html" : path;
    readFile(join(folder, file)).then(
      (body) => {
        response.writeHead(200, {
          "content-type": types[extname(file)] ?? "application/octet-stream",
          "content-security-policy": contentSecurityPolicy,
        });
        response.end(body);
      },
      () => {
        response.writeHead(404);
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function openWindow(
  browser: Browser,
  url: string,
  host: FakeTransport,
  options: BrowserContextOptions = {},
): Promise<Shown> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 720 },
    locale: "en-US",
    timezoneId: "UTC",
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  // As text, as between a real host and its window: the browser's own way of passing values takes seconds for 10,000 alerts.
  await page.exposeFunction("playedInvoke", async (name: CallName, input: unknown) =>
    JSON.stringify(await host.invoke(name, input)),
  );
  await page.exposeFunction("playedViolation", (text: string) => void problems.push(text));
  await page.addInitScript(() => {
    const played = globalThis as unknown as {
      playedInvoke: (name: string, input: unknown) => Promise<string>;
      playedViolation: (text: string) => void;
      playedPush: (name: string, value: unknown) => void;
      pricebell: unknown;
    };
    const listeners = new Map<string, Set<(value: unknown) => void>>();
    document.addEventListener("securitypolicyviolation", (event) => {
      played.playedViolation(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`);
    });
    played.playedPush = (name, value) => {
      for (const listener of listeners.get(name) ?? []) listener(value);
    };
    played.pricebell = {
      invoke: async (name: string, input: unknown) => JSON.parse(await played.playedInvoke(name, input)) as unknown,
      subscribe: (name: string, listener: (value: unknown) => void) => {
        const all = listeners.get(name) ?? new Set();
        listeners.set(name, all.add(listener));
        return () => void all.delete(listener);
      },
    };
  });
  const ends = pushNames.map((name: PushName) =>
    host.subscribe(name, (value) => {
      page
        .evaluate(
          ([pushName, pushed]) => {
            (globalThis as unknown as { playedPush: (name: string, value: unknown) => void }).playedPush(
              pushName,
              JSON.parse(pushed),
            );
          },
          [name, JSON.stringify(value)] as const,
        )
        // A page that is being closed hears no more.
        .catch((error: unknown) => problems.push(`push ${name}: ${String(error)}`));
    }),
  );
  await page.goto(url);
  return {
    page,
    problems,
    close: async () => {
      for (const end of ends) end();
      await context.close();
    },
  };
}
