/** A desk and its session over a played host, without a page. */
import { createApi } from "../../preload/api.ts";
import { Desk } from "../../renderer/desk.svelte.ts";
import { Clock, type PageVisibility } from "../../renderer/lib/clock.svelte.ts";
import { startSession, type Session } from "../../renderer/session.ts";
import type { FakeTransport } from "../doubles/transport.ts";
import { hostOf } from "./host.ts";
import type { Scene } from "./scenes.ts";

/** 17 August 2025, 14:25:31 UTC. */
export const nowMs = Date.UTC(2025, 7, 17, 14, 25, 31);

export interface Seated {
  readonly desk: Desk;
  readonly host: FakeTransport;
  readonly scene: Scene;
  readonly session: Session;
}

export function seat(scene: Scene, host = hostOf(scene, () => nowMs)): Seated {
  const page: PageVisibility = Object.assign(new EventTarget(), { hidden: false });
  const desk = new Desk(createApi(host), new Clock(() => nowMs));
  const session = startSession(desk, () => nowMs, page);
  return { desk, host, scene, session };
}
