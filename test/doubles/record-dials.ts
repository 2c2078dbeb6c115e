/** Loaded before an app (`node --import`): writes a line to the file named by `DIALS_FILE` for each TCP connection that it opens. */
import { appendFileSync } from "node:fs";
import net from "node:net";

const file = process.env["DIALS_FILE"];
if (file === undefined) throw new Error("DIALS_FILE names no file.");

const connect = net.Socket.prototype.connect as (this: net.Socket, ...given: unknown[]) => net.Socket;
net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]): net.Socket {
  const [options] = (Array.isArray(given[0]) ? given[0] : given) as readonly unknown[];
  // A socket of the file system has a path and no host.
  if (typeof options === "object" && options !== null && !("path" in options && typeof options.path === "string"))
    appendFileSync(file, `${"host" in options ? String(options.host) : "localhost"}\n`);
  return connect.apply(this, given);
};
