/** The page that the headless host serves, in a real Chromium, and its parts by the names that a person would give them. */
import type { Browser, BrowserContext, Locator, Page } from "playwright";
import { patienceMs } from "../doubles/patience.ts";

/** A part of the page under its own name; the page itself stays in reach for everything else. */
export class Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page, and what its policy refused. Must be empty at the end. */
  readonly problems: string[] = [];
  /** Everything that came over the push connections, and the bodies of all answers. */
  readonly received: string[] = [];
  readonly #reading: Promise<void>[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    // Shorter than a test may take: the step that waits in vain is named.
    page.setDefaultTimeout(patienceMs);
    page.on("pageerror", (error) => this.problems.push(String(error)));
    page.on("console", (message) => {
      // A refusal, and a host that is gone, are logged by the browser itself.
      if (message.type() === "error" && !/^(Failed to load resource|WebSocket connection)/.test(message.text()))
        this.problems.push(message.text());
    });
    page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => this.received.push(String(payload))));
    page.on("response", (response) => {
      const read = response.text().then(
        (body) => void this.received.push(JSON.stringify(response.headers()), body),
        // An answer without a body, or of a page that was reloaded meanwhile.
        () => undefined,
      );
      this.#reading.push(read);
    });
  }

  /** Opens the address with its token, as it was printed, and waits until prices are there. */
  static async open(
    browser: Browser,
    host: { readonly url: string; readonly token: string },
    context?: BrowserContext,
  ): Promise<Window> {
    const own =
      context ??
      (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", timezoneId: "UTC" }));
    const window = new Window(own, await own.newPage());
    await window.page.goto(`${host.url}#token=${host.token}`);
    await window.watchlist.waitFor();
    return window;
  }

  /** All that the page was ever sent, as one text. */
  async everythingReceived(): Promise<string> {
    await Promise.all(this.#reading);
    return this.received.join("\n");
  }

  get watchlist(): Locator {
    return this.page.getByRole("listbox", { name: /^Watchlist/ });
  }

  row(symbol: string): Locator {
    return this.watchlist.getByRole("option").filter({ hasText: symbol });
  }

  get composer(): Locator {
    return this.page.locator("form.composer");
  }

  /** The one-line entry of the composer. */
  get entry(): Locator {
    return this.page.getByLabel("Alert in a few keystrokes");
  }

  /** Opens a part of the alert in the composer by its chip, by the name of the part. */
  async openPart(part: string): Promise<void> {
    await this.composer.getByRole("button", { name: new RegExp(`^${part}: `) }).click();
  }

  /** A field of the part that is open, by its label. */
  field(label: string): Locator {
    return this.composer.getByRole("textbox", { name: label, exact: true });
  }

  /** Begins an alert of this kind from the list of kinds. */
  async chooseKind(label: string): Promise<void> {
    await this.page.getByRole("button", { name: "Kinds of alert" }).click();
    const list = this.page.getByRole("listbox", { name: "Kinds of alert" });
    await list
      .getByRole("option")
      .filter({ has: this.page.getByText(label, { exact: true }) })
      .click();
  }

  /** What the alert in the composer means. */
  get sentence(): Locator {
    return this.composer.locator(".sentence");
  }

  /** The alerts, as rows of their table. */
  get alerts(): Locator {
    return this.page.locator("#side-panel [data-rule]");
  }

  /** What happened, as rows of the history's table. */
  get events(): Locator {
    return this.page.locator("#side-panel [data-event]");
  }

  /** What the top bar says of the feed. */
  get formatFeedState(): Locator {
    return this.page.locator("header .state .words");
  }

  get banners(): Locator {
    return this.page.getByRole("region", { name: "State of the watching" });
  }

  tab(name: "Alerts" | "History"): Locator {
    return this.page.getByRole("tab", { name: new RegExp(`^${name}`) });
  }

  /** Types an alert and saves it with Ctrl+Enter. */
  async makeAlert(text: string): Promise<void> {
    await this.entry.fill(text);
    await this.entry.press("Control+Enter");
    await this.page.getByText("Saved and watching").waitFor();
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

/** One look at a page is cheap, but the machine may be busy with everything else: long limits, short waits. */
export const patience = { timeout: patienceMs, interval: 50 } as const;
