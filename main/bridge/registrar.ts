/** The contract answered: one registrar behind every transport. */
import type { Result } from "../../preload/contract/result.ts";
import type { CallContext, Handlers } from "./handlers.ts";

export interface RegistrarOptions {
  /** Told of a handler that threw or answered what the contract does not say. `text` never holds the input. */
  readonly onBug: (call: string, text: string) => void;
  /** Check every answer against the contract too. For tests: it costs as much as the answer is long. */
  readonly checkOutputs?: boolean;
}

export interface Registrar {
  /** Answers one call. Never rejects: unknown names, bad input and bugs are values too. */
  call(name: string, input: unknown, context: CallContext): Promise<Result<unknown>>;
}

export declare function createRegistrar(handlers: Handlers, options: RegistrarOptions): Registrar;
