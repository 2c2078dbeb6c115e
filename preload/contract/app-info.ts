/** What the app says of itself. */
import * as Type from "typebox";
import { KindDescription } from "./kind-description.ts";
import { languages } from "./messages/language.ts";
import { nullable } from "./nullable.ts";

export const AppInfo = Type.Object({
  name: Type.String(),
  version: Type.String(),
  host: Type.Enum(["electron", "headless"]),
  platform: Type.String(),
  dataDir: Type.String(),
  demo: Type.Boolean(),
  startedAt: Type.String(),
  /** In which language this run speaks, and so its windows. `isFixed`: the command line says so, whatever the settings do. */
  language: Type.Object({
    inUse: Type.Enum([...languages]),
    /** BCP 47: how numbers and dates are written; null: as each system does it. */
    locale: nullable(Type.String()),
    isFixed: Type.Boolean(),
  }),
  /** Kinds of condition that this app was started with beside those that there are; absent where there are none. */
  furtherKinds: Type.Optional(Type.Array(KindDescription)),
  unread: Type.Integer(),
  /** While no rule waits because all are snoozed: when the first comes back. */
  pausedUntil: nullable(Type.String()),
  /** Until when quiet hours keep back what is not critical, as they are set and as the clock goes now; null while they do not. */
  quietUntil: nullable(Type.String()),
  /** How that came: `together`, by one "pause all"; `each`, because every one was snoozed by itself. Null while one waits. */
  pausedHow: nullable(Type.Enum(["together", "each"])),
});
export type AppInfo = Type.Static<typeof AppInfo>;
