/** The source files of the project, parsed once for all house rules. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');
const ENGINE_FOLDERS = ['include', 'errors', 'src'];

export interface SourceFile {
  /** Path from the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
}

export const ENGINE_FILES: readonly SourceFile[] = load(ENGINE_FOLDERS);
export const TEST_FILES: readonly SourceFile[] = load(['test']);

function load(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => parse(join(ROOT, folder, name))),
  );
}

function parse(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const path = relative(ROOT, file).replaceAll('\\', '/');
  return { path, text, ast: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** The relative imports and re-exports of a file, as paths from the root without extension. */
export function importsOf(file: SourceFile): string[] {
  const targets: string[] = [];
  for (const statement of file.ast.statements) {
    const isLink = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const specifier = isLink ? statement.moduleSpecifier : undefined;
    if (specifier !== undefined && ts.isStringLiteral(specifier) && specifier.text.startsWith('.'))
      targets.push(join(dirname(file.path), specifier.text).replaceAll('\\', '/'));
  }
  return targets;
}

/** Calls `visit` with every node below `node`. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The line of a position, counted from 1. */
export const lineOf = (file: SourceFile, position: number): number =>
  file.ast.getLineAndCharacterOfPosition(position).line + 1;
