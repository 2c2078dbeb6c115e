/** The events that the app recorded, and whether each was shown to a person. */
import type { AlertEvent } from "../../preload/contract/event.ts";
import { sleep, type AppRuns } from "./app-runs.ts";

/** Waits until every event was shown, and gives all of them, oldest first. */
export async function allShown(appRuns: AppRuns, problems: string[]): Promise<AlertEvent[]> {
  const deadlineMs = performance.now() + 90_000;
  for (;;) {
    const events = await everyEvent(appRuns);
    const left = events.filter((event) => desktopState(event) !== "shown");
    if (left.length === 0) return events;
    if (performance.now() > deadlineMs) {
      problems.push(
        `not shown in the end: ${left
          .slice(0, 3)
          .map((event) => JSON.stringify(event.deliveries))
          .join(" ")}`,
      );
      return events;
    }
    await sleep(250);
  }
}

async function everyEvent(appRuns: AppRuns): Promise<AlertEvent[]> {
  const events: AlertEvent[] = [];
  for (;;) {
    const oldest = events.at(-1);
    const page = await appRuns.ask("history.list", {
      limit: 500,
      ...(oldest === undefined ? {} : { beforeSeq: oldest.seq }),
    });
    if (page.length === 0) return events.reverse();
    events.push(...page);
  }
}

/** A short blind time is written to the history and told nobody: it has no delivery to be shown. */
export function desktopState(event: AlertEvent): string {
  return (
    event.deliveries.find(({ destination }) => destination === "desktop")?.state ??
    (event.kind === "blind" ? "shown" : "none")
  );
}
