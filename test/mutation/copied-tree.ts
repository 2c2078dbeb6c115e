/** A copy of the work tree in a folder of its own, so that a mutant is never in anybody's way, and its tests. */
import { fork, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestAnswer, TestRequest } from "./test-host.ts";

/** How test files ended. `hung`: not within their time. */
export type TestEnd = TestAnswer | "hung";

export class CopiedTree {
  readonly root: string;
  #host: ChildProcess | null = null;
  #changed: string[] = [];
  #isAll = false;

  /**
   * @param from - the work tree; what git knows or would add is copied, with the renderer's build where there is one
   * @param patienceMs - how long its tests wait for what must come true; with a fault in the app much of that never does
   */
  constructor(from: string, patienceMs: number) {
    this.root = mkdtempSync(path.join(tmpdir(), "pricebell-mutation-"));
    const { stdout, status } = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: from,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error("git does not list the files of this tree");
    for (const file of stdout.split("\0")) {
      if (file === "" || !existsSync(path.join(from, file))) continue;
      mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
      cpSync(path.join(from, file), path.join(this.root, file));
    }
    if (existsSync(path.join(from, "dist")))
      cpSync(path.join(from, "dist"), path.join(this.root, "dist"), { recursive: true });
    symlinkSync(path.join(from, "node_modules"), path.join(this.root, "node_modules"), "junction");
    this.write(
      "test/doubles/patience.ts",
      `export const patienceMs = ${patienceMs};\nexport const startPatienceMs = ${3 * patienceMs};\n`,
    );
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.root, file), text);
    this.#changed.push(path.join(this.root, file));
  }

  /**
   * Runs test files in this order until one fails, with `isAll` each of them; after `limitMs` they are ended with every
   * process that they started.
   */
  async run(tests: readonly string[], limitMs: number, isAll = false): Promise<TestEnd> {
    if (isAll !== this.#isAll) await this.#end();
    this.#isAll = isAll;
    const host = await this.#start();
    const request: TestRequest = { tests, changed: this.#changed };
    this.#changed = [];
    const over = new AbortController();
    const limit = setTimeout(() => over.abort(), limitMs);
    try {
      const answered = once(host, "message", { signal: over.signal }) as Promise<[TestAnswer]>;
      const ended = once(host, "exit", { signal: over.signal }).then(() => null);
      // Whichever is left behind is told to stop in the end, which is no failure.
      ended.catch(() => null);
      host.send(request);
      const first = await Promise.race([answered, ended]);
      if (first !== null) return first[0];
      await this.#end();
      return { passed: {}, failed: ["the process of the tests ended"] };
    } catch (error) {
      if (!over.signal.aborted) throw error;
      await this.#end();
      return "hung";
    } finally {
      clearTimeout(limit);
      over.abort();
    }
  }

  async dispose(): Promise<void> {
    await this.#end();
    rmSync(this.root, { recursive: true, force: true });
  }

  async #start(): Promise<ChildProcess> {
    if (this.#host !== null) return this.#host;
    this.#host = fork(path.join(this.root, "test/mutation/test-host.ts"), this.#isAll ? ["--all"] : [], {
      cwd: this.root,
      // The head of a process group, which can be ended whole.
      detached: true,
      env: { ...process.env, PRICEBELL_SHRINK: "no" },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    await once(this.#host, "message");
    return this.#host;
  }

  async #end(): Promise<void> {
    const host = this.#host;
    this.#host = null;
    if (host?.pid === undefined || host.exitCode !== null || host.signalCode !== null) return;
    const ended = once(host, "exit");
    if (process.platform === "win32") host.kill("SIGKILL");
    else process.kill(-host.pid, "SIGKILL");
    await ended;
  }
}
