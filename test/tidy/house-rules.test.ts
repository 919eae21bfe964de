/** Habits that a machine can check: sizes, header comments, bans. */
import { describe, expect, it } from '@jest/globals';
import * as ts from 'typescript';
import { ENGINE_FILES, lineOf, type SourceFile, TEST_FILES, walk } from './sources';

const MOST_FILE_LINES = 500;
const MOST_FUNCTION_LINES = 60;
/** Files that are one table, read by looking things up and not from top to bottom. */
const TABLES = [/^include\//, /^errors\/(codes|info)\.ts$/, /\/(data|tables)\//, /-table\.ts$/];

const isTable = (path: string): boolean => TABLES.some((pattern) => pattern.test(path));

function complaints(files: readonly SourceFile[], find: (file: SourceFile) => string[]): string[] {
  return files.flatMap((file) => find(file).map((complaint) => `${file.path}: ${complaint}`));
}

function functionsOf(file: SourceFile): { name: string; lines: number; line: number }[] {
  const found: { name: string; lines: number; line: number }[] = [];
  walk(file.ast, (node) => {
    const isFunction =
      ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node);
    if (!isFunction || node.body === undefined) return;
    const first = lineOf(file, node.getStart());
    const name = node.name?.getText() ?? 'constructor';
    found.push({ name, line: first, lines: lineOf(file, node.end) - first + 1 });
  });
  return found;
}

describe('the house rules', () => {
  it('keep files short enough to read in a sitting', () => {
    const long = complaints(ENGINE_FILES, (file) => {
      const lines = file.text.split('\n').length - 1;
      return lines > MOST_FILE_LINES && !isTable(file.path) ? [`${lines} lines`] : [];
    });
    expect(long).toEqual([]);
  });

  it('keep functions short', () => {
    const long = complaints(ENGINE_FILES, (file) =>
      functionsOf(file)
        .filter((found) => found.lines > MOST_FUNCTION_LINES && !isTable(file.path))
        .map((found) => `${found.name} at line ${found.line} has ${found.lines} lines`),
    );
    expect(long).toEqual([]);
  });

  it('ask every file to say what it is before its first import', () => {
    expect(
      complaints(ENGINE_FILES, (file) => (file.text.startsWith('/**') ? [] : ['no header comment'])),
    ).toEqual([]);
  });

  it('ban any, default exports, soft marks and empty catches', () => {
    const wrong = complaints([...ENGINE_FILES, ...TEST_FILES], (file) => {
      const found: string[] = [];
      walk(file.ast, (node) => {
        const line = lineOf(file, node.getStart());
        if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`any at line ${line}`);
        if (ts.isExportAssignment(node) && node.isExportEquals !== true)
          found.push(`default export at line ${line}`);
        if (ts.isCatchClause(node) && node.block.statements.length === 0)
          found.push(`empty catch at line ${line}`);
      });
      if (/\b(TO[D]O|FIX[M]E|XX[X])\b/.test(file.text)) found.push('a soft mark');
      return found;
    });
    expect(wrong).toEqual([]);
  });

  it('let no test be focused or skipped', () => {
    const soft = complaints(TEST_FILES, (file) =>
      /\b(it|test|describe)\.(only|todo)\b|\bx(it|describe)\(/.test(file.text)
        ? ['focused or skipped tests']
        : [],
    );
    expect(soft).toEqual([]);
  });
});
