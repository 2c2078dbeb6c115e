/** Every channel that speaks HTTP, for the suite beside this folder. */
import type { Subject } from "../subject.ts";
import { discordSubject } from "./discord.ts";
import { ntfySubjects } from "./ntfy.ts";
import { pushoverSubject } from "./pushover.ts";
import { slackSubject } from "./slack.ts";
import { telegramSubject } from "./telegram.ts";
import { webhookSubject } from "./webhook.ts";

export const subjects: readonly Subject[] = [
  ...ntfySubjects,
  telegramSubject,
  discordSubject,
  slackSubject,
  pushoverSubject,
  webhookSubject,
];
