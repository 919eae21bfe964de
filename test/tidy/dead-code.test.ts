/** Every export of the engine is used by another file, is public, or is tested; every file is reachable. */
import { describe, expect, it } from '@jest/globals';
import * as ts from 'typescript';
import { ENGINE_FILES, importsOf, type SourceFile, TEST_FILES } from './sources';

/** Everything in these places is the public surface or an entry point. */
const PUBLIC = [/^include\//, /^errors\/codes\.ts$/, /^src\/index\.ts$/, /^src\/api\//, /^src\/cli\//];

/** A class that makes the values of its own file is exported so that declarations can name it. */
const NAMED_IN_DECLARATIONS = new Set(['Layout']);

function exportedNames(file: SourceFile): string[] {
  return file.ast.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map((d) => d.name.getText());
    const name = (statement as ts.DeclarationStatement).name;
    return name === undefined ? [] : [name.getText()];
  });
}

describe('dead code', () => {
  const all = [...ENGINE_FILES, ...TEST_FILES];
  const words = new Map(all.map((file) => [file.path, new Set(file.text.match(/[A-Za-z_$][\w$]*/g))]));

  it('has no export that nobody else mentions', () => {
    const unused = ENGINE_FILES.filter((file) => !PUBLIC.some((pattern) => pattern.test(file.path))).flatMap(
      (file) =>
        exportedNames(file)
          .filter(
            (name) =>
              !NAMED_IN_DECLARATIONS.has(name) &&
              !all.some((other) => other !== file && words.get(other.path)?.has(name)),
          )
          .map((name) => `${file.path}: ${name}`),
    );
    expect(unused).toEqual([]);
  });

  it('has no file that nothing imports', () => {
    const imported = new Set(all.flatMap((file) => importsOf(file)));
    const isEntry = (path: string): boolean => path === 'src/index.ts' || path.startsWith('src/cli/');
    const orphans = ENGINE_FILES.map((file) => file.path).filter(
      (path) =>
        !isEntry(path) &&
        !imported.has(path.replace(/\.ts$/, '')) &&
        !imported.has(path.replace(/\/index\.ts$/, '')),
    );
    expect(orphans).toEqual([]);
  });
});
