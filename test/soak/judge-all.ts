/** Every rule of a soak before the judge, with what a person needs to understand a judgement. */
import { demoInstruments } from "../../main/market/venues/demo/instruments.ts";
import type { Exchange } from "../doubles/exchange/types.ts";
import type { AlertEvent } from "../../preload/contract/event.ts";
import { judge, type JudgedRule, type SeenEvent } from "./judge.ts";
import { sleep, type AppRuns } from "./app-runs.ts";
import type { RestServer } from "./rest-server.ts";
import { unitsOf, viewOf, type View } from "./view.ts";
import { judgedRule, type RuleBatches } from "./rule-batches.ts";
import type { LiveProber } from "./live-prober.ts";

/** What a price takes from its making to the app, on a machine that does other things too. */
const minSlackMs = 500;

export async function judgeAll(run: {
  exchange: Exchange;
  rest: RestServer;
  appRuns: AppRuns;
  prober: LiveProber;
  batches: RuleBatches;
  events: readonly AlertEvent[];
  log: (line: string) => void;
}) {
  const { exchange, rest, appRuns, prober, batches, events, log } = run;
  const ids = new Map((await appRuns.ask("rules.list", {})).map((rule) => [rule.note, rule.id]));
  const byRule = Map.groupBy(
    events.filter(({ kind }) => kind === "fired"),
    ({ ruleId }) => ruleId ?? "",
  );
  const wrong: string[] = [];
  let [rules, judgedExactly, tooOpen, missed, doubled] = [0, 0, 0, 0, 0];
  for (const instrument of demoInstruments) {
    const { symbol, decimals } = instrument;
    const view = viewOf(exchange, symbol, instrument, {
      runs: appRuns.runs,
      acks: prober.acks.get(symbol) ?? [],
      rest: rest.answers,
      slackMs: (fromMs, toMs) => minSlackMs + prober.longestWaitBetween(fromMs, toMs),
    });
    for (const asked of batches.asked.filter((one) => one.symbol === symbol)) {
      const id = asked.id ?? ids.get(asked.note);
      // Its process was killed before it was made.
      if (id === undefined) continue;
      rules++;
      const seen = (byRule.get(id) ?? []).map((event) => seenEvent(event, decimals));
      byRule.delete(id);
      const rule = judgedRule(asked, id);
      const judgement = judge(rule, view, seen);
      if (judgement.exact) judgedExactly++;
      if (judgement.tooOpen) tooOpen++;
      if (judgement.wrong === null) continue;
      if (judgement.wrong.what === "missed") missed++;
      else doubled++;
      wrong.push(
        `${judgement.wrong.what}: ${symbol} ${JSON.stringify(rule)}: ${judgement.wrong.words}\n${evidence(view, rule, seen)}`,
      );
    }
    log(`judged ${symbol}: ${rules} rules so far, ${tooOpen} of them too open`);
    // A soak is long: others want the machine too.
    await sleep(0);
  }
  for (const [id, orphans] of byRule) {
    doubled += orphans.length;
    wrong.push(`doubled: ${orphans.length} events of a rule that nobody made: ${id}`);
  }
  return { rules, judgedExactly, tooOpen, missed, doubled, wrong };
}

/** What a person needs to understand a judgement: the connections from the rule's making on, and where its events lie. */
function evidence(view: View, rule: JudgedRule, events: readonly SeenEvent[]): string {
  const { units, atMs } = view.prices;
  const near = view.segments
    .filter(({ run, to }) => run >= rule.run && to >= rule.armedFrom)
    .slice(0, 12)
    .map(
      ({ run, connection, from, to, certainTo, rest }) =>
        `  run ${run} connection ${connection}: ${from} to ${to}, certain to ${certainTo}, REST ${rest.join(" ")}`,
    );
  const places = events.map(({ generation, tick }) => {
    const at = units.findIndex(
      (one, seq) => one === tick.units && Math.abs((atMs[seq] ?? 0) - tick.atMs) % 3_600_000 === 0,
    );
    return `  event ${generation} is at price ${at}; ${turnsAfter(view, rule, at)}`;
  });
  return [...near, ...places].join("\n");
}

/** The sent prices around an event at which the side of the rule's level changes, up to a second after its hold would be complete. */
function turnsAfter({ prices: { units, sent, atMs } }: View, { low, holdMs }: JudgedRule, at: number): string {
  const turns: string[] = [];
  let isAbove: boolean | null = null;
  for (let seq = Math.max(0, at - 20); seq < units.length; seq++) {
    const afterMs = (atMs[seq] ?? 0) - (atMs[at] ?? 0);
    if (afterMs > holdMs + 1_000) break;
    const price = units[seq] ?? 0;
    if (sent[seq] === 0 || price >= low === isAbove) continue;
    isAbove = price >= low;
    turns.push(`${seq}: ${price} at ${afterMs} ms`);
  }
  return turns.slice(0, 20).join(", ");
}

function seenEvent(event: AlertEvent, decimals: number): SeenEvent {
  if (event.tick === null || event.generation === null) throw new Error(`a fired event without its tick: ${event.id}`);
  return {
    generation: event.generation,
    tick: { units: unitsOf(event.tick.price, decimals), atMs: Date.parse(event.tick.at) },
    previousUnits: event.previous === null ? null : unitsOf(event.previous.price, decimals),
    gap: event.gap !== null,
  };
}
