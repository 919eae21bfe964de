/**
 * A run of the whole suite, from its beginning to its end: every test file leaves in a folder which codes it saw, and at
 * the end the ledger of documented codes is held to them. A run of a part of the suite proves nothing about the ledger.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeenCodes } from './ledger';

export interface RunOptions {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
  readonly testNamePattern?: string;
  readonly onlyChanged: boolean;
  readonly onlyFailures: boolean;
}

/** Whether this run is of every test there is. */
export const isWholeRun = (options: RunOptions): boolean =>
  options.testPathPatterns.patterns.length === 0 &&
  (options.testNamePattern ?? '') === '' &&
  !options.onlyChanged &&
  !options.onlyFailures;

/** Before the first test: where the codes go. */
export function beginRun(): void {
  process.env.ESENT_SEEN = mkdtempSync(join(tmpdir(), 'esent-seen-'));
}

/** After the last test: what all test files saw. */
export function endRun(): SeenCodes {
  const seen = new Map<string, Set<number>>();
  const folder = process.env.ESENT_SEEN;
  if (folder === undefined) return seen;
  for (const name of readdirSync(folder)) {
    const pairs = JSON.parse(readFileSync(join(folder, name), 'utf8')) as [string, number[]][];
    for (const [api, codes] of pairs) {
      const known = seen.get(api) ?? new Set();
      for (const code of codes) known.add(code);
      seen.set(api, known);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  const out = process.env.ESENT_SEEN_OUT;
  if (out !== undefined)
    writeFileSync(out, JSON.stringify([...seen].map(([api, codes]) => [api, [...codes]])));
  return seen;
}
