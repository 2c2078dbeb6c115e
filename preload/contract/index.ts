/** The contract, whole. */
export * from "./contract.ts";
export * from "./event.ts";
export * from "./feed.ts";
export * from "./instrument.ts";
export * from "./market.ts";
export * from "./result.ts";
export * from "./rule.ts";
export * from "./settings.ts";
export * from "./tick.ts";
