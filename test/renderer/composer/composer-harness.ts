/** A composer in the state of a window, over a host that the test plays, with a clock that the test moves. */
import { vi } from "vitest";
import type { Rule } from "../../../preload/contract/rule.ts";
import { previewDelayMs, type Composer } from "../../../renderer/composer/composer.svelte.ts";
import { afterTest } from "../../doubles/after-test.ts";
import { fullScene } from "../scenes.ts";
import { nowMs, startState, type StartedState } from "../state-harness.ts";

export interface ComposerHarness extends StartedState {
  readonly composer: Composer;
  /** The rule that the scene has under this id. */
  existing(id: string): Rule;
}

/** One at a time; it and the clock that the test moves end with the test. */
export async function startComposer(): Promise<ComposerHarness> {
  vi.useFakeTimers();
  const started = startState(fullScene(nowMs));
  afterTest(() => {
    started.session.end();
    vi.useRealTimers();
  });
  await started.session.resync();
  const { appState } = started;
  const existing = (id: string): Rule => {
    const rule = appState.rules.get(id);
    if (rule === undefined) throw new Error(`no rule ${id}`);
    return rule;
  };
  return { ...started, composer: appState.composer, existing };
}

/** Lets so much time pass that what was typed is asked of main. */
export const settle = () => vi.advanceTimersByTimeAsync(previewDelayMs);
