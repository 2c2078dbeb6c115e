/** The state of the table of alerts, joined to the window's. */
import { instrumentKey } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { Rule } from "../../preload/contract/rule.ts";
import { ruleSentence } from "../../preload/contract/text.ts";
import type { AppState } from "../app-state.svelte.ts";
import { isWaiting } from "./alert-actions.ts";
import { AlertTable } from "./alert-table.svelte.ts";
import { distanceOf } from "./distance.ts";
import { toldAt } from "./told-at.ts";

export function tableOfAlerts(appState: AppState): AlertTable {
  /** Sentences of thousands of alerts are not made anew with every letter that is typed. */
  const texts = new WeakMap<Rule, string>();
  return new AlertTable({
    rules: () => appState.rules.all,
    ruleOf: (id) => appState.rules.get(id),
    textOf(rule) {
      let text = texts.get(rule);
      if (text === undefined) {
        const numbers = Object.values(rule.condition).filter((value) => typeof value === "string");
        const parts = [appState.venueLabel(rule.instrument.venue), rule.note, ruleSentence(rule), ...numbers];
        texts.set(rule, (text = parts.join(" ").toLowerCase()));
      }
      return text;
    },
    distanceOf(rule) {
      const cell = isWaiting(rule) ? appState.quotes.cell(instrumentKey(rule.instrument)) : undefined;
      return cell === undefined ? null : (distanceOf(rule, cell.price)?.percent ?? null);
    },
    labelOfStage: (stage) => message(`table.stage.${stage}`),
    labelOfInstrument: ({ instrument }) =>
      appState.feed.venuesOn.length > 1
        ? `${instrument.symbol} · ${appState.venueLabel(instrument.venue)}`
        : instrument.symbol,
    toldAt: (rule) => toldAt(rule, appState.destinations.all),
    nowMs: () => performance.now(),
  });
}
