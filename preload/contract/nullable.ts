import * as Type from "typebox";

/** A value that may be null: said, not left out. */
export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
