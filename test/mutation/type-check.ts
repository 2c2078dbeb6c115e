/** Which mutants the types refuse. Such a fault never reaches a test, so it says nothing about them. */
import path from "node:path";
import ts from "typescript";

/** Names that nothing uses any more: a lint, and what a removed line leaves behind. */
const unused = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205]);

/** `text` in the place of `file` (from the root). */
export interface Variant {
  readonly file: string;
  readonly text: string;
}

/**
 * For each variant, whether it has an error in itself. Every variant is a file of its own beside the one that it would take the
 * place of, so that one program checks all of them: one program each would take seconds a mutant.
 *
 * A class with private members is another one in the copy. Where that alone makes a file's unchanged copy an error, its
 * variants are measured against that copy: an error that both have is none of the mutant's.
 *
 * @param root - the folder that holds tsconfig.json and node_modules; absolute
 */
export function refusedByTypes(root: string, variants: readonly Variant[]): boolean[] {
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const unchanged = [...new Set(variants.map(({ file }) => file))].map((file): Variant => ({
    file,
    text: ts.sys.readFile(path.join(root, file)) ?? "",
  }));
  const texts = new Map<string, string>();
  const nameOf = ({ file, text }: Variant, number: number): string => {
    const name = path.join(root, file.replace(/\.ts$/u, `.mutant-${number}.ts`));
    texts.set(name, text);
    return name;
  };
  const names = variants.map(nameOf);
  const unchangedNames = unchanged.map((variant, i) => nameOf(variant, variants.length + i));
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram({
    rootNames: [...names, ...unchangedNames],
    options,
    host: {
      ...host,
      fileExists: (name) => texts.has(path.normalize(name)) || host.fileExists(name),
      readFile: (name) => texts.get(path.normalize(name)) ?? host.readFile(name),
      getSourceFile(name, ...rest) {
        const text = texts.get(path.normalize(name));
        return text === undefined ? host.getSourceFile(name, ...rest) : ts.createSourceFile(name, text, rest[0], true);
      },
    },
  });
  const errorsOf = (name: string): string[] => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter(({ code, category }) => category === ts.DiagnosticCategory.Error && !unused.has(code))
      .map(({ code, messageText }) => `${code} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  };
  const known = new Map(unchanged.map(({ file }, i) => [file, new Set(errorsOf(unchangedNames[i] ?? ""))]));
  return variants.map(({ file }, i) => errorsOf(names[i] ?? "").some((error) => known.get(file)?.has(error) !== true));
}
