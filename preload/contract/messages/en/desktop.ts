/** What the desktop app says outside of its window: the tray, menus, boxes of the system's own. */
import type { Message } from "../message-types.ts";

export const desktop = {
  "tray.blind-since": "{state}, blind since {time}",
  "tray.demo": "{state} (demo data)",
  "tray.near": "{symbol} {level}: {amount} away, {percent}",
  "tray.unread": "{unread} unread",
  "tray.armed": "{armed} armed",
  "tray.none-armed": "No alert is armed",
  "tray.resume-all": "Resume all (paused until {time})",
  "tray.pause-all": "Pause all for an hour",
  "tray.open": "Open Pricebell",
  "tray.quit": "Quit",
  "tray.tooltip": "Pricebell: {state}, {armed} armed",
  "tray.tooltip-unread": "Pricebell: {state}, {armed} armed, {unread} unread",
  "menu.file": "File",
  "menu.view": "View",

  "desktop.comment": "Watches prices and tells you when one does what you wait for",

  "box.ok": "OK",
  "box.quit": "Quit",
  "box.stopped": "Pricebell has stopped",
  "box.stopped.what": "Nothing is watched now. {why}",
  "box.stopped.often": "It ended four times within five minutes. The report is in {file}.",
  "box.stopped.no-report": "An error ended it, and no report could be written to {folder}: is the disk full?",
  "box.cannot-start": "Pricebell cannot start, and watches nothing",
  "box.option-refused": "{problem} Start it again without that.",
  "box.window-given-up": "Pricebell's window keeps closing",
  "box.window-given-up.what":
    "Its page ended four times within five minutes ({reason}). Alerts go on. Open the window again from the tray or by starting Pricebell.",
  "box.no-keyring": "This system has no keyring",
  "box.no-keyring.what":
    "The API key would be stored as good as unencrypted, in a file that only you can read. Otherwise it is used until Pricebell ends and asked for again.",
  "box.no-keyring.use": "Use it until I quit",
  "box.no-keyring.store": "Store it",
  "box.key-addresses": "Send the API key of {venue} to another address?",
  "box.key-addresses.what":
    "The settings were changed, and the key was entered for other addresses than these:\n\n{wsUrl}\n{restUrl}\n\nWhoever runs them gets the key. Send it only if you made this change yourself.",
  "box.key-addresses.keep": "Do not send it",
  "box.key-addresses.send": "Send it there",
  "box.program": "Choose a program for your alerts",
  "box.program.choose": "Choose",
  "box.program.kind": "Programs",
  "box.program-words": "Start this program for alerts, with these words?",
  "box.program-words.what":
    "{command}\n\nIt is started for each message, as you, and may do whatever you may. Allow it only if you wrote these words yourself.",
  "box.program-words.refuse": "Do not start it",
  "box.program-words.allow": "Start it",
  "box.keeps-watching": "Pricebell keeps watching",
  "box.keeps-watching.tray": "Your alerts go on. Pricebell is in the tray: open or quit it there.",
  "box.keeps-watching.minimised":
    "Your alerts go on. This desktop has no tray, so the window is minimised instead of closed. Quit with Ctrl+Q in the window.",
  "box.login": "Start at login",
  "box.login.not-packaged": "Only an installed Pricebell can be started at login; this one runs from its sources.",
  "box.login.needs-approval": "Allow Pricebell in System Settings, General, Login Items.",
  "box.login.failed": "The autostart file could not be written. Pricebell will not start by itself.",
  "box.release": "Pricebell {version} is out",
  "box.release.what": "Its page has what changed, and the installers. Nothing is installed by itself.",
  "box.release.later": "Later",
  "box.release.open": "Open its page",
  "box.backup-offer": {
    one: "The last good backup is from {moment}, with {count} alert. The damaged file is kept.",
    other: "The last good backup is from {moment}, with {count} alerts. The damaged file is kept.",
  },
  "box.restore": "Restore that backup",
  "box.not-restored": "The backup could not be restored",
} as const satisfies Record<string, Message>;
