import type { progress as english } from "../en/progress.ts";
import { translationOf } from "../message-types.ts";

export const progress = translationOf<typeof english>()({
  "progress.done": "{now} von {of}",
  "progress.low": "Tief {extreme}, löst bei {firesAt} aus: {done}",
  "progress.high": "Hoch {extreme}, löst bei {firesAt} aus: {done}",
  "progress.spread": "Spread jetzt: {done}",
  "progress.size": "Letzter Handel: {done}",
});
