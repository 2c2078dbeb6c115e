/** Sets the fuses of the packed runtime and reads them back: a fuse that did not take is an error, not a line in a log. */
import { join } from "node:path";
import { flipFuses, FuseState, getCurrentFuseWire, type FuseV1Options } from "@electron/fuses";
import type { AfterPackContext } from "electron-builder";
import { fuses, fuseWire } from "./fuses.ts";

/** The file that carries the fuse wire. */
function runtimeOf(context: AfterPackContext): string {
  const { appOutDir, packager, electronPlatformName } = context;
  const product = packager.appInfo.productFilename;
  if (electronPlatformName === "darwin") return join(appOutDir, `${product}.app`);
  if (electronPlatformName === "win32") return join(appOutDir, `${product}.exe`);
  return join(appOutDir, "pricebell");
}

/** The wire as it is in the file now. */
export async function readFuses(runtime: string): Promise<string> {
  const wire = await getCurrentFuseWire(runtime);
  const states: [number, FuseState][] = Object.entries(wire)
    .filter(([option]) => /^\d+$/.test(option))
    .map(([option, state]) => [Number(option) satisfies FuseV1Options | number, state as FuseState]);
  return states
    .sort(([a], [b]) => a - b)
    .map(([, state]) => (state === FuseState.ENABLE ? "1" : state === FuseState.DISABLE ? "0" : "?"))
    .join("");
}

export default async function afterPack(context: AfterPackContext): Promise<void> {
  const target = context.electronPlatformName;
  if (target !== process.platform)
    throw new Error(`${target} cannot be packed on ${process.platform}: SQLite's native part would be the wrong one`);
  const runtime = runtimeOf(context);
  // On macOS on ARM a changed binary does not start until it is signed again; packaging signs after this.
  await flipFuses(runtime, { ...fuses, resetAdHocDarwinSignature: context.electronPlatformName === "darwin" });
  const read = await readFuses(runtime);
  if (read !== fuseWire) throw new Error(`the fuses are ${read} and should be ${fuseWire}`);
}
