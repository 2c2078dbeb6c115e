/** Which members of Electron are there on which systems: read from its own declarations, where the tag of each says so. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const declarations = join(createRequire(import.meta.url).resolve("electron/package.json"), "../electron.d.ts");
const events = new Set(["on", "off", "once", "addListener", "removeListener"]);

/** `App.setBadgeCount` to its systems; a member without an entry is there on all of them. */
function read(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  let owner = "";
  let tagged: readonly string[] | null = null;
  for (const line of readFileSync(declarations, "utf8").split("\n")) {
    owner = /^ {2}(?:interface|class) (\w+)/.exec(line)?.[1] ?? owner;
    const platforms = /^ {5}\* @platform (\S+)/.exec(line)?.[1];
    if (platforms !== undefined) tagged = platforms.split(",");
    const member = /^ {4}(?:static |readonly )*(\w+)[?]?[(:]/.exec(line)?.[1];
    if (member === undefined) continue;
    if (tagged !== null && !events.has(member)) found.set(`${owner}.${member}`, tagged);
    tagged = null;
  }
  return found;
}

const systems = read();

/** Null where the member is there on this system; else the systems that have it. `name` is the module's or the class's. */
export function missingOn(platform: NodeJS.Platform, name: string, member: PropertyKey): string | null {
  const owner = name.charAt(0).toUpperCase() + name.slice(1);
  const has = systems.get(`${owner}.${String(member)}`);
  return has === undefined || has.includes(platform) ? null : has.join(" and ");
}
