/** The window begins here: a transport from the host, the state over it, and the page. */
import { mount } from "svelte";
import { createApi, type Transport } from "../preload/api.ts";
import App from "./App.svelte";
import { Desk } from "./desk.svelte.ts";
import "./lib/tokens.css";
import "./lib/base.css";
import { startSession } from "./session.ts";

declare global {
  /** Put there by Electron's preload; in a browser there is none. */
  var pricebell: Transport | undefined;
}

const target = document.getElementById("app");
if (target === null) throw new Error("The page has no #app");

const transport = globalThis.pricebell;
if (transport === undefined) throw new Error("No host");
const desk = new Desk(createApi(transport));
desk.feed.host = "connected";
const session = startSession(desk);
mount(App, { target, props: { desk, resync: session.resync } });
void session.resync();
