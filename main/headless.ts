/** The headless host: the same app in plain Node, its window in any browser on this machine. */
import { enableCompileCache } from "node:module";
import path from "node:path";

// Beside the bundle, so that whoever could write there could change the code itself. Reading what V8 made of it at the last start
// takes half as long as compiling it; where the folder cannot be written, it is compiled each time. Sources have none: it would be
// left among them.
if (import.meta.filename.endsWith(".js")) enableCompileCache(path.join(import.meta.dirname, "compile-cache"));
await import("./headless/host-process.ts");
