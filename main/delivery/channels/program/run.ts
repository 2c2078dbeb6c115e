/** Starts a program without a shell, gives it one line, and waits for its end; whatever it starts itself ends with it. */
import { spawn, type ChildProcess } from "node:child_process";
import type { Clock } from "../../../lib/clock.ts";

export interface ProgramRun {
  readonly file: string;
  readonly args: readonly string[];
  /** On standard input, with a line end behind it. */
  readonly line: string;
  readonly env: Readonly<Record<string, string>>;
}

export type ProgramEnd =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled" }
  /** Ended by us: its time was over, or it was told to stop. */
  | { readonly kind: "late" }
  | { readonly kind: "stopped" }
  /** The system did not start it: `ENOENT`, `EACCES` ... */
  | { readonly kind: "not-started"; readonly reason: string };

/** Of our own environment a program gets what it needs to find its way; keys and tokens in the rest are not its business. */
const passedOn = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "SystemRoot", "USERPROFILE", "TEMP", "TMP"] as const;

export async function runProgram(
  { file, args, line, env }: ProgramRun,
  { clock, deadlineMs, signal }: { readonly clock: Clock; readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<ProgramEnd> {
  if (signal.aborted) return { kind: "stopped" };
  const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
  const isWindows = process.platform === "win32";
  const child = spawn(file, [...args], {
    shell: false,
    windowsHide: true,
    // A group of its own, so that what it has started can be ended with it.
    detached: !isWindows,
    stdio: ["pipe", "ignore", "ignore"],
    env: { ...ownEnvironment(), ...env },
  });
  let endedBy: "late" | "stopped" | null = null;
  const end = (why: "late" | "stopped"): void => {
    endedBy ??= why;
    killGroup(child, isWindows);
  };
  const timer = clock.after(deadlineMs, () => end("late"));
  const stop = (): void => end("stopped");
  signal.addEventListener("abort", stop, { once: true });
  child.on("error", (error: NodeJS.ErrnoException) => resolve({ kind: "not-started", reason: error.code ?? "?" }));
  child.on("exit", (code) => {
    if (endedBy !== null) resolve({ kind: endedBy });
    else resolve(code === null ? { kind: "signalled" } : { kind: "exited", code });
  });
  // A program need not read what it is given.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(`${line}\n`);
  try {
    return await promise;
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", stop);
  }
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function killGroup({ pid }: ChildProcess, isWindows: boolean): void {
  if (pid === undefined) return;
  if (isWindows) {
    spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { windowsHide: true, stdio: "ignore" }).on(
      "error",
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It has just ended by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
