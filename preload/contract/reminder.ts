/** A critical alert that nobody has acknowledged, and when it is told again. */
import * as Type from "typebox";
import { nullable } from "./nullable.ts";

export const Reminder = Type.Object({
  eventId: Type.String(),
  /** How often it has been told, at the destination that is next. */
  times: Type.Integer({ minimum: 0 }),
  /** So often at most, at each destination. */
  maxTimes: Type.Integer(),
  /** When it is told again; null: not by Pricebell, or it waits for a destination that cannot be reached. */
  nextAt: nullable(Type.String()),
  /** When it goes to the destinations of the second step; null: never, or it has. */
  escalatesAt: nullable(Type.String()),
});
export type Reminder = Type.Static<typeof Reminder>;
