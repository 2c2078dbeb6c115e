/** What answers the contract in main: one handler a call, derived from it, so that a missing or an extra one does not compile. */
import type { CallInput, CallName, CallOutput, Calls } from "../../preload/contract/contract.ts";
import type { Result } from "../../preload/contract/result.ts";

/** Who calls. */
export interface CallContext {
  /** The window (its push connection) that the call belongs to; null for a script that has none. */
  readonly clientId: string | null;
}

/**
 * Calls whose input reaches their handler as it came: `parseRule` checks it there, because a refusal has to name the
 * field of the rule, which a union of schemas cannot.
 */
export const rawCallNames = [
  "rules.create",
  "rules.createMany",
  "rules.update",
  "rules.preview",
  "rules.dryRun",
] as const satisfies readonly CallName[];
export type RawCallName = (typeof rawCallNames)[number];

/** What a handler is given: parsed input, or for {@link RawCallName} the unparsed one. */
export type HandlerInput<Name extends CallName> = Name extends RawCallName ? unknown : CallInput<Name>;

/** Answers one call. Expected failures are values; a throw is a bug, and is answered with `internal`. */
export type Handler<Name extends CallName> = (
  input: HandlerInput<Name>,
  context: CallContext,
) => Result<CallOutput<Name>> | Promise<Result<CallOutput<Name>>>;

/** Every handler, by group and call: `handlers.rules.create(input, context)`. */
export type Handlers = {
  readonly [G in keyof Calls & string]: {
    readonly [N in keyof Calls[G] & string]: Handler<`${G}.${N}` & CallName>;
  };
};
