/** What the processes that the host starts are given: a key from the host's own environment reaches none of them. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { HeadlessApp } from "../doubles/headless-app.ts";
import { until } from "../doubles/until.ts";

const key = "k3y-that-no-child-should-see";

/** Loaded into the host: on SIGUSR2 it starts a child as any part of the host could, with nothing said about its environment. */
const childOnSignal = `import { spawnSync } from "node:child_process";
  process.on("SIGUSR2", () => void spawnSync("sh", ["-c", process.env.CHILD_SCRIPT]));`;

test.runIf(process.platform === "linux")(
  "neither a destination's program nor any other child has the key",
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pricebell-children-"));
    // Both the shell's own view and what the kernel keeps of its start.
    const script = (name: string): string =>
      `{ env; tr '\\0' '\\n' </proc/self/environ; tr '\\0' '\\n' </proc/self/cmdline; } >'${folder}/${name}.new'; mv '${folder}/${name}.new' '${folder}/${name}'`;
    const program = path.join(folder, "tell.sh");
    writeFileSync(program, `#!/bin/sh\ncat >/dev/null\n${script("program")}\n`);
    chmodSync(program, 0o700);
    const app = await HeadlessApp.start({
      args: ["--demo", "--allow-program", program],
      nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(childOnSignal)}`],
      env: { PRICEBELL_API_KEY: key, CHILD_SCRIPT: script("other"), DBUS_SESSION_BUS_ADDRESS: undefined },
    });
    try {
      const made = await app.value("destinations.create", {
        channel: "program",
        name: "mine",
        fields: { command: program },
      });
      expect(await app.value("destinations.test", { id: made.id })).toMatchObject({ state: "sent" });
      process.kill(app.pid, "SIGUSR2");
      await until(() => existsSync(path.join(folder, "other")), "the other child to end");
      const venues = await app.value("venues.list", {});
      expect(venues.filter(({ hasApiKey }) => hasApiKey)).toMatchObject([{ apiKeyBackend: "environment" }]);
      for (const name of ["program", "other"]) {
        const seen = readFileSync(path.join(folder, name), "utf8");
        expect(seen).toMatch(/^PATH=/m);
        expect(seen).not.toContain(key);
        expect(seen).not.toContain("PRICEBELL_API_KEY");
        expect(seen).not.toContain(app.token);
      }
    } finally {
      await app.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
