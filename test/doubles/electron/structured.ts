/**
 * Values across processes as Electron's IPC carries them. `structuredClone` decides what may cross (functions, symbols and
 * class instances with secrets may not); what JSON has no word for is tagged. Injected into pages as well: no imports here.
 */

type Packed = null | boolean | number | string | Packed[] | { [key: string]: Packed };

/** Text for a value. Throws what structured clone throws for what cannot be cloned. */
export function pack(value: unknown): string {
  const tag = (kind: string, content: Packed): Packed => ({ "#": kind, v: content });
  const walk = (item: unknown): Packed => {
    if (item === null || typeof item === "boolean" || typeof item === "string") return item;
    if (item === undefined) return tag("undefined", null);
    if (typeof item === "number")
      return Number.isFinite(item) && !Object.is(item, -0)
        ? item
        : tag("number", Object.is(item, -0) ? "-0" : String(item));
    if (typeof item === "bigint") return tag("bigint", item.toString());
    if (Array.isArray(item)) return item.map(walk);
    if (item instanceof Date) return tag("date", item.getTime());
    if (item instanceof Map)
      return tag(
        "map",
        [...item].map(([key, entry]) => [walk(key), walk(entry)]),
      );
    if (item instanceof Set) return tag("set", [...item].map(walk));
    if (item instanceof Error) return tag("error", item.message);
    if (Object.prototype.toString.call(item) !== "[object Object]") {
      throw new Error(`${Object.prototype.toString.call(item)} is not carried by the double`);
    }
    const entries: [string, Packed][] = Object.entries(item as object).map(([key, entry]) => [key, walk(entry)]);
    // An object that has a "#" of its own is tagged too, so that it is not taken for a tag.
    return "#" in (item as object) ? tag("object", Object.fromEntries(entries)) : Object.fromEntries(entries);
  };
  return JSON.stringify(walk(structuredClone(value)));
}

/** The value again. */
export function unpack(text: string): unknown {
  const walk = (item: Packed): unknown => {
    if (item === null || typeof item !== "object") return item;
    if (Array.isArray(item)) return item.map(walk);
    if (!("#" in item)) return Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, walk(entry)]));
    const content = item["v"] as Packed;
    switch (item["#"]) {
      case "undefined":
        return undefined;
      case "number":
        return Number(content);
      case "bigint":
        return BigInt(content as string);
      case "date":
        return new Date(content as number);
      case "map":
        return new Map((content as [Packed, Packed][]).map(([key, entry]) => [walk(key), walk(entry)]));
      case "set":
        return new Set((content as Packed[]).map(walk));
      case "error":
        return new Error(content as string);
      default:
        return Object.fromEntries(
          Object.entries(content as { [key: string]: Packed }).map(([key, entry]) => [key, walk(entry)]),
        );
    }
  };
  return walk(JSON.parse(text) as Packed);
}
