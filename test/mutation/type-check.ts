/** Whether the types refuse a mutant. Such a fault never reaches a test, so it says nothing about them. */
import path from "node:path";
import ts from "typescript";

/** Names that nothing uses any more: a lint, and what a removed line leaves behind. */
const unused = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205]);

export class TypeCheck {
  readonly #service: ts.LanguageService;
  readonly #root: string;
  #changed: { readonly file: string; readonly text: string } | null = null;
  #version = 0;

  /** @param root - the folder that holds tsconfig.json and node_modules; absolute */
  constructor(root: string, sources: readonly string[]) {
    this.#root = root;
    const config = path.join(root, "tsconfig.json");
    const { config: json } = ts.readConfigFile(config, (file) => ts.sys.readFile(file)) as { config: unknown };
    const { options } = ts.parseJsonConfigFileContent(json, ts.sys, root);
    const names = sources.map((file) => path.join(root, file));
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => names,
      getScriptVersion: (file) => (this.#isChanged(file) ? String(this.#version) : "0"),
      getScriptSnapshot: (file) => {
        const text = this.#isChanged(file) ? this.#changed?.text : ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
      fileExists: (file) => ts.sys.fileExists(file),
      readFile: (file) => ts.sys.readFile(file),
      directoryExists: (folder) => ts.sys.directoryExists(folder),
      getDirectories: (folder) => ts.sys.getDirectories(folder),
    });
  }

  /** True where `text` in place of `file` (from the root) has an error in that file. Other files are not looked at. */
  refuses(file: string, text: string): boolean {
    this.#changed = { file: path.join(this.#root, file), text };
    this.#version++;
    const name = this.#changed.file;
    const errors = [...this.#service.getSyntacticDiagnostics(name), ...this.#service.getSemanticDiagnostics(name)];
    return errors.some(({ code, category }) => category === ts.DiagnosticCategory.Error && !unused.has(code));
  }

  #isChanged(file: string): boolean {
    return this.#changed !== null && path.resolve(file) === this.#changed.file;
  }
}
