/**
 * Where the session bus is. The format is the D-Bus specification's "Server Addresses": `;` between alternatives,
 * `transport:key=value,key=value`, values percent-escaped.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The address of this session's bus, or null where there is none: the variable first, then systemd's usual place. */
export function sessionBusAddress(env: NodeJS.ProcessEnv): string | null {
  const address = env["DBUS_SESSION_BUS_ADDRESS"];
  if (address !== undefined && address !== "") return address;
  const runtimeDir = env["XDG_RUNTIME_DIR"];
  if (runtimeDir === undefined || runtimeDir === "") return null;
  const path = join(runtimeDir, "bus");
  return existsSync(path) ? `unix:path=${path}` : null;
}

/** Socket paths to try in order (an abstract one begins with NUL). Transports other than `unix:` are left out. */
export function socketPaths(address: string): string[] {
  return address.split(";").flatMap((alternative) => {
    if (!alternative.startsWith("unix:")) return [];
    const values = new Map(alternative.slice("unix:".length).split(",").map(keyValue));
    const path = values.get("path");
    if (path !== undefined) return [path];
    const name = values.get("abstract");
    return name === undefined ? [] : [`\0${name}`];
  });
}

function keyValue(pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at === -1) return [pair, ""];
  const escaped = pair.slice(at + 1);
  // A single percent sign is not an escape; better the path as written than an exception.
  return [
    pair.slice(0, at),
    escaped.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16))),
  ];
}
