/** Builds the bundles once for a run of tests, whichever test file asks first. */
import { mkdirSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { projectRoot } from "../doubles/electron/driver.ts";

/** Held while one process builds: two that write the same file would hand the other half a bundle. */
async function alone(name: string, run: () => Promise<void>): Promise<void> {
  const lock = join(projectRoot, "dist", `.building-${name}`);
  mkdirSync(join(projectRoot, "dist"), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      // Another test file is building, or was killed while it did.
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 60_000) rmdirSync(lock);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  try {
    await run();
  } finally {
    rmdirSync(lock);
  }
}

async function viteBuild(config: string): Promise<void> {
  await build({ configFile: join(projectRoot, config), logLevel: "error", build: { emptyOutDir: false } });
}

export const buildPreload = (): Promise<void> => alone("preload", () => viteBuild("vite.preload.config.ts"));

/** Main, preload and page: what an installed app runs. */
export async function buildDesktop(): Promise<void> {
  await alone("main", () => viteBuild("vite.main.config.ts"));
  await buildPreload();
  await alone("renderer", () => viteBuild("vite.config.ts"));
}
