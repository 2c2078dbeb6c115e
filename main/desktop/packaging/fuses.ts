/** The nine fuses of Electron 45, every one said. `strictlyRequireAllFuses` makes a tenth, in a later Electron, an error. */
import { FuseV1Options, FuseVersion, type FuseV1Config } from "@electron/fuses";

export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  /** `ELECTRON_RUN_AS_NODE` would make the app a Node for whoever starts it. The headless host runs in plain Node. */
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  /** Checked on macOS and Windows; there is no check on Linux. */
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  /** The page comes from its own scheme; `file:` needs no privileges. */
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies FuseV1Config;

/** The same as the wire has it in the binary, in the order of the options: `1` on, `0` off. */
export const fuseWire = Object.values(FuseV1Options)
  .filter((option): option is FuseV1Options => typeof option === "number")
  .map((option) => (fuses[option] ? "1" : "0"))
  .join("");
