/** Lines to a stream that may be closed under us: watching goes on though nobody reads. */
import type { Writable } from "node:stream";

/** Returns what writes a line. After the reader is gone (`EPIPE`) lines are dropped; any other error is thrown. */
export function linesTo(stream: Writable): (line: string) => void {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    open = false;
  });
  return (line) => {
    if (open) stream.write(`${line}\n`);
  };
}
