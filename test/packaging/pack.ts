/**
 * Packs the app with electron-builder.yml as it is, on a stub of the runtime: a folder that holds what the packager and the
 * fuses look at, and no Electron. Run in a process of its own: `node test/packaging/pack.ts <stub folder> <output folder>`.
 * Prints the desktop file that the Linux installers would carry.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, Platform, type AfterPackContext } from "electron-builder";
import { LinuxTargetHelper } from "app-builder-lib/out/targets/LinuxTargetHelper.js";
import AppImageTarget from "app-builder-lib/out/targets/appimage/AppImageTarget.js";
import { resolveFunction } from "app-builder-lib/out/util/resolve.js";

const [stub = "", output = ""] = process.argv.slice(2);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the fuses are found by in a real binary: a sentence nobody writes by chance, the version, the length, the wire. */
const sentinel = Buffer.concat([
  Buffer.from("dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"),
  Buffer.from([1, 9]),
  Buffer.from("101100011"),
]);
mkdirSync(join(stub, "resources"), { recursive: true });
mkdirSync(join(stub, "locales"), { recursive: true });
for (const locale of ["en-US", "de"]) writeFileSync(join(stub, "locales", `${locale}.pak`), "");
writeFileSync(
  join(stub, "electron"),
  Buffer.concat([Buffer.from("\x7fELF"), Buffer.alloc(64), sentinel, Buffer.alloc(64)]),
);
chmodSync(join(stub, "electron"), 0o755);
writeFileSync(join(stub, "chrome-sandbox"), "");
writeFileSync(join(stub, "version"), "45.4.1");
writeFileSync(join(stub, "LICENSE"), "");
writeFileSync(join(stub, "LICENSES.chromium.html"), "");

let desktopFile = "";
await build({
  projectDir: root,
  targets: Platform.LINUX.createTarget("dir"),
  publish: "never",
  config: {
    extends: join(root, "electron-builder.yml"),
    electronDist: stub,
    directories: { output, buildResources: "main/desktop/icons" },
    async afterPack(context: AfterPackContext) {
      // Found and loaded as electron-builder itself does it.
      const afterPack = await resolveFunction<(given: AfterPackContext) => Promise<void>>(
        undefined,
        "./main/desktop/packaging/after-pack.ts",
        "afterPack",
        root,
      );
      await afterPack?.(context);
      const { packager } = context;
      const helper = new LinuxTargetHelper(packager as ConstructorParameters<typeof LinuxTargetHelper>[0]);
      desktopFile = await helper.computeDesktopEntry(
        packager.platformSpecificBuildOptions as Parameters<typeof helper.computeDesktopEntry>[0],
        "/opt/Pricebell/pricebell %U",
      );
      writeFileSync(join(output, "desktop-file-name"), helper.getDesktopFileName());
      const Target = ("default" in AppImageTarget ? AppImageTarget.default : AppImageTarget) as new (
        ...args: unknown[]
      ) => unknown;
      const appImage = new Target("appimage", packager, helper, output) as { desktopEntry: { value: Promise<string> } };
      writeFileSync(join(output, "appimage.desktop"), await appImage.desktopEntry.value);
    },
  },
});
writeFileSync(join(output, "pricebell.desktop"), desktopFile);
