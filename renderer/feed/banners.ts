/** What a person must be told at the top of the window: what happened, what it means for the alerts, what to do next. */
import { ownDestinations } from "../../preload/contract/destination.ts";
import type { AppInfo } from "../../preload/contract/app-info.ts";
import type { FeedStatus, VenueStatus } from "../../preload/contract/feed.ts";
import { otherReasons } from "../../preload/contract/health.ts";
import type { VenueId } from "../../preload/contract/instrument.ts";
import { message } from "../../preload/contract/messages/message.ts";
import type { VenueView } from "../../preload/contract/venue-settings.ts";
import type { VenueDescription } from "../../preload/contract/venue.ts";
import { formatDuration, formatMoment, formatTime } from "../../preload/contract/format.ts";
import { formatMeanwhile } from "./format-meanwhile.ts";

export interface Banner {
  readonly id: string;
  readonly tone: "bad" | "warn" | "info";
  readonly title: string;
  readonly text: string;
  readonly icon: "warn" | "blind" | "bell" | "pause";
  /** The one thing to do about it. */
  readonly action: "settings" | "backups" | "reconnect" | "end-pause" | null;
  /** The venue that it is about, where it is about one. */
  readonly venue?: VenueId;
}

interface Known {
  readonly status: FeedStatus | null;
  readonly hostLost: boolean;
  readonly info: AppInfo | null;
  readonly venues: readonly VenueView[];
  readonly nowMs: number;
}

/** Worst first. Where the host itself is gone, nothing else that is known can be trusted, and nothing else is said. */
export function bannersOf(known: Known): Banner[] {
  if (known.hostLost) return [hostLost()];
  const { status, info, venues } = known;
  const banners: Banner[] = [];
  if (status !== null) {
    if (status.store.state === "failing") banners.push(storeFailing(status.store.message));
    else if (status.store.message !== null) banners.push(noBackup(status.store.message));
    if (status.store.damagedRows !== undefined) banners.push(damagedRows(status.store.damagedRows));
    for (const { code, words } of otherReasons(status.health)) banners.push(notWell(code, words));
    const withOtherAddresses = venues.filter(
      ({ isOn, isApiKeyForOtherAddresses }) => isOn && isApiKeyForOtherAddresses,
    );
    for (const { description } of withOtherAddresses) banners.push(keyForOtherAddresses(description));
    for (const venue of status.venues) {
      // It counts as missing because it is not sent to these addresses, which has just been said.
      if (venue.state === "key-missing" && withOtherAddresses.some(({ description }) => description.id === venue.venue))
        continue;
      const banner = venueBanner(venue, known.nowMs);
      if (banner !== null) banners.push(ofVenue(banner, venue, status.venues.length > 1 ? venues : []));
    }
    const desktop = status.channels.find(({ channel }) => channel === "desktop");
    for (const channel of status.channels) {
      if (channel.isRecord || channel.state === "ok" || channel.state === "off") continue;
      const isDesktop = ownDestinations.some((own) => own === channel.channel);
      banners.push(isDesktop ? ofDesktop(channel) : ofDestination(channel, formatMeanwhile(desktop?.state)));
    }
  }
  if (info?.pausedUntil != null && Date.parse(info.pausedUntil) > known.nowMs) {
    const moment = formatMoment(Date.parse(info.pausedUntil), known.nowMs);
    banners.push({
      id: "paused",
      tone: "info",
      icon: "pause",
      title: message(info.pausedHow === "together" ? "banner.paused" : "banner.snoozed", { moment }),
      text: message("banner.paused.what"),
      action: "end-pause",
    });
  }
  return banners;
}

type ChannelHealth = FeedStatus["channels"][number];

function ofDesktop({ channel, state, detail }: ChannelHealth): Banner {
  return {
    id: `channel-${channel}`,
    tone: "warn",
    icon: "bell",
    title: message(state === "unavailable" ? "banner.channel.unavailable" : "banner.channel.degraded"),
    // The detail says what is wrong, what it means for the alerts and what to do; nothing is to be added to it.
    text: detail ?? message("banner.channel.what"),
    action: "settings",
  };
}

/** One that a person set up: of several, it has to be named. `waits`: what becomes of its alerts while it cannot be reached. */
function ofDestination({ channel, label: name, state, detail }: ChannelHealth, waits: string): Banner {
  const isUnavailable = state === "unavailable";
  const meanwhile = isUnavailable ? [waits] : [];
  return {
    id: `channel-${channel}`,
    tone: "warn",
    icon: "bell",
    title: isUnavailable ? message("destination.trouble", { name }) : message("banner.destination.degraded", { name }),
    text: [...(detail === null ? [] : [detail]), ...meanwhile].join(" "),
    action: "settings",
  };
}

