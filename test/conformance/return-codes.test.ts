/** The ledger of return codes is whole, its rows name codes that exist, and its score stands in the documents. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as codes from '../../errors/codes';
import { describeShared, sharedBytes } from '../support/shared';
import { complaintsAbout, differs, OPEN, rowsOf, scoreOf, TESTED, unreachable } from './ledger';
import { BEYOND_CODES, DOCUMENTED_CODES } from './return-codes';

/** The page of JetAddColumn lists one code twice. */
const DOCUMENTED_PAIRS = 1572;
const REPEATED_PAIRS = 1;
/** Printed on pages, and in no header. */
const NO_CODES = [
  'JET_errDistributedTransactionAlreadyPreparedToCommit',
  'JET_errQueryNotSupported',
  'JetGetTruncateLogInfoInstance',
];
const BEGIN = '<!-- score of the return codes: `npm run ledger` writes it -->';
const END = '<!-- end of the score -->';

function scoreText(): string {
  const { tested, unreachable: cannot, differs: other, open } = scoreOf(DOCUMENTED_CODES);
  const total = tested + cannot + other + open;
  const beyond = scoreOf(BEYOND_CODES);
  return (
    `Of the ${total} return codes that the documentation names for its functions, ${tested} ` +
    `(${((100 * tested) / total).toFixed(1)} %) are provoked by the tests and were really seen, ${cannot} cannot occur, ` +
    `${other} differ as the ledger says, and ${open} are not decided yet. Of those that the engine returns although no page ` +
    `names them, ${beyond.tested} were seen.`
  );
}

describe('the ledger of return codes', () => {
  it('has every documented pair, one of which a page repeats', () => {
    expect(rowsOf(DOCUMENTED_CODES).length).toBe(DOCUMENTED_PAIRS - REPEATED_PAIRS);
  });

  it('names codes that there are', () => {
    const unknown = [...rowsOf(DOCUMENTED_CODES), ...rowsOf(BEYOND_CODES)]
      .map(({ code }) => code)
      .filter((code) => !(code in codes));
    expect([...new Set(unknown)].sort()).toEqual(NO_CODES);
  });

  it.each(['README.md', 'docs/conformance.md'])('has its score in %s', (path) => {
    const file = join(__dirname, '../..', path);
    const text = readFileSync(file, 'utf8');
    const score = `${BEGIN}\n\n${scoreText()}\n\n${END}`;
    if (process.env.UPDATE_LEDGER !== undefined)
      writeFileSync(file, text.replace(new RegExp(`${BEGIN}[^]*${END}`), score));
    expect(readFileSync(file, 'utf8')).toContain(score);
  });

  it('complains of what was said to be tested and was not seen, and the other way round', () => {
    const verdicts = { A: TESTED, B: unreachable('x'), C: differs('y'), D: OPEN };
    const numbers = new Map(Object.keys(verdicts).map((code, number) => [code, number]));
    const complaints = (seen: number[]): string[] =>
      complaintsAbout({ JetX: verdicts }, new Map([['JetX', new Set(seen)]]), (code) => numbers.get(code));
    expect(complaints([0])).toEqual([]);
    expect(complaints([0, 3])).toEqual([]);
    expect(complaints([1, 2])).toEqual([
      'JetX A: not seen, though the ledger says tested',
      'JetX B: seen, though the ledger says unreachable',
      'JetX C: seen, though the ledger says differs',
    ]);
  });
});

describeShared('the documented pairs', 'reference/documented-codes.json', () => {
  interface Page {
    readonly function: string;
    readonly codes?: readonly { readonly code: string | null; readonly asPrinted?: string }[];
  }

  it('are the rows of the ledger', () => {
    const { functions } = JSON.parse(sharedBytes('reference/documented-codes.json').toString()) as {
      functions: Page[];
    };
    const pairs = functions.flatMap((page) =>
      (page.codes ?? []).map(({ code, asPrinted }) => `${page.function} ${code ?? asPrinted}`),
    );
    const rows = rowsOf(DOCUMENTED_CODES).map(({ api, code }) => `${api} ${code}`);
    const named = pairs.map((pair) => pair.replace(' errBackup', ' JET_errBackup'));
    expect([...new Set(named)].sort()).toEqual(rows.sort());
  });
});
