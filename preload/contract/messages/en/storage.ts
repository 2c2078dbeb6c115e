/** What is wrong with the data folder, the database or a row of it: which file, what it means for alerts, what to do next. */
import type { Message } from "../message-types.ts";

export const storage = {
  // What the system says of a file, as {reason} in the sentences below.
  "storage.full": "the disk is full",
  "storage.disk-error": "the disk reported an error",
  "storage.read-only": "the file or its folder can only be read",
  "storage.busy": "another program is using the file",
  "storage.damaged": "the file is damaged",
  "storage.no-database": "the file is not a database",
  "storage.cannot-open": "the file cannot be opened",
  "storage.access-refused": "access to the file is refused",
  "storage.out-of-memory": "the computer has run out of memory",
  "storage.reason-code": "{reason}, {code}",
  "storage.of-file": "{file}: {reason}",

  "store.locked":
    "{folder} is in use by another Pricebell. That one watches your alerts; this one does not. Use its window, or end it first, or start this one with a data folder of its own.",
  "store.locked-by":
    "{folder} is in use by another Pricebell (process {pid}). That one watches your alerts; this one does not. Use its window, or end it first, or start this one with a data folder of its own.",
  "store.lock-garbage":
    "{file} is not the lock file that Pricebell makes, and cannot be locked. No alert is watched until it is gone: remove it and start Pricebell again. Nothing in it is needed.",
  "store.in-use":
    "{file} is open in another program, and the Pricebell that used it last has not ended: its lock file may have been deleted. That one watches your alerts; this one does not. Use its window, or end it first. If none runs, close the program that reads the file.",
  "store.in-use-by":
    "{file} is open in another program, and the Pricebell that used it last has not ended (process {pid}): its lock file may have been deleted. That one watches your alerts; this one does not. Use its window, or end it first. If none runs, close the program that reads the file.",
  "store.newer":
    "{file} was written by a newer Pricebell (format {version}; this one knows {known}). No alert is watched until you start that version again, or a newer one. The file has not been changed.",
  "store.written-by-other":
    "{file} is being written by another program ({code}). No alert is watched until it is let go of: close that program and start Pricebell again.",
  "store.damaged":
    "{file} is damaged ({how}). No alert is watched until a backup takes its place, or the file is moved away to begin with no alerts. The damaged file is kept.",
  "store.unusable":
    "{file} cannot be used ({reason}). No alert is watched until it can: give this user the right to write in {folder}, make room on its disk, or start with another data folder.",
  // {how} of a damaged file.
  "store.damaged.empty": "it is empty",
  "store.damaged.foreign": "it is a database, but not one of Pricebell's",
  "store.damaged.definition": "{name} is not defined as it should be",
  "store.damaged.rows": "{count} rows cannot be right",

  "store.no-backup":
    "No backup of {file} could be made: {reason} ({code}). Alerts go on and are remembered, but the last backup is older than it should be: put that right. It is tried again by itself.",
  "store.backing-up": "A backup is being made just now: try again in a moment.",
  "store.no-such-backup": "{folder} has no sound backup named {name}. Nothing was changed: choose another one.",
  "store.start-again": "{problem} Start Pricebell again; what stood there is in {folder}.",
  "store.damaged-now":
    "{file}: {reason} ({code}). Alerts still fire, but cannot be remembered: restore a backup; the damaged file is kept.",
  "store.cannot-write":
    "{file} cannot be written: {reason} ({code}). Alerts still fire, but are not remembered until this is put right; it is tried again by itself.",
  "store.cannot-write-yet":
    "{file} cannot be written ({reason}). Alerts still fire, but are not remembered until this is put right; it is tried again by itself.",
  "store.on-reserve":
    "{file}: the disk is full. What fires, and what you do, is still saved, into a little room that was kept for it; prices are not. Make at least {megabytes} MB free; it is tried again by itself.",
  "store.no-room-for-change":
    "{file}: the disk is full, and what is left of the room that was kept for it is for alerts that fire. Make at least {megabytes} MB free.",
  "store.not-changed":
    "{problem} What you changed was not saved and is not in force: do it again when this is put right.",
  "store.cannot-read": "{file} cannot be read: {reason} ({code}). Try again when this is put right.",
  "store.closed": "{file} is closed: Pricebell is ending.",

  "folder.is-link":
    "{path} is a link to another place. Pricebell does not follow links to its own files: what they lead to could be another program's. No alert is watched until the link is gone: remove it, or put in its place what it leads to, and start Pricebell again.",
  "folder.no-file":
    "{path} should be a file and is none. No alert is watched until it is out of the way: move it somewhere else and start Pricebell again.",
  "folder.no-folder":
    "{path} should be a folder and is none. No alert is watched until it is out of the way: move it somewhere else and start Pricebell again.",
  "folder.other-owner":
    "{path} belongs to another user (number {owner}), who could change your alerts. No alert is watched: start Pricebell as that user, make the file yours (chown), or use another data folder.",
  "folder.open-to-others":
    "Other users can change {path} (its mode is {mode}), and with it your alerts. No alert is watched: look whether it is as you left it, take the right away (chmod go-w) and start Pricebell again, or use another data folder.",

  // {happened} is one of the seven that follow.
  "displaced.deleted": "{file} was deleted while Pricebell was running",
  "displaced.replaced": "Another file was put in place of {file} while Pricebell was running",
  "displaced.overwritten":
    "Something other than Pricebell wrote into {file} while it was running, and what Pricebell wrote is no longer all there",
  "displaced.log-gone": "{file}-wal, which holds what was written last, was deleted while Pricebell was running",
  "displaced.log-overwritten":
    "Something other than Pricebell wrote into {file}-wal, which holds what was written last, while it was running, and what Pricebell wrote is no longer all there",
  "displaced.index-gone":
    "{file}-shm, the index of what was written last, was deleted or replaced while Pricebell was running",
  "displaced.index-overwritten":
    "Something other than Pricebell cut or overwrote {file}-shm, the index of what was written last, while it was running",
  "displaced.restored":
    "{happened}. It has been put back with everything in it, and nothing is lost. Writing goes on in a moment. Find out what did it (a program that cleans up or syncs?): had Pricebell ended first, alerts would have been lost.",
  "displaced.restored-kept":
    "{happened}. It has been put back with everything in it, and nothing is lost. Writing goes on in a moment. The other file is kept in {folder}; to use that one, end Pricebell before you put it there.",
  "displaced.restored-partly":
    "{happened}. What could still be read of it has been put back, the rest from the newest backup: part of the history may be missing. Your alerts are watched as before and are written again. Writing goes on in a moment. The other content is kept in {folder}: look there for what is missing, and find out what did it (a program that syncs or restores, or a disk that fails?).",
  "displaced.not-restored":
    "{happened}, and it cannot be put back ({reason}). Alerts still fire, but are not remembered, and ending Pricebell now would lose what is in it: put that right; it is tried again by itself.",
  "displaced.backing-up": "a backup is being made just now",
  "displaced.disk-gone": "the disk that it was on is not there",
  "displaced.taken-over":
    "{lock} was deleted while Pricebell was running, and another Pricebell has started on {folder}. Alerts may come twice, and what this one decides is not remembered: end one of the two.",
  "displaced.lock-lost":
    "{lock}, which keeps a second Pricebell from the same data, is gone and cannot be made anew ({reason}). Alerts still fire, but are not remembered until it can be: put that right; it is tried again by itself.",

  // Why a column of a row cannot be read; said of alerts as {reasons} in `damaged.rules`.
  "damaged.why.column": "{column}: {reason}",
  "damaged.why.time": "this is not a time",
  "damaged.why.count": "this is not a whole number of 0 or more",
  "damaged.why.flag": "this is neither 0 nor 1",
  "damaged.why.text": "this is not text",
  "damaged.why.storage": "a value is of another kind than this column holds",
  "damaged.why.number": "this is not a number",
  "damaged.why.price": "this is not a price",
  "damaged.why.one-of": "this is none of {allowed}",
  "damaged.why.destination": "this is no id of a destination",
  "damaged.why.destination-fields": "these are no fields of a destination",
  "damaged.why.acknowledged-by": "this does not say who it was",
  "damaged.why.instrument": "this is no instrument of a venue that there is",
  "damaged.why.json": "this is not JSON",
  "damaged.why.bounds": "these are no bounds",
  "damaged.why.no-price": "there is no price at all",
  "damaged.why.venue-time": "this is not a time of a venue",
  "damaged.why.setting": "this setting cannot have that value",
  "damaged.why.venue-settings": "these are no settings of a venue",
  "damaged.why.venue-value": "{name} cannot have that value",
  "damaged.why.one-heartbeat": "there is one heartbeat, and its number is 1",
  "damaged.why.kind": "what belongs to this kind of event is not there",
  "damaged.why.fired-without-price": "an alert that fired has no price",
  "damaged.why.no-event": "there is no such event",
  "damaged.why.event-unreadable": "its event cannot be read",

  "delivery.no-destination": "this destination is no longer there",
  "delivery.destination-removed": "this destination was removed",
  "delivery.acknowledged-before": "it was acknowledged before it was sent",
  "delivery.ended-meanwhile": "the app ended while it was being shown",
} as const satisfies Record<string, Message>;