const hostLost = (): Banner => ({
  id: "host",
  tone: "bad",
  icon: "warn",
  title: message("banner.host"),
  text: message("banner.host.what"),
  action: null,
});

function keyForOtherAddresses({ id, nameInText }: VenueDescription): Banner {
  return {
    id: `key-other-addresses-${id}`,
    tone: "bad",
    icon: "warn",
    title: message("banner.key-other-addresses", { venue: nameInText }),
    text: message("banner.key-other-addresses.what"),
    action: "settings",
  };
}

function storeFailing(reason: string | null): Banner {
  return {
    id: "store",
    tone: "bad",
    icon: "warn",
    title: message("banner.store"),
    text: `${sentence(reason)}${message("banner.store.what")}`,
    action: "backups",
  };
}

function damagedRows(text: string): Banner {
  const title = message("banner.damaged-rows");
  return { id: "damaged-rows", tone: "warn", icon: "warn", title, text, action: "backups" };
}

/** The words say what it means for the alerts; nothing is to be added to them. */
function notWell(code: string, text: string): Banner {
  return { id: `not-well-${code}`, tone: "bad", icon: "warn", title: message("banner.not-well"), text, action: null };
}

/** The message says what it means for the alerts and what to do; nothing is to be added to it. */
function noBackup(reason: string): Banner {
  return {
    id: "backup",
    tone: "warn",
    icon: "warn",
    title: message("banner.no-backup"),
    text: reason,
    action: "backups",
  };
}

/** Names the venue, where several are on (`venues`; else none). */
function ofVenue(banner: Banner, { venue }: VenueStatus, venues: readonly VenueView[]): Banner {
  const label = venues.find(({ description }) => description.id === venue)?.description.label;
  const title = label === undefined ? banner.title : message("feed.of-venue", { venue: label, state: banner.title });
  return { ...banner, title, venue };
}

function venueBanner(venue: VenueStatus, nowMs: number): Banner | null {
  if (venue.state === "key-refused") {
    return {
      id: `key-${venue.venue}`,
      tone: "bad",
      icon: "warn",
      title: message("banner.key-refused"),
      text: `${message("banner.key-refused.what")}${nextDial(venue)}`,
      action: "settings",
    };
  }
  if (venue.state === "key-missing") {
    return {
      id: `key-${venue.venue}`,
      tone: "bad",
      icon: "warn",
      title: message("banner.key-missing"),
      text: message("banner.key-missing.what"),
      action: "settings",
    };
  }
  if (venue.state === "live" || venue.state === "idle") return null;
  // It has never answered, so nothing is known of since when: the reason is, and it is told at once.
  if (venue.blindSince === null) return venue.lastError === null ? null : neverAnswered(venue, venue.lastError.message);
  const blindMs = nowMs - Date.parse(venue.blindSince);
  // The first seconds of an outage are the reconnect's business: the state in the bar says it, a banner would only jump.
  if (blindMs < 10_000) return null;
  return {
    id: `blind-${venue.venue}`,
    tone: "warn",
    icon: "blind",
    title: message("banner.blind", { duration: formatDuration(blindMs) }),
    text: `${sentence(venue.lastError?.message ?? null)}${message("banner.blind.what")}${nextDial(venue)}`,
    action: "reconnect",
  };
}

function neverAnswered(venue: VenueStatus, reason: string): Banner {
  return {
    id: `blind-${venue.venue}`,
    tone: "warn",
    icon: "blind",
    title: message("banner.never-answered"),
    text: `${sentence(reason)}${message("banner.never-answered.what")}${nextDial(venue)}`,
    action: "reconnect",
  };
}

/**
 * Differs where a problem has come, gone, or become another. A duration that goes on and the time of the next try are no change:
 * what was folded away would be back with every second.
 */
export function problemsChangeKey(banners: readonly Banner[], status: FeedStatus | null): string {
  const reasons = (status?.venues ?? []).map(({ venue, lastError }) => [venue, lastError?.message ?? ""]);
  const parts = banners.map(({ id, tone, text, venue }) => [id, tone, venue === undefined ? text : ""]);
  return JSON.stringify([parts, reasons]);
}

function nextDial(venue: VenueStatus): string {
  return venue.nextDialAt === null
    ? ""
    : ` ${message("banner.next-try", { time: formatTime(Date.parse(venue.nextDialAt), { seconds: true }) })}`;
}

/** The words of others as a sentence of their own, or nothing. */
function sentence(text: string | null): string {
  if (text === null || text.trim() === "") return "";
  return /[.!?]$/.test(text.trim()) ? `${text.trim()} ` : `${text.trim()}. `;
}
