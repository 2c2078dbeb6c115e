/** The window begins here: a transport from the host, the state over it, and the page. */
import { mount } from "svelte";
import { createApi, type Transport } from "../preload/api.ts";
import { createHttpTransport } from "../preload/http-transport.ts";
import { takeLanguageFrom } from "../preload/contract/messages/language.ts";
import App from "./App.svelte";
import { AppState } from "./app-state.svelte.ts";
import type { HostState } from "./feed/feed.svelte.ts";
import "./lib/tokens.css";
import "./lib/base.css";
import { startSession } from "./session.ts";

declare global {
  /** Put there by Electron's preload; in a browser there is none. */
  var pricebell: Transport | undefined;
}

const target = document.getElementById("app");
if (target === null) throw new Error("The page has no #app");

/** In Electron the host cannot be away while the window is there; in a browser it can, and says when it is back. */
function transportOf(onState: (state: HostState) => void, onResync: () => void): Transport {
  const given = globalThis.pricebell;
  if (given === undefined) return createHttpTransport({ origin: location.origin, onState, onResync });
  onState("connected");
  return given;
}

// The transport tells of its first state while it is being made: there is no state yet to be told.
let state: HostState = "connecting";
let tellState = (next: HostState): void => {
  state = next;
};
let resync = (): Promise<void> => Promise.resolve();
const transport = transportOf(
  (next) => tellState(next),
  () => void resync(),
);
const appState = new AppState(createApi(transport));
takeLanguageFrom(() => appState.language);
tellState = (next) => appState.setHostState(next);
tellState(state);
const session = startSession(appState);
resync = session.resync;
appState.browserNotifications.begin(globalThis.pricebell === undefined);
mount(App, { target, props: { appState, resync } });
void resync();
