import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "../../../../../main/delivery/channels/program/index.ts";
import type { MessageData } from "../../../../../main/delivery/channels/message-data.ts";
import type { Place } from "../place.ts";
import { hostWith } from "../subject.ts";

/** A shell script that keeps each line it is given. */
export const programPlace: Place = {
  name: "program",
  longest: { most: 32_000, measure: (text) => Buffer.byteLength(JSON.stringify(text)) - 2 },
  start() {
    const folder = mkdtempSync(join(tmpdir(), "pricebell-program-"));
    const [script, out] = [join(folder, "keep.sh"), join(folder, "out")];
    writeFileSync(script, `#!/bin/sh\ncat >>"${out}"\n`);
    chmodSync(script, 0o700);
    const lines = (): string[] =>
      existsSync(out)
        ? readFileSync(out, "utf8")
            .split("\n")
            .filter((line) => line !== "")
        : [];
    return Promise.resolve({
      setup: { kind: program, values: { command: `"${script}"` } },
      origin: "",
      host: hostWith,
      asked: () => lines().length,
      shown: () => lines().map((line) => (JSON.parse(line) as MessageData).data.body),
      pings: () => 0,
      stop: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    });
  },
};
