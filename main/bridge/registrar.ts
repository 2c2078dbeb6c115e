/** The contract answered: one registrar behind every transport. */
import { message } from "../../preload/contract/messages/message.ts";
import { callNames, calls, type CallName } from "../../preload/contract/contract.ts";
import { fail, type Result } from "../../preload/contract/result.ts";
import { bugText } from "./internal-error-text.ts";
import { rawCallNames, type CallContext, type Handlers } from "./handlers.ts";
import { checkAgainst, type Check } from "./schema-check.ts";

export interface RegistrarOptions {
  /** Told of a handler that threw or answered what the contract does not say. `text` holds nothing of the input. */
  readonly onBug: (call: string, text: string) => void;
  /** Check every answer against the contract too. For tests: it costs as much as the answer is long. */
  readonly checkOutputs?: boolean;
}

export interface Registrar {
  /** Answers one call. Never rejects: unknown names, bad input and bugs are values too. */
  call(name: string, input: unknown, context: CallContext): Promise<Result<unknown>>;
}

type AnyHandler = (input: unknown, context: CallContext) => Result<unknown> | Promise<Result<unknown>>;

interface Entry {
  readonly handler: AnyHandler;
  /** Null where the handler checks its own input. */
  readonly checkInput: Check | null;
  readonly checkOutput: Check | null;
}

/** Joins handlers and schemas. Throws where a handler is missing or too many, which typed code cannot bring about. */
export function createRegistrar(handlers: Handlers, options: RegistrarOptions): Registrar {
  const entries = new Map(callNames.map((name) => [name as string, entryOf(name, handlers, options)]));
  assertNoExtraHandlers(handlers);

  return {
    async call(name, input, context) {
      const entry = entries.get(name);
      if (entry === undefined) return fail("not-found", message("request.no-call"));
      const refusal = entry.checkInput?.(input) ?? null;
      if (refusal !== null) return refusal;
      try {
        const result = await entry.handler(input, context);
        const fault = result.ok ? (entry.checkOutput?.(result.value) ?? null) : null;
        if (fault === null) return result;
        options.onBug(name, `The answer breaks the contract. ${fault.error.message}`);
      } catch (error) {
        options.onBug(name, bugText(error, input));
      }
      return fail("internal", message("answer.bug"));
    },
  };
}

function entryOf(name: CallName, handlers: Handlers, options: RegistrarOptions): Entry {
  const [group, call] = name.split(".") as [string, string];
  const owner = (handlers as unknown as Record<string, Record<string, AnyHandler | undefined>>)[group];
  const handler = owner?.[call];
  if (typeof handler !== "function") throw new TypeError(`No handler answers ${name}.`);
  // Sound: `calls` is what the names were made from.
  const { input, output } = (calls as unknown as Record<string, Record<string, { input: never; output: never }>>)[
    group
  ]![call]!;
  return {
    handler: handler.bind(owner),
    checkInput: (rawCallNames as readonly string[]).includes(name) ? null : checkAgainst(input),
    checkOutput: options.checkOutputs === true ? checkAgainst(output) : null,
  };
}

function assertNoExtraHandlers(handlers: Handlers): void {
  const known = new Set<string>(callNames);
  for (const [group, entries] of Object.entries(handlers)) {
    for (const call of Object.keys(entries)) {
      if (!known.has(`${group}.${call}`))
        throw new TypeError(`A handler answers ${group}.${call}, which the contract does not have.`);
    }
  }
}
