import type { dryRun as english } from "../en/dry-run.ts";
import { translationOf } from "../message-types.ts";

export const dryRun = translationOf<typeof english>()({
  "dry-run.superseded": "Eine neuere Frage hat diese ersetzt. Es ist nichts verloren: einfach noch einmal fragen.",
  "dry-run.which": "Der Alarm steht unter `rule`, und daneben höchstens `days`.",
  "dry-run.days": "Eine ganze Zahl von Tagen, 1 bis {most}.",
});
