import type { windowFrame as english } from "../en/window-frame.ts";
import { translationOf } from "../message-types.ts";

export const windowFrame = translationOf<typeof english>()({
  "dock.height": "Höhe von Alarmen und Verlauf",
  "dock.height-how": "Ziehen ändert die Höhe, Doppelklick stellt die übliche ein",
  "composer.close": "Schließen",
});
