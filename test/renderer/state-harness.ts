/** The state of a window and its session over a host that the test plays, without a page. */
import { createApi } from "../../preload/api.ts";
import { AppState } from "../../renderer/app-state.svelte.ts";
import { Clock, type PageVisibility } from "../../renderer/lib/clock.svelte.ts";
import { startSession, type Session } from "../../renderer/session.ts";
import type { FakeTransport } from "../doubles/transport.ts";
import { hostOf } from "./host-double.ts";
import type { Scene } from "./scenes.ts";

/** 17 August 2025, 14:25:31 UTC. */
export const nowMs = Date.UTC(2025, 7, 17, 14, 25, 31);

export interface StartedState {
  readonly appState: AppState;
  readonly host: FakeTransport;
  readonly scene: Scene;
  readonly session: Session;
}

export function startState(scene: Scene, host = hostOf(scene, () => nowMs)): StartedState {
  const page: PageVisibility = Object.assign(new EventTarget(), { hidden: false });
  const appState = new AppState(createApi(host), new Clock(() => nowMs));
  const session = startSession(appState, () => nowMs, page);
  return { appState, host, scene, session };
}
