import type { windowHistory as english } from "../en/window-history.ts";
import { translationOf } from "../message-types.ts";

export const windowHistory = translationOf<typeof english>()({
  "detail.acknowledged": "Bestätigt",
  "detail.acknowledged.here": "in Pricebell",
  "detail.acknowledged.person": "{where}, {person}",
});
