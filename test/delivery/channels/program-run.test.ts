/** Starting a program: what it is given, how it ended, and that nothing of it is left behind here. */
import { getEventListeners } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program } from "../../../main/delivery/channels/program/index.ts";
import { runProgram, type ProgramEnd } from "../../../main/delivery/channels/program/run.ts";
import { ManualClock } from "../../doubles/clock.ts";
import { until } from "../../doubles/until.ts";
import { hostWith, remoteMessage } from "./conformance/subject.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pricebell-run-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(script: string, file = "/bin/sh") {
  const clock = new ManualClock();
  const stop = new AbortController();
  const run = { file, args: ["-c", script, "sh", folder], line: "one line", env: { GIVEN: "yes" } };
  const ended = runProgram(run, { clock, deadlineMs: 5_000, signal: stop.signal });
  return { clock, stop, ended };
}
const written = (name: string): string => readFileSync(join(folder, name), "utf8");

describe.skipIf(process.platform === "win32")("a program", () => {
  test.each<[string, ProgramEnd]>([
    ["exit 0", { kind: "exited", code: 0 }],
    ["exit 3", { kind: "exited", code: 3 }],
    ["kill -9 $$", { kind: "signalled" }],
  ])("that does %s: %o; no timer and no listener is left", async (script, end) => {
    const { clock, stop, ended } = start(script);
    expect(clock.nextDelayMs).toBe(5_000);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    expect(await ended).toEqual(end);
    expect([clock.pending, getEventListeners(stop.signal, "abort").length]).toEqual([0, 0]);
  });

  test("that does not end in time is ended; that it is stopped afterwards changes nothing", async () => {
    const { clock, stop, ended } = start("sleep 600");
    clock.advance(5_000);
    stop.abort();
    expect(await ended).toEqual({ kind: "late" });
  });

  test("that is stopped is ended", async () => {
    const { stop, ended } = start('touch "$1/started"; sleep 600');
    await until(() => existsSync(join(folder, "started")), "the program to start");
    stop.abort();
    expect(await ended).toEqual({ kind: "stopped" });
  });

  test("is not started where it is stopped before", async () => {
    const run = { file: "/bin/sh", args: ["-c", `touch ${folder}/never`], line: "", env: {} };
    const options = { clock: new ManualClock(), deadlineMs: 5_000, signal: AbortSignal.abort() };
    expect(await runProgram(run, options)).toEqual({ kind: "stopped" });
    expect([options.clock.pending, existsSync(join(folder, "never"))]).toEqual([0, false]);
  });

  test("that is not there says so, also where it is stopped at the same time", async () => {
    const missing = join(folder, "missing");
    expect(await start("", missing).ended).toEqual({ kind: "not-started", reason: "ENOENT" });
    expect(await start("", folder).ended).toEqual({ kind: "not-started", reason: "EACCES" });
    const { stop, ended } = start("", missing);
    stop.abort();
    expect(await ended).toEqual({ kind: "not-started", reason: "ENOENT" });
  });

  test("reads its line with an end, and need not read it", async () => {
    await start('cat >"$1/line"').ended;
    expect(written("line")).toBe("one line\n");
    const run = { file: "/bin/sh", args: ["-c", "exec <&-; exit 0"], line: "x".repeat(1_000_000), env: {} };
    const options = { clock: new ManualClock(), deadlineMs: 5_000, signal: new AbortController().signal };
    expect(await runProgram(run, options)).toEqual({ kind: "exited", code: 0 });
  });

  test("has the environment that it was given, what it needs of ours, and nothing else", async () => {
    await start('env >"$1/env"').ended;
    const found = new Map(
      written("env")
        .split("\n")
        .filter((line) => line.includes("="))
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    const ours = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "USERPROFILE", "TEMP", "TMP", "SystemRoot"];
    for (const name of ours) expect(found.get(name) ?? "", name).toBe(process.env[name] ?? "");
    expect(found.get("GIVEN")).toBe("yes");
    // Those of the shell itself.
    const others = [...found.keys()].filter(
      (name) => ![...ours, "GIVEN", "PWD", "OLDPWD", "SHLVL", "_"].includes(name),
    );
    expect(others).toEqual([]);
  });

  test("is given 18 s, and words that say so", async () => {
    const clock = new ManualClock();
    const sent = program
      .open({ command: '/bin/sh -c "sleep 600"' }, hostWith(clock))
      .send(remoteMessage(), new AbortController().signal);
    expect(clock.nextDelayMs).toBe(18_000);
    clock.advance(18_000);
    expect(await sent).toEqual({
      ...{ kind: "unknown", code: "late", words: "The program sh did not end within 18 s, and was ended." },
    });
  });

  test("is given half of its 64,000 bytes as text", async () => {
    const { signal } = new AbortController();
    const channel = program.open({ command: `/bin/sh -c "cat >${folder}/body"` }, hostWith(new ManualClock()));
    expect(await channel.send(remoteMessage({ body: "b".repeat(70_000) }), signal)).toMatchObject({ kind: "accepted" });
    const { data } = JSON.parse(written("body")) as { data: { body: string } };
    expect(Buffer.byteLength(data.body)).toBe(32_000);
  });
});

test.each([
  ["/opt/tell.sh", null],
  ["/opt/tell.batch", null],
  ['/opt/tell "b', "A double quote has no end."],
  ["tell.sh", "The whole path of a program is wanted."],
  ["/opt/te\0ll", "The whole path of a program is wanted."],
  ["/opt/tell.BAT", "Windows runs .bat and .cmd only by a shell."],
  ["", "This is needed."],
])("the command %j: %s", (command, words) => {
  const checked = program.check({ command });
  if (words === null) expect(checked).toEqual({ ok: true, value: null });
  else
    expect(checked).toMatchObject({
      ok: false,
      error: { field: "fields.command", message: expect.stringContaining(words) as string },
    });
});
