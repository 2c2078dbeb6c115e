/** The app's own two destinations and one channel to make others of, as a host tells them in the language that it speaks. */
import { describeChannel } from "../../main/app/destinations/field-values.ts";
import { ntfy } from "../../main/delivery/channels/ntfy/index.ts";
import type { ChannelView, Destination } from "../../preload/contract/destination.ts";
import { german } from "../../preload/contract/messages/de/index.ts";
import { english } from "../../preload/contract/messages/en/index.ts";
import type { Scene } from "./scenes.ts";

/** Its name is the same in every language. */
export function channelsOf(): ChannelView[] {
  return [describeChannel(ntfy, [])];
}

export function destinationsOf({ info, settings, destinations = {} }: Scene): Destination[] {
  const words = info.language.inUse === "de" ? german : english;
  const own = (["desktop", "history"] as const).map((id) => ({ id, channel: id, name: words[`channel.${id}`] }));
  const others = Object.entries(destinations).map(([id, name]) => ({ id, channel: "ntfy", name }));
  return [...own, ...others].map(({ id, channel, name }) => ({
    id,
    channel,
    name,
    isOwn: id === channel,
    enabled: true,
    isDefault: id === "history" || settings.defaultDestinations.includes(id),
    fields: {},
    secrets: [],
    secretsToEnterAgain: [],
    state: "ok",
    detail: null,
    waiting: 0,
    createdAt: null,
  }));
}
