/** All messages in English. A key stands in one file alone. */
import { conditions } from "./conditions.ts";
import { events } from "./events.ts";
import { feed } from "./feed.ts";
import { rules } from "./rules.ts";
import { windowAlerts } from "./window-alerts.ts";
import { windowPrices } from "./window-prices.ts";

export const english = { ...conditions, ...rules, ...events, ...feed, ...windowAlerts, ...windowPrices };
