/** JSON whose numbers stay text: `0.13110`, `1e-7` and an id beyond 2^53 lose digits, or their zeros, as doubles. */

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;
/** Types of the language do not know the third argument yet; the app's Node and Electron do (ECMAScript "JSON.parse source text access"). */
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Three times the cost of `JSON.parse`: for answers of REST and unusual frames. Throws a SyntaxError where that does. */
export function parseExactJson(text: string): unknown {
  return parse(text, (_, value, context) => (typeof value === "number" ? (context?.source ?? value) : value));
}

export type JsonFields = Readonly<Record<string, unknown>>;

/** The fields of an object; null for anything else, arrays too. */
export function jsonFields(value: unknown): JsonFields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonFields) : null;
}

/** Text that says something; null for anything else. */
export function jsonText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
