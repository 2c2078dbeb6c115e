/** The desktop's log: a line a message, bounded, without secrets, and never a reason to end. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog, logLimitBytes } from "../../main/desktop/log.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pricebell-parts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(process.platform === "win32")(
  "a terminal that is gone ends no app: the log goes on in its file",
  async () => {
    const file = join(folder, "pricebell.log");
    const script = `
    import { createLog } from ${JSON.stringify(new URL("../../main/desktop/log.ts", import.meta.url).href)};
    const log = createLog(${JSON.stringify(file)}, () => 0, String);
    process.once("message", () => {
      log("first");
      setTimeout(() => { log("second"); process.disconnect(); }, 50);
    });
    process.send("ready");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const ended = once(child, "exit");
    await once(child, "message");
    child.stderr?.destroy();
    child.send("go");
    expect(await ended).toEqual([0, null]);
    expect(readFileSync(file, "utf8")).toMatch(/first\n.*second\n/);
  },
);

test("the log begins anew before it grows without end, and holds one line a message", () => {
  const file = join(folder, "logs/pricebell.log");
  const log = createLog(file, () => 0, String);
  log("first\nsecond");
  expect(readFileSync(file, "utf8")).toBe("1970-01-01T00:00:00.000Z first | second\n");
  writeFileSync(file, "x".repeat(logLimitBytes + 1));
  log("third");
  expect(readFileSync(file, "utf8")).toContain("third");
  expect(existsSync(`${file}.old`)).toBe(true);
});

test("the log holds no secret, and no character that a terminal would act on", () => {
  const file = join(folder, "logs/pricebell.log");
  createLog(
    file,
    () => 0,
    (words) => words.replaceAll("s3cret", "(key)"),
  )("key s3cret \u001B[2J\u202Ereversed");
  expect(readFileSync(file, "utf8")).toBe("1970-01-01T00:00:00.000Z key (key)  [2Jreversed\n");
});

test("a log that cannot be written ends no app", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => createLog(join(folder, "file", "logs", "pricebell.log"), () => 0, String)("said")).not.toThrow();
});
