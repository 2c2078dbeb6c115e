/**
 * Small faults that a person could have made, worked out from the syntax tree of a source file. Texts, types, imports and what
 * is only logged are left alone: a change there is no fault that a test should find.
 */
import ts from "typescript";

/** One fault: the source text from `start` to `end` (offsets in UTF-16 units) is replaced. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** First line of the change, from 1. */
  readonly line: number;
  readonly original: string;
}

/** Operator by operator: what is written instead, each a mutant of its own. */
const operators: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "&&": ["||"],
  "||": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
};

/** Methods and functions of the platform that are taken for one another. */
const callees: Readonly<Record<string, string>> = {
  max: "min",
  min: "max",
  floor: "ceil",
  ceil: "floor",
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
  findLast: "find",
  find: "findLast",
  push: "unshift",
  unshift: "push",
};

/** Calls of these write for people who look for a fault; without them the app does the same. */
const logged = /^(log|warn|debug|info|console\b)/;

/** Every mutant of `text`, in the order of the text. `fileName` decides nothing but the syntax. */
export function mutantsOf(fileName: string, text: string): Mutant[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const found: Mutant[] = [];
  const add = (node: ts.Node, ...replacements: readonly string[]): void => {
    const start = node.getStart(source);
    const original = text.slice(start, node.end);
    for (const replacement of replacements)
      if (replacement !== original)
        found.push({
          start,
          end: node.end,
          replacement,
          line: source.getLineAndCharacterOfPosition(start).line + 1,
          original,
        });
  };
  const visit = (node: ts.Node): void => {
    if (isLeftAlone(node, source)) return;
    mutate(node, source, add);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `text` with the fault in it. */
export function applied(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function isLeftAlone(node: ts.Node, source: ts.SourceFile): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    // What throws is a bug of ours that has already happened.
    ts.isThrowStatement(node) ||
    (ts.isExpressionStatement(node) && isLogCall(node.expression, source))
  );
}

function isLogCall(node: ts.Expression, source: ts.SourceFile): boolean {
  if (!ts.isCallExpression(node)) return false;
  const callee = node.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return logged.test(name.getText(source).replace(/^#/, "")) || logged.test(callee.getText(source));
}

type Add = (node: ts.Node, ...replacements: readonly string[]) => void;

function mutate(node: ts.Node, source: ts.SourceFile, add: Add): void {
  const textOf = (part: ts.Node): string => part.getText(source);
  if (ts.isBinaryExpression(node)) {
    add(node.operatorToken, ...(operators[textOf(node.operatorToken)] ?? []));
    if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      add(node, `(${textOf(node.right)})`, `(${textOf(node.left)})!`);
  } else if (ts.isIfStatement(node)) add(node.expression, "true", "false");
  else if (ts.isConditionalExpression(node)) add(node.condition, "true", "false");
  // Never true: every one of these would only hang.
  else if (ts.isWhileStatement(node)) add(node.expression, "false");
  else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === ts.SyntaxKind.ExclamationToken) add(node, textOf(node.operand));
    if (node.operator === ts.SyntaxKind.MinusToken) add(node, textOf(node.operand));
  } else if (ts.isPostfixUnaryExpression(node))
    add(node, textOf(node.operand) + (node.operator === ts.SyntaxKind.PlusPlusToken ? "--" : "++"));
  else if (ts.isNumericLiteral(node)) add(node, otherNumber(node));
  else if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, "false");
  else if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, "true");
  else if (ts.isExpressionStatement(node)) add(node, ";");
  else if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) add(node, ";");
  else if (ts.isReturnStatement(node)) mutateReturn(node, source, add);
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name } = node.expression;
    const other = Object.hasOwn(callees, textOf(name)) ? callees[textOf(name)] : undefined;
    if (other !== undefined) add(name, other);
  }
}

/** Far from what stands there: whether 30,000 or 30,001 ms is no question for a test, whether it is tested at all is one. */
function otherNumber({ text }: ts.NumericLiteral): string {
  const value = Number(text);
  if (value === 0) return "1";
  return String(Number.isInteger(value) && value < 10 ? value + 1 : value * 2);
}

/** Empty values; the types refuse those that the function may not return. */
function mutateReturn(node: ts.ReturnStatement, source: ts.SourceFile, add: Add): void {
  if (node.expression === undefined) {
    add(node, ";");
    return;
  }
  const given = node.expression.getText(source);
  for (const empty of ["null", "undefined", "true", "false", "[]", '""', "0"])
    if (empty !== given) add(node.expression, empty);
}
