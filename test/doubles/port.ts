/** A loopback port for a host that is killed and has to come back at the same address. */
import { createServer } from "node:net";

/**
 * Free now, and below those that systems hand out by themselves (Linux from 32768 on, others from 49152): nothing else takes
 * it while its host is away.
 */
export async function portToComeBackTo(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
        .once("error", () => resolve(false))
        .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error("No free port between 20000 and 32000.");
}
