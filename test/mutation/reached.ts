/**
 * Which test files come to which places of the sources: before any fault is made, a call is written beside each place, and every
 * test file is run once. A mutant is then tried by those alone that come to its place. Processes that a test starts tell it too.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** A place in a source: `start` is an offset in UTF-16 units. */
export interface Place {
  readonly id: number;
  readonly start: number;
}

/**
 * `text` telling the ids of the places that its run comes to. A call stands before the statement (or around the body of the
 * arrow function) that a place lies in: nearer would need to know each kind of expression.
 */
export function withCalls(fileName: string, text: string, places: readonly Place[]): string {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const insertions: { readonly at: number; readonly text: string }[] = [];
  for (const { id, start } of places) {
    const node = around(nodeAt(source, start), source);
    const [before, after] = ts.isExpression(node)
      ? [`(__reached(${id}), `, ")"]
      : isInList(node)
        ? [`__reached(${id}); `, ""]
        : [`{ __reached(${id}); `, " }"];
    insertions.push({ at: node.getStart(source), text: before }, { at: node.end, text: after });
  }
  let changed = text;
  // From the end: what comes before keeps its offset. Of two at one place the order is theirs.
  for (const { at, text: inserted } of insertions.toSorted((a, b) => b.at - a.at))
    changed = changed.slice(0, at) + inserted + changed.slice(at);
  return `${changed}\n${calledFunction}`;
}

/**
 * Whether the place is come to as its module is read: once in a process, for whichever test file was the first to import it, so
 * that a call there would name one of many.
 */
export function isReadOnce(fileName: string, text: string, start: number): boolean {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  return ts.isSourceFile(around(nodeAt(source, start), source).parent);
}

/** The innermost node at this offset. */
function nodeAt(source: ts.SourceFile, start: number): ts.Node {
  let found: ts.Node = source;
  const visit = (node: ts.Node): void => {
    if (node.getStart(source) > start || node.end <= start) return;
    found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The statement, or the body of an arrow function, that the place lies in. */
function around(place: ts.Node, source: ts.SourceFile): ts.Node {
  let node = place;
  while (node.parent !== source && node !== source) {
    const { parent } = node;
    const isBody = ts.isArrowFunction(parent) && parent.body === node && !ts.isBlock(node);
    const isBranch = ts.isIfStatement(parent) && parent.expression !== node;
    if (isBody || isBranch || (isInList(node) && ts.isStatement(node))) return node;
    node = parent;
  }
  return node;
}

/** Whether another statement may stand before this one. */
function isInList({ parent }: ts.Node): boolean {
  return ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent);
}

/**
 * A function of each file, because sources may not import from tests. A process that a test starts finds the name of the file
 * in its environment.
 */
const calledFunction = `
function __reached(id) {
  const own = (globalThis.__reachedFile ??= process.env.PRICEBELL_REACHED ?? "");
  const file = globalThis.__reachedAsRead ?? own;
  if (file === "") return;
  const told = (globalThis.__reachedBy ??= new Map());
  let ids = told.get(file);
  if (ids === undefined) told.set(file, (ids = new Set()));
  if (ids.has(id)) return;
  ids.add(id);
  process.getBuiltinModule("node:fs").appendFileSync(file, id + "\\n");
}
`;

/** Where the places are told that are come to before the first test of a file: most often as a module is read, once in a process. */
const asRead = "as-read";

/** What has to stand before the set-up of each test file, whose places are its own from there on. */
export function setUp(folder: string): string {
  return `
import { beforeEach as __beforeEach, expect as __expect } from "vitest";
globalThis.__reachedAsRead = ${JSON.stringify(path.join(folder, asRead))};
__beforeEach(() => void (globalThis.__reachedAsRead = undefined));
globalThis.__reachedFile = process.env.PRICEBELL_REACHED =
  ${JSON.stringify(folder + path.sep)} + __expect.getState().testPath.slice(process.cwd().length + 1).replaceAll(/[\\\\/]/gu, "_");
`;
}

/** The ids of the places that may have been come to by whichever test file was the first to import their module. */
export function reachedAsRead(folder: string): ReadonlySet<number> {
  return reachedBy(folder, asRead);
}

/** The ids of the places that `test` (from the root, with `/`) came to. */
export function reachedBy(folder: string, test: string): ReadonlySet<number> {
  const file = path.join(folder, test.replaceAll("/", "_"));
  return new Set(existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : []);
}
