/** What the calls of every group are made of. */
import * as Type from "typebox";
import { symbolPattern, VenueId } from "./instrument.ts";

/** A request names nothing that the contract does not know: a slip of the pen is refused, and not ignored. */
export const strict = { additionalProperties: false } as const;
export const None = Type.Object({}, strict);
export const Id = Type.Object({ id: Type.String({ maxLength: 64 }) }, strict);

/** An instrument in a request. The venue may be left out while only one is on. */
export const InstrumentInput = Type.Object(
  { venue: Type.Optional(VenueId), symbol: Type.String({ pattern: symbolPattern }) },
  strict,
);

/** One call: `input` is parsed as unknown in main before a handler sees it. */
export const call = <I extends Type.TSchema, O extends Type.TSchema>(input: I, output: O) => ({ input, output });
