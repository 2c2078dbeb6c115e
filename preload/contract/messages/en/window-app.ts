/** The frame of the window: its bar, what is told at its top, and what it says while it cannot be shown. */
import type { Message } from "../message-types.ts";

export const windowApp = {
  "app.pane.prices": "Prices",
  "app.pane.instrument": "Instrument",
  "app.pane.alerts": "Alerts",
  "app.pane.history": "History",
  "app.side": "Alerts and history",
  "app.tabs": "Alerts or history",
  "app.views": "Views",
  "app.new": " new",
  "app.loading": "Loading",
  "app.unauthorized": "This page has no key to Pricebell",
  "app.unauthorized.what":
    "Pricebell runs, and its alerts go on, but it shows itself only to who opens its address with the token. Copy that address again from where it was started. While another tab of this browser shows Pricebell, its plain address is enough.",
  "app.unreachable": "Pricebell does not answer",
  "app.unreadable": "Pricebell could not open its data",
  "app.unreadable.what": "Your alerts go on: they are decided without what cannot be read here.",
  "app.try-again": "Try again",
  "app.put-away": "Put away",
  "app.can-be-undone": "Can be undone",
  "app.undo": "Undo",

  "bar.no-access": "No access",
  "bar.host-lost": "Pricebell does not answer",
  "bar.host-reconnecting": "Reconnecting to Pricebell",
  "bar.starting": "Starting",
  "bar.demo": "Demo data",
  "bar.demo.what": "Prices come from an exchange inside Pricebell. They are made up.",
  "bar.pause-all": "Pause all alerts",
  "bar.pause-hour": "Pause all for 1 hour",
  "bar.pause-8-hours": "Pause all for 8 hours",
  "bar.pause-week": "Pause all for a week",
  "bar.resume-all": "Resume all",
  "bar.settings": "Settings",

  "banners.label": "State of the watching",
  "banners.settings": "Open settings",
  "banners.backups": "See backups",
  "banners.reconnect": "Try now",
  "banners.end-pause": "Resume all",
  "banner.host": "Pricebell itself does not answer",
  "banner.host.what":
    "What you see is from before. If it still runs, alerts go on and only this window is cut off; if it has stopped, nothing is watched. Look whether the program is running; this window comes back by itself.",
  "banner.key-withheld": "The API key of {venue} is not sent",
  "banner.key-withheld.what":
    "The venue's addresses, or where the key is sent, are not those it was given for. Without it the venue may send no prices, and alerts cannot fire then. If you trust the present addresses, save the key again; if not, put the former ones back.",
  "banner.store": "Pricebell cannot remember",
  "banner.store.what":
    "Alerts are still decided and shown, but a restart would forget what fired. Make room on the disk, let Pricebell write in its folder, or restore a backup.",
  "banner.damaged-rows": "Part of the stored data cannot be read",
  "banner.no-backup": "No backup can be made",
  "banner.channel.unavailable": "Notifications cannot be shown",
  "banner.channel.degraded": "Notifications are limited",
  "banner.channel.what": "Alerts still fire, into the history and this window.",
  "banner.paused": "All alerts are paused until {moment}",
  "banner.snoozed": "Every alert is snoozed; the first comes back at {moment}",
  "banner.paused.what": "Nothing fires until then. What prices do in the meantime is not made up for.",
  "banner.key-refused": "The venue refuses the API key",
  "banner.key-refused.what":
    "No prices come in, so no alert can fire. Check the key and save it again: it is then tried at once.",
  "banner.key-missing": "An API key is needed",
  "banner.key-missing.what":
    "Without it the venue sends no prices, so no alert can fire. Save your key, or use the demo exchange.",
  "banner.blind": "No prices for {duration}",
  "banner.blind.what": "Alerts cannot fire now; what was crossed meanwhile is told when prices come back.",
  "banner.next-try": "Next try at {time}.",
} as const satisfies Record<string, Message>;
