/** The files of the open database: whether those in the folder still are the same, and hold what we wrote. */
import { companions, type Paths } from "./data-folder.ts";
import { isSameFile, isUntouched, stateOf, type FileState } from "./file-identity.ts";
import { LogIndex } from "./log-index.ts";

/**
 * What became of the database's file while it was open. `log-gone`: only its log, with what was committed last, is not there.
 * `overwritten`, `log-overwritten`: the file, or its log, is the same one, and another program has written something else into it.
 * `index-gone`, `index-overwritten`: SQLite's index of the log is not there, or was cut or written into, and has been put back.
 */
export type Displacement =
  | "deleted"
  | "replaced"
  | "log-gone"
  | "overwritten"
  | "log-overwritten"
  | "index-gone"
  | "index-overwritten";

/** Remembers which files the names of the database mean. To be made once it is open and has been written. */
export class OpenFile {
  readonly #paths: Paths;
  readonly #folder: FileState | null;
  readonly #states: ReadonlyMap<string, FileState | null>;
  /** The database's file, and its log, after we last wrote. */
  #ours: FileState | null;
  #ourLog: FileState | null;
  readonly #index: LogIndex;
  #wasIndexOther = false;

  constructor(paths: Paths) {
    this.#paths = paths;
    this.#folder = stateOf(paths.dir);
    const names = [paths.file, ...companions.map((suffix) => paths.file + suffix)];
    this.#states = new Map(names.map((name) => [name, stateOf(name)]));
    this.#ours = this.#stateAtStart(paths.file);
    this.#ourLog = this.#stateAtStart(logOf(paths));
    this.#index = new LogIndex(indexOf(paths));
  }

  /** To be called before the connection is used for anything: see {@link LogIndex}. */
  restoreCutIndex(): void {
    // Asked each time: it may be cut again before the connection is opened anew.
    this.#wasIndexOther = this.#index.restoreCut() || this.#wasIndexOther;
  }

  /** Only after the connection was closed. */
  release(): void {
    this.#index.close();
  }

  /**
   * Null while everything is in its place. `isSameContent` is asked only where somebody else has written into one of the two: it may
   * have been SQLite in another program, which leaves what is in it as it was. Throws what the file system says where it cannot
   * be found out.
   */
  displacement(isSameContent: () => boolean): Displacement | null {
    const { file } = this.#paths;
    const now = stateOf(file);
    if (!isSameFile(this.#ours, now)) return now === null ? "deleted" : "replaced";
    const log = stateOf(logOf(this.#paths));
    if (!isSameFile(this.#ourLog, log)) return "log-gone";
    const isFileUntouched = isUntouched(this.#ours, now);
    const isUnchanged = isFileUntouched && isUntouched(this.#ourLog, log);
    if (isUnchanged) this.#wasIndexOther = this.#index.restoreOverwritten() || this.#wasIndexOther;
    else if (!isSameContent()) return isFileUntouched ? "log-overwritten" : "overwritten";
    else {
      this.#ours = now;
      this.#ourLog = log;
      this.#index.remember();
    }
    if (this.#wasIndexOther) return "index-overwritten";
    const index = indexOf(this.#paths);
    return isSameFile(this.#stateAtStart(index), stateOf(index)) ? null : "index-gone";
  }

  /** What the file looks like now is our own doing: to be called after each write, which may fold the log into it. */
  noteOwnWrite(): void {
    const now = stateOf(this.#paths.file);
    if (isSameFile(this.#ours, now)) this.#ours = now;
    const log = stateOf(logOf(this.#paths));
    if (isSameFile(this.#ourLog, log)) this.#ourLog = log;
    this.#index.remember();
  }

  /** Whether this name means a file of the database that is open. */
  isOurs(path: string): boolean {
    return isSameFile(this.#stateAtStart(path), stateOf(path));
  }

  /** Whether the folder lies on the disk it lay on: one that was taken out may leave an empty folder of its name behind. */
  isOnItsDisk(): boolean {
    return this.#folder !== null && stateOf(this.#paths.dir)?.dev === this.#folder.dev;
  }

  /** Null for what was not there, or is no name of the database. */
  #stateAtStart(path: string): FileState | null {
    return this.#states.get(path) ?? null;
  }
}

const indexOf = ({ file }: Paths): string => `${file}-shm`;
const logOf = ({ file }: Paths): string => `${file}-wal`;
