/** THE list of channels to services outside. Who adds one writes a file or a folder beside this one, and a line here. */
import { ntfy } from "./ntfy/index.ts";
import type { RemoteChannelKind } from "./remote-channel.ts";

/** In the order in which a person is offered them. */
export const remoteChannelKinds: readonly RemoteChannelKind[] = [ntfy];
