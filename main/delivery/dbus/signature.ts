/** Type signatures, parsed: "Type System" and "Valid Signatures" of the D-Bus specification. */

/** Code of a type that has no others inside it. */
export type BasicCode = "y" | "b" | "n" | "q" | "i" | "u" | "x" | "t" | "d" | "s" | "o" | "g" | "h";

export type WireType =
  | { readonly code: BasicCode | "v" }
  | { readonly code: "a"; readonly element: WireType }
  /** A structure, or an entry of a dictionary, which is one of a key and a value. */
  | { readonly code: "("; readonly fields: readonly WireType[] };

const basicCodes = "ybnqiuxtdsogh";
const maxSignatureLength = 255;
/** Of arrays, and as much again of structures. */
const deepestNesting = 32;

/** Where values of a type begin: at a multiple of this many bytes from the start of the message. */
export function alignmentOf({ code }: WireType): number {
  if ("xtd(".includes(code)) return 8;
  if ("biuhaso".includes(code)) return 4;
  return "nq".includes(code) ? 2 : 1;
}

/** The complete types that a signature lists, or null where it is none. */
export function parseSignature(signature: string): readonly WireType[] | null {
  if (signature.length > maxSignatureLength) return null;
  const types: WireType[] = [];
  let at = 0;
  while (at < signature.length) {
    const parsed = parseOne(signature, at, 0, 0);
    if (parsed === null) return null;
    types.push(parsed.type);
    at = parsed.end;
  }
  return types;
}

interface Parsed {
  readonly type: WireType;
  readonly end: number;
}

function parseOne(signature: string, at: number, arrays: number, structures: number): Parsed | null {
  const code = signature[at];
  if (code === undefined || arrays > deepestNesting || structures > deepestNesting) return null;
  if (basicCodes.includes(code) || code === "v") return { type: { code: code as BasicCode | "v" }, end: at + 1 };
  if (code === "(") return parseFields(signature, at, ")", arrays, structures + 1);
  if (code !== "a") return null;
  const element =
    signature[at + 1] === "{"
      ? parseFields(signature, at + 1, "}", arrays + 1, structures + 1)
      : parseOne(signature, at + 1, arrays + 1, structures);
  return element === null ? null : { type: { code, element: element.type }, end: element.end };
}

function parseFields(
  signature: string,
  start: number,
  close: ")" | "}",
  arrays: number,
  structures: number,
): Parsed | null {
  const fields: WireType[] = [];
  let at = start + 1;
  while (signature[at] !== close) {
    const field = parseOne(signature, at, arrays, structures);
    if (field === null) return null;
    fields.push(field.type);
    at = field.end;
  }
  const [key] = fields;
  if (key === undefined || (close === "}" && (fields.length !== 2 || !basicCodes.includes(key.code)))) return null;
  return { type: { code: "(", fields }, end: at + 1 };
}
