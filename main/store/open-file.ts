/** The files of the open database: whether those in the folder still are the same. */
import { companions, type Paths } from "./data-folder.ts";
import { identityOf, isSameFile, type FileIdentity } from "./file-identity.ts";

/** What became of the database's file while it was open. `log-gone`: only its log, with what was committed last, is not there. */
export type Displacement = "deleted" | "replaced" | "log-gone";

/** Remembers which files the names of the database mean. To be made once it is open and has been written. */
export class OpenFile {
  readonly #paths: Paths;
  readonly #folder: FileIdentity | null;
  readonly #identities: ReadonlyMap<string, FileIdentity | null>;

  constructor(paths: Paths) {
    this.#paths = paths;
    this.#folder = identityOf(paths.dir);
    const names = [paths.file, ...companions.map((suffix) => paths.file + suffix)];
    this.#identities = new Map(names.map((name) => [name, identityOf(name)]));
  }

  /** Null while everything is in its place. Throws what the file system says where it cannot be found out. */
  displacement(): Displacement | null {
    const { file } = this.#paths;
    if (!this.isOurs(file)) return identityOf(file) === null ? "deleted" : "replaced";
    return this.isOurs(`${file}-wal`) ? null : "log-gone";
  }

  /** Whether this name means a file of the database that is open. */
  isOurs(path: string): boolean {
    return isSameFile(this.#identities.get(path) ?? null, identityOf(path));
  }

  /** Whether the folder lies on the disk it lay on: one that was taken out may leave an empty folder of its name behind. */
  isOnItsDisk(): boolean {
    return this.#folder !== null && identityOf(this.#paths.dir)?.dev === this.#folder.dev;
  }
}
