/** What the window can do, found by name in the quick search. */
import { wordsOf } from "../alerts/alert-entries.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { AppState } from "../app-state.svelte.ts";

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly act: () => void;
}

const hourMs = 3_600_000;

/** Everything that can be done now. */
export function commandsOf(appState: AppState): Command[] {
  const paused = appState.info?.pausedUntil != null;
  const show = (side: "alerts" | "history") => (): void => {
    appState.view = "main";
    appState.showSide(side);
  };
  const theme = (value: "light" | "dark" | "system") => ({
    id: `theme-${value}`,
    label: message("command.theme", { theme: message(`settings.theme.${value}`) }),
    act: () => void appState.settings.set("theme", value),
  });
  return [
    ...(appState.selected === null
      ? []
      : [
          {
            id: "new-alert",
            label: message("composer.new-on", { symbol: appState.selected.instrument.symbol }),
            act: () => {
              appState.pane = "instrument";
              appState.wanted = "entry";
            },
          },
        ]),
    { id: "alerts", label: message("command.alerts"), act: show("alerts") },
    { id: "history", label: message("command.history"), act: show("history") },
    { id: "settings", label: message("bar.settings"), act: () => (appState.view = "settings") },
    { id: "keys", label: message("keys.title"), act: () => (appState.keysOpen = true) },
    paused
      ? { id: "resume-all", label: message("bar.resume-all"), act: () => void appState.pauseAll(0) }
      : { id: "pause-all", label: message("bar.pause-hour"), act: () => void appState.pauseAll(hourMs) },
    {
      id: "reconnect",
      label: message("command.reconnect"),
      act: () => void appState.done(appState.api.feed.reconnect({})),
    },
    theme("light"),
    theme("dark"),
    theme("system"),
  ];
}

/** Every word of the text is in the name. Nothing typed: none, for the list is of instruments first. */
export function matchingCommands(commands: readonly Command[], text: string): Command[] {
  const words = wordsOf({ text });
  return words.length === 0
    ? []
    : commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}
