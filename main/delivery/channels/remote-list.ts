/** THE list of channels to services outside. Who adds one writes a file or a folder beside this one, and a line here. */
import { discord } from "./discord.ts";
import { mail } from "./mail/index.ts";
import { ntfy } from "./ntfy/index.ts";
import { program } from "./program/index.ts";
import { pushover } from "./pushover/index.ts";
import type { RemoteChannelKind } from "./remote-channel.ts";
import { slack } from "./slack.ts";
import { sound } from "./sound.ts";
import { telegram } from "./telegram/index.ts";
import { webhook } from "./webhook.ts";

/** In the order in which a person is offered them. */
export const remoteChannelKinds: readonly RemoteChannelKind[] = [
  ntfy,
  telegram,
  pushover,
  discord,
  slack,
  mail,
  webhook,
  program,
  sound,
];
