import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const SCRIPT = /\.(?:tsx?|m?js)$/;
const ENDS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

function scriptsIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => SCRIPT.test(name) && !name.endsWith('.d.ts') && !/node_modules/.test(name))
    .map((name) => join(folder, name));
}

/** The module that a node imports, as written; undefined for other nodes. */
function specifierOf(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  const isDynamic =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function specifiersIn(file) {
  const found = [];
  function visit(node) {
    const specifier = specifierOf(node);
    if (specifier && ts.isStringLiteralLike(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return found;
}

/** The files of ours that a file imports; packages and style sheets are left out. */
function importsOf(file) {
  return specifiersIn(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ENDS.map((end) => join(dirname(file), specifier) + end))
    .map((candidates) => candidates.find((name) => SCRIPT.test(name) && existsSync(name)))
    .filter((target) => target !== undefined);
}

/**
 * Lists circles of files in `folders`: at least one of each group of files that import one another.
 *
 * Every kind of import counts: of values, of types, re-exports, `import()` of a module and of a type.
 */
export function findCircles(folders) {
  const done = new Set();
  const circles = [];
  function visit(file, path) {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    for (const target of importsOf(file)) visit(target, [...path, file]);
    done.add(file);
  }
  for (const file of folders.flatMap(scriptsIn)) visit(file, []);
  return circles;
}
