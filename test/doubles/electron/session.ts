/** `session`, `protocol`: who answers the page's requests and its wishes. */
import { EventEmitter } from "node:events";
import type { CustomScheme, DownloadItem, Protocol, Session, WebContents, WebRequest } from "electron";
import { answers, cancellable } from "./host.ts";
import { strict } from "./strict.ts";
import { app } from "./app.ts";
import { DoubleWindow } from "./windows.ts";

type BeforeRequest = Parameters<WebRequest["onBeforeRequest"]>[0];

class DoubleWebRequest {
  listener: BeforeRequest = null;

  onBeforeRequest(listener: BeforeRequest): void {
    this.listener = listener;
  }
}

class DoubleSession
  extends EventEmitter
  implements
    Pick<
      Session,
      | "setPermissionRequestHandler"
      | "setPermissionCheckHandler"
      | "setDevicePermissionHandler"
      | "setSpellCheckerEnabled"
      | "allowNTLMCredentialsForDomains"
      | "resolveProxy"
    >
{
  readonly requests = new DoubleWebRequest();
  readonly webRequest = strict("WebRequest", this.requests) as unknown as WebRequest;
  #onRequest: Parameters<Session["setPermissionRequestHandler"]>[0] = null;
  #onCheck: Parameters<Session["setPermissionCheckHandler"]>[0] = null;
  #onDevice: Parameters<Session["setDevicePermissionHandler"]>[0] = null;
  spellChecker = true;
  ntlmDomains: string | null = null;
  /** What the system's settings say, as a proxy script would. */
  proxyAnswer = "DIRECT";
  readonly proxyLookups: string[] = [];

  setPermissionRequestHandler(handler: Parameters<Session["setPermissionRequestHandler"]>[0]): void {
    this.#onRequest = handler;
  }

  setPermissionCheckHandler(handler: Parameters<Session["setPermissionCheckHandler"]>[0]): void {
    this.#onCheck = handler;
  }

  setDevicePermissionHandler(handler: Parameters<Session["setDevicePermissionHandler"]>[0]): void {
    this.#onDevice = handler;
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this.spellChecker = enable;
  }

  allowNTLMCredentialsForDomains(domains: string): void {
    this.ntlmDomains = domains;
  }

  resolveProxy(url: string): Promise<string> {
    this.proxyLookups.push(url);
    return Promise.resolve(this.proxyAnswer);
  }

  /** What the three handlers say; Electron grants where there is none. */
  permission(name: string): { request: boolean; check: boolean; device: boolean } {
    const contents = DoubleWindow.all()[0]?.webContents as WebContents;
    let request = true;
    type Name = Parameters<NonNullable<typeof this.onRequest>>[1];
    this.onRequest?.(contents, name as Name, (granted) => (request = granted), {
      isMainFrame: true,
      requestingUrl: "app://bundle/",
    });
    type CheckName = Parameters<NonNullable<typeof this.onCheck>>[1];
    const check =
      this.onCheck?.(contents, name as CheckName, "app://bundle", {
        isMainFrame: true,
        requestingUrl: "app://bundle/",
      }) ?? true;
    const device = this.onDevice?.({ deviceType: "hid", origin: "app://bundle", device: {} } as never) ?? true;
    return { request, check, device };
  }

  private get onRequest() {
    return this.#onRequest;
  }

  private get onCheck() {
    return this.#onCheck;
  }

  private get onDevice() {
    return this.#onDevice;
  }

  /** True where the request goes through. */
  mayRequest(url: string): boolean {
    let cancelled = false;
    this.requests.listener?.(
      { url, id: 1, method: "GET", resourceType: "other", referrer: "", timestamp: 0, uploadData: [] } as never,
      (response) => {
        cancelled = response.cancel === true;
      },
    );
    return !cancelled;
  }

  /** True where the download goes on. */
  mayDownload(url: string): boolean {
    const event = cancellable();
    const item = strict("DownloadItem", { getURL: () => url, getFilename: () => url.slice(url.lastIndexOf("/") + 1) });
    this.emit("will-download", event, item as unknown as DownloadItem, DoubleWindow.all()[0]?.webContents);
    return !event.defaultPrevented;
  }
}

export const defaultSession = new DoubleSession();

type SchemeHandler = Parameters<Protocol["handle"]>[1];

class DoubleProtocol implements Pick<Protocol, "registerSchemesAsPrivileged" | "handle" | "isProtocolHandled"> {
  readonly #handlers = new Map<string, SchemeHandler>();
  readonly #schemes = new Map<string, CustomScheme>();

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    app.early("protocol.registerSchemesAsPrivileged");
    for (const scheme of schemes) this.#schemes.set(scheme.scheme, scheme);
  }

  handle(scheme: string, handler: SchemeHandler): void {
    if (!app.isReady()) throw new Error("protocol.handle before ready");
    // Without these the page has no origin and no secure context in Electron; the stand-in origin here would hide that.
    const privileges = this.#schemes.get(scheme)?.privileges;
    if (privileges?.standard !== true || privileges.secure !== true)
      throw new Error(`${scheme} was not registered as standard and secure`);
    if (privileges.bypassCSP === true) throw new Error(`${scheme} goes around the content security policy`);
    this.#handlers.set(scheme, handler);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  async answer(
    url: string,
    method: string,
  ): Promise<{ status: number; headers: Record<string, string>; body: string }> {
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`nobody handles ${url}`);
    const response = await handler(new Request(url, { method }));
    const body = Buffer.from(await response.arrayBuffer()).toString("base64");
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  }
}

export const doubleProtocol = new DoubleProtocol();

/** A request of the page: asked of the app's own filter, then of its own handler. Null: cancelled. */
answers["page.request"] = (url: string, method: string) =>
  defaultSession.mayRequest(url) ? doubleProtocol.answer(url, method) : null;
