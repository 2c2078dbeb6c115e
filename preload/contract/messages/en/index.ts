/** All messages in English. A key stands in one file alone. */
import { channels } from "./channels.ts";
import { bridge } from "./bridge.ts";
import { commandLine } from "./command-line.ts";
import { candles } from "./candles.ts";
import { chartPast } from "./chart-past.ts";
import { composerWords } from "./composer-words.ts";
import { conditions } from "./conditions.ts";
import { connection } from "./connection.ts";
import { deadManSwitch } from "./dead-man-switch.ts";
import { desktop } from "./desktop.ts";
import { destinations } from "./destinations.ts";
import { dryRun } from "./dry-run.ts";
import { eventProof } from "./event-proof.ts";
import { events } from "./events.ts";
import { feed } from "./feed.ts";
import { health } from "./health.ts";
import { network } from "./network.ts";
import { progress } from "./progress.ts";
import { quietHours } from "./quiet-hours.ts";
import { refusals } from "./refusals.ts";
import { rest } from "./rest.ts";
import { reminders } from "./reminders.ts";
import { rules } from "./rules.ts";
import { service } from "./service.ts";
import { storage } from "./storage.ts";
import { windowAlerts } from "./window-alerts.ts";
import { windowApp } from "./window-app.ts";
import { windowComposer } from "./window-composer.ts";
import { windowChart } from "./window-chart.ts";
import { windowDestinations } from "./window-destinations.ts";
import { windowFrame } from "./window-frame.ts";
import { windowHistory } from "./window-history.ts";
import { windowHealth } from "./window-health.ts";
import { windowPrices } from "./window-prices.ts";
import { windowSettings } from "./window-settings.ts";
import { windowTable } from "./window-table.ts";
import { joinMessages } from "../join-messages.ts";

export const english = joinMessages(
  channels,
  bridge,
  commandLine,
  candles,
  chartPast,
  composerWords,
  conditions,
  connection,
  deadManSwitch,
  desktop,
  destinations,
  dryRun,
  eventProof,
  events,
  feed,
  health,
  network,
  progress,
  quietHours,
  refusals,
  rest,
  reminders,
  rules,
  service,
  storage,
  windowAlerts,
  windowApp,
  windowComposer,
  windowChart,
  windowDestinations,
  windowFrame,
  windowHistory,
  windowHealth,
  windowPrices,
  windowSettings,
  windowTable,
);
