/** The page stays where it is: no navigation, no second window, no webview, for any web contents that ever come to be. */
import { shell, type App, type WebContents } from "electron";
import { openLinkedPage } from "./open-external.ts";
import { pageOrigin } from "./scheme.ts";

/** Exactly our origin. Compared after parsing: `app://bundle.evil/` starts with the right letters too. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  // `origin` of a custom scheme is "null" in Node and real in Chromium; protocol and host are the same in both.
  return `${url.protocol}//${url.host}` === pageOrigin && url.username === "" && url.password === "";
}

interface Navigation {
  readonly url: string;
  preventDefault(): void;
}

/** Refuses to leave. `onRefused` is told the address, once per refusal, and may open it elsewhere. */
function guardContents(contents: WebContents, onRefused: (address: string) => void): void {
  const stay = (navigation: Navigation): void => {
    if (isOwnPage(navigation.url)) return;
    navigation.preventDefault();
    onRefused(navigation.url);
  };
  contents.on("will-navigate", stay);
  // Iframes do not raise will-navigate, and a server's redirect raises neither.
  contents.on("will-frame-navigate", (details) => {
    if (!details.isMainFrame) stay(details);
  });
  contents.on("will-redirect", stay);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    onRefused(url);
    return { action: "deny" };
  });
}

/** Guards every web contents from its first moment, DevTools and anything a dependency might open included. */
export function setupNavigation(app: Pick<App, "on">, onRefused: (address: string) => void): void {
  app.on("web-contents-created", (_event, contents) => guardContents(contents, onRefused));
}

/** What is done with an address that the page wanted to open: its one link goes to the system's browser, all others to the log. */
export function linkOpener(log: (line: string) => void): (address: string) => void {
  return (address) => {
    if (openLinkedPage(shell, address)) return;
    log(`The page wanted to open ${address.slice(0, 200)}; it stays where it is.`);
  };
}
