/** A program of the person's own: real ones, which end in every way a program can. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandOf, wordsOf } from "../../../main/delivery/channels/program/command.ts";
import { program, programDeadlineMs } from "../../../main/delivery/channels/program/index.ts";
import type { RemoteMessage, SendOutcome } from "../../../main/delivery/channels/remote-channel.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

let folder: string;
let clock: ManualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pricebell-program-"));
  clock = new ManualClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface RunOptions {
  readonly args?: string;
  readonly message?: RemoteMessage;
  readonly signal?: AbortSignal;
}

/** Sends to a shell script with this text; `OUT` stands for a file in the test's folder. */
function run(script: string, { args = "", message = remoteMessage(), signal }: RunOptions = {}): Promise<SendOutcome> {
  const file = join(folder, "tell.sh");
  writeFileSync(file, `#!/bin/sh\n${script.replaceAll("OUT", join(folder, "out"))}\n`);
  chmodSync(file, 0o700);
  const values = { command: `"${file}" ${args}` };
  expect(program.check(values)).toEqual({ ok: true, value: null });
  const channel = program.open(values, hostWith(clock));
  return channel.send(message, signal ?? new AbortController().signal);
}
const written = (): string => readFileSync(join(folder, "out"), "utf8");

describe.skipIf(process.platform === "win32")("a program", () => {
  test.each([
    ["exit 0", { kind: "accepted" }],
    ["exit 75", { kind: "later", code: "exit-75" }],
    ["exit 1", { kind: "refused", code: "exit-1" }],
    ["kill -9 $$", { kind: "unknown", code: "signalled" }],
    ["exec <&-; exit 0", { kind: "accepted" }],
    ["cat >/dev/null; yes | head -c 10000000; exit 0", { kind: "accepted" }],
  ])("%s", async (script, outcome) => expect(await run(script)).toMatchObject(outcome));

  test("has the message as one line of JSON, whatever stands in it, and nothing of it in its arguments", async () => {
    const body = "-rf $(touch OUT2) `id` \"quoted\"\n; rm 'x' \u2028 🚀";
    await run('printf "%s|" "$@" >OUT; cat >>OUT; printf "%s" "$PRICEBELL_DELIVERY" >>OUT', {
      args: '--to "my phone" $HOME *',
      message: remoteMessage({ body, isAgain: true }),
    });
    const [head = "", line = "", key] = written().split(/(?<=\*\|)|\n/);
    expect(head).toBe("--to|my phone|$HOME|*|");
    expect(JSON.parse(line)).toMatchObject({
      type: "alert.fired",
      data: { body: body.replace("\u2028", " "), isAgain: true },
    });
    expect(key).toBe(remoteMessage().key);
  });

  test("gets of our environment only what it needs", async () => {
    process.env["SECRET_OF_OURS"] = "secret";
    try {
      await run("env >OUT");
    } finally {
      delete process.env["SECRET_OF_OURS"];
    }
    expect(written()).toMatch(/^PATH=/m);
    expect(written()).not.toContain("secret");
  });

  test.each(["late", "stopped"] as const)("that does not end is ended (%s), with what it has started", async (why) => {
    const stop = new AbortController();
    const sent = run("sleep 600 & echo $! >OUT.tmp; mv OUT.tmp OUT; wait", { signal: stop.signal });
    await until(() => existsSync(join(folder, "out")), "the program to start another");
    const child = Number(written());
    if (why === "late") clock.advance(programDeadlineMs);
    else stop.abort();
    expect(await sent).toMatchObject({ kind: "unknown", code: why });
    await until(() => !isRunning(child), "what it has started to end");
    expect(clock.pending).toBe(0);
  });

  test("that is not there, or may not be run, is told by its name alone", async () => {
    for (const file of [join(folder, "none"), folder]) {
      const channel = program.open({ command: `"${file}"` }, hostWith(clock));
      const outcome = await channel.send(remoteMessage(), new AbortController().signal);
      expect(outcome).toMatchObject({ kind: "broken", code: "not-started" });
      expect(JSON.stringify(outcome)).not.toContain(tmpdir() + "/");
    }
  });
});

/** A process whose parent has not asked for its end yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test.each(["", "tell.sh", "./tell.sh", "-x", "/opt/tell.bat", '"/opt/my tell.CMD" x', '/opt/tell "b'])(
  "%s is no command",
  (command) => {
    expect(program.check({ command })).toMatchObject({ ok: false, error: { field: "fields.command" } });
  },
);

test("the whole command is one choice, of the kind that no call can make", () => {
  expect(program.fields.map(({ id, kind }) => [id, kind])).toEqual([["command", "file"]]);
  expect(wordsOf('  a  "b c" "" d')).toEqual(["a", "b c", "", "d"]);
});

test.each([
  ["/opt/tell", "/opt/tell"],
  ["/opt/my tell", '"/opt/my tell"'],
  ['/opt/"tell"', null],
])("the command of the file %s is %s", (file, command) => {
  expect(commandOf(file)).toBe(command);
  if (command !== null) expect(wordsOf(command)).toEqual([file]);
});
